import Formats
import Testing

@Suite struct HeadingTests {
    private func heading(_ bytes: [UInt8], atEnd: Bool = true) -> Heading {
        bytes.withUnsafeBufferPointer { Heading($0, atEnd: atEnd) }
    }

    private func heading(_ text: String, atEnd: Bool = true) -> Heading {
        heading(Array(text.utf8), atEnd: atEnd)
    }

    @Test(arguments: [
        ("sku\tquantity\nA\t1\n", ["sku", "quantity"], false, false, 13),
        ("sku\tquantity\r\nA\t1\r\n", ["sku", "quantity"], false, true, 14),
        ("\u{FEFF}sku\tquantity\r\n", ["sku", "quantity"], true, true, 17),
        ("\u{FEFF}sku\tquantity", ["sku", "quantity"], true, false, 15),
        ("sku\tquantity", ["sku", "quantity"], false, false, 12),
        ("sku\tquantity\r", ["sku", "quantity"], false, false, 13),
        (
            " sku \tMinimum order quantity\u{A0}\t\n", ["sku", "Minimum order quantity", ""], false,
            false, 32
        ),
        ("\t sku\n", ["", "sku"], false, false, 6),
        ("\"sku\"\tname\n", ["\"sku\"", "name"], false, false, 11),
        ("出品者SKU\t在庫数\n", ["出品者SKU", "在庫数"], false, false, 23),
    ])
    func headers(_ text: String, _ names: [String], _ mark: Bool, _ crlf: Bool, _ length: Int) {
        let heading = heading(text)
        #expect(heading.looksLike == .header)
        #expect(heading.names == names)
        #expect(heading.mark == mark)
        #expect(heading.crlf == crlf)
        #expect(heading.length == length)
        #expect(heading.refusal == nil)
    }

    @Test func germanInCP1252() {
        let line: [UInt8] =
            Array("H".utf8) + [0xE4] + Array("ndler-SKU\tPreis in ".utf8) + [0x80, 0x09, 0x81]
        #expect(heading(line).names == ["Händler-SKU", "Preis in €", "?"])
    }

    @Test func rowsBehindTheHeaderDoNotDecideItsEncoding() {
        let bytes = Array("Händler-SKU\tMenge\n".utf8) + [0xE4, 0x09, 0x00, 0x0A]
        #expect(heading(bytes).names == ["Händler-SKU", "Menge"])
    }

    @Test(arguments: [
        ("", Heading.Look.empty, "the first line is empty: expected the names of the columns"),
        ("\u{FEFF}", .empty, "the first line is empty: expected the names of the columns"),
        ("\n\n", .empty, "the first line is empty: expected the names of the columns"),
        (" \t \t\r\n", .empty, "the first line is empty: expected the names of the columns"),
        (
            "Date range exceeded. \r\n", .sentence("Date range exceeded."),
            "not a table: the first line holds no column names: 'Date range exceeded.'"
        ),
        (
            "item,location,quantity\n", .sentence("item,location,quantity"),
            "not a table: the first line is parted by commas, not by tabs: 'item,location,quantity';"
                + " save the file as tab-separated text"
        ),
        (
            "<<sku>>\tquantity\n",
            .other(
                "not a table: it begins with '<':"
                    + " expected the names of the columns"),
            "not a table: it begins with '<':"
                + " expected the names of the columns"
        ),
        (
            "sku\t\0\n", .binary("binary data"),
            "not a table: it is binary data: expected lines of text"
        ),
        (
            "s\0k\0u\0\t\0q\0\n\0", .binary("UTF-16 text"),
            "not a table: it is UTF-16 text without a byte order mark: say so with the charset UTF-16"
        ),
        (
            "sku\tquantity\rA\t1\r", .binary("text whose lines end with a carriage return alone"),
            "not a table: it is text whose lines end with a carriage return alone:"
                + " expected lines of text"
        ),
        (
            "PK\u{3}\u{4}\u{14}", .binary("a workbook or a zip archive"),
            "not a table: it is a workbook or a zip archive: expected lines of text"
        ),
    ])
    func refused(_ text: String, _ look: Heading.Look, _ refusal: String) {
        #expect(heading(text).looksLike == look)
        #expect(heading(text).refusal == refusal)
    }

    @Test(arguments: [[0xFF, 0xFE, 0x73, 0x00, 0x0A, 0x00], [0xFE, 0xFF, 0x00, 0x73]])
    func utf16WithItsMark(_ bytes: [UInt8]) {
        #expect(heading(bytes).looksLike == .binary("UTF-16 text"))
        #expect(heading(bytes).names.isEmpty)
    }

    @Test func aLongSentenceIsCut() {
        let text = String(repeating: "ä", count: 300)
        #expect(heading(text).looksLike == .sentence(String(repeating: "ä", count: 200)))
    }

    @Test func aLineWithoutAnEndIsNoHeaderUnlessTheFileEndsThere() {
        #expect(heading("sku\tquantity", atEnd: false).looksLike == .sentence("sku quantity"))
        #expect(heading("sku\tquantity", atEnd: false).names.isEmpty)
        #expect(heading("sku", atEnd: false).names.isEmpty)
        #expect(heading("sku", atEnd: true).names == ["sku"])
        #expect(heading("sku\tquantity", atEnd: true).looksLike == .header)
        #expect(heading("sku\tquantity\nA", atEnd: false).looksLike == .header)
    }
}
