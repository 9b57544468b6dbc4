import Files
import Formats
import Foundation
import Records
import Testing

/// Rows from XML: paths, what several elements come to, and what is refused.
struct XMLReaderTests {
    @Test(arguments: [
        ("SKU", true), ("../Order", true), ("../../MessageID", true),
        ("A/B[Type='Tax']/Amount", true),
        ("A/B[Type='Tax']/Amount/@currency", true), ("@id", true), ("", false), ("/SKU", false),
        ("A//B", false), ("A[Type=Tax]", false), ("A[Type='T'ax']", false), ("..", false),
        ("A/@", false), ("A/1B", false), ("../@x", false),
    ])
    func paths(text: String, isPath: Bool) { #expect((XMLPath(text) != nil) == isPath) }

    private static func column(
        _ name: String, _ kind: Kind, _ paths: [String], _ several: XMLForm.Several = .first
    ) -> (ColumnShape, XMLForm.Column) {
        (
            ColumnShape(name: name, kind: kind, required: name == "sku"),
            XMLForm.Column(name: name, paths: paths.compactMap { XMLPath($0) }, several: several)
        )
    }

    private static let columns = [
        column("order", .text, ["../Id"]), column("sku", .text, ["SKU"]),
        column("quantity", .count, ["Quantity"]),
        column("price", .money, ["Price/Component[Type='Principal']/Amount"]),
        column("currency", .text, ["Price/Component/Amount/@currency"]),
        column("discount", .money, ["Promotion/Amount"], .sum),
        column("ids", .text, ["Promotion/Id"], .join),
        column("note", .text, ["../Late", "../Note"]),
    ]

    private static let shape = ReportShape(
        name: "lines", columns: columns.map(\.0),
        form: RowForm(
            formats: [.xml],
            xml: XMLForm(
                message: "Lines", rows: ["Envelope", "Message", "Order", "Item"],
                columns: columns.map(\.1))))

    /// The rows of a file, each with its line. Messages that are `known` are passed over, and others added to them.
    private func rows(
        _ text: [UInt8], block: Int = 1 << 16, known: Known? = nil
    ) throws -> [String] {
        let file = FileManager.default.temporaryDirectory.appending(path: "xml-\(UUID())").path
        try Data(text).write(to: URL(filePath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        let reader = try RowInput(
            path: file, name: "file", form: Self.shape.form, encoding: .utf8, isChecked: true
        ).reader(block: block)
        let heading = try reader.open()
        let layout = Layout(heading, as: Self.shape)
        guard layout.fits else { return ["refused: \(heading.refusal ?? "")"] }
        try reader.begin(
            layout, heading: heading, slots: Array(Self.columns.indices), trusted: false)
        let batch = Batch(slots: Self.columns.count)
        var rows: [String] = []
        if let known { reader.sieve.messages = { known.messages[$0] } }
        var from = 0
        while try reader.next(into: batch) {
            let left = Dictionary(
                batch.left.map { ($0.row, $0.reason) }, uniquingKeysWith: { a, _ in a })
            for row in 0..<batch.count {
                let cells = batch.columns.map { $0[row].isAbsent ? "-" : $0[row].text }
                rows.append("\(batch.lines[row]) " + (left[row] ?? cells.joined(separator: "|")))
                if let end = batch.messages.first(where: { $0.row == row }) {
                    if let key = end.key { known?.messages[key] = rows.count - from }
                    from = rows.count
                }
            }
        }
        known?.passed = reader.passed
        return rows
    }

    private final class Known {
        var messages: [Key: Int] = [:]
        var passed = 0
    }

    private static let item = """
        <Item><SKU> A&amp;1 </SKU><Quantity>2</Quantity><Price>
        <Component><Type>Tax</Type><Amount currency="EUR">1.90</Amount></Component>
        <Component><Amount currency="EUR">14.5</Amount><Type>Principal</Type></Component></Price>
        <Promotion><Id>X</Id><Amount>-1.00</Amount></Promotion><Promotion><Id>Y</Id><Amount>2.50</Amount></Promotion></Item>
        """.replacing("-1.00", with: "1.00")

    private static func file(_ orders: String) -> [UInt8] {
        Array(
            "<?xml version=\"1.0\"?>\n<Envelope><MessageType>Lines</MessageType>\(orders)</Envelope>"
                .utf8)
    }

    @Test func aRowHasWhatStandsAroundIt() throws {
        let order =
            "<Message><Order><Id>1</Id>\(Self.item)<Item><SKU>B</SKU><Quantity>1</Quantity></Item><Note>n</Note></Order></Message>"
        #expect(
            try rows(Self.file(order)) == [
                "2 1|A&1|2|145000|EUR|35000|X Y|n", "5 1|B|1|-|-|-|-|n",
            ])
    }

    @Test func aRowThatIsWrongLeaves() throws {
        let order =
            "<Message><Order><Id>1</Id><Item><SKU>B</SKU><Quantity>two</Quantity></Item><Item><Quantity>1</Quantity></Item></Order></Message>"
        #expect(
            try rows(Self.file(order)) == [
                "2 'quantity' is 'two', not a whole number such as 12", "2 there is no 'sku'",
            ])
    }

    /// Rows do not depend on where the blocks of the file end.
    @Test func blocksDoNotMatter() throws {
        let order = "<Message><Order><Id>é1</Id>\(Self.item)<Late>x</Late></Order></Message>\n"
        let file = Self.file(String(repeating: order, count: 40))
        let wanted = try rows(file)
        #expect(wanted.count == 40)
        for block in [1, 2, 3, 7, 61, 1000] { #expect(try rows(file, block: block) == wanted) }
    }

    /// A message with the same bytes is passed over, wherever it stands, and what is read has its line all the same.
    @Test(arguments: [1 << 16, 1 << 12, 400])
    func passesKnownMessages(block: Int) throws {
        func message(_ number: Int, _ middle: String = "") -> String {
            "<Message><Order><Id>\(number)</Id>\n\(middle)\(Self.item)</Order></Message>"
        }
        // What looks like an end and is none, and messages without rows.
        let odd =
            "<!-- </Message> -->\n<Message/>" + message(900, "<!-- </Message> -->")
            + message(901, "<Note><![CDATA[</Message><Message>]]></Note>")
            + "<Message ><Order/></Message><?x </Message>?>\n\r\n  "
        let old = (0..<40).map { message($0) }
        let known = Known()
        let first = try rows(
            Self.file(old.joined(separator: "\n") + odd), block: block, known: known)
        #expect(first.count == 42)
        #expect(known.passed == 0)
        #expect(known.messages.count >= 35)

        let new = (100..<110).map { message($0) }
        for text in [
            old.joined() + odd + new.joined(separator: " "),
            (new + old + [odd] + new).joined(separator: "\n"),
            zip(old, new).map { $0 + "\n\n" + $1 }.joined(separator: odd),
        ] {
            let file = Self.file(text)
            let all = try rows(file, block: block)
            let some = try rows(file, block: block, known: known)
            #expect(known.passed >= 8)
            #expect(some.count + known.passed == all.count)
            // Those that were read are among all, in their order, with their lines.
            var rest = all[...]
            for row in some {
                let at = try #require(rest.firstIndex(of: row))
                rest = rest[(at + 1)...]
            }
        }
        // A mistake behind messages that were passed over has its place in the file.
        let broken = Self.file(old.joined(separator: "\n") + "\n<Message></Order>")
        let places = try [nil, known].map { known in
            try #require(throws: Failure.self) { try rows(broken, block: block, known: known) }
                .place
        }
        #expect(places[0] == places[1])
    }

    /// A reader lets go of its file when nobody has it any more.
    @Test func nothingStaysOpen() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "xml-\(UUID())").path
        try Data(Self.file("<Message/>")).write(to: URL(filePath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        weak var source: Source?
        do {
            let reader = try RowInput(
                path: file, name: "file", form: Self.shape.form, encoding: .utf8, isChecked: true
            ).reader()
            let heading = try reader.open()
            let layout = Layout(heading, as: Self.shape)
            try reader.begin(
                layout, heading: heading, slots: Array(Self.columns.indices),
                trusted: false)
            _ = try reader.next(into: Batch(slots: Self.columns.count))
            source = reader.source
            #expect(source != nil)
        }
        #expect(source == nil)
    }

    @Test func aFileThatIsCutShortIsNone() throws {
        let file = Self.file("<Message><Order><Id>1</Id>\(Self.item)</Order></Message>")
        for cut in stride(from: 80, to: file.count, by: 11) {
            #expect(throws: Failure.self) { try rows(Array(file[..<cut])) }
        }
    }

    @Test(arguments: [
        "<!DOCTYPE Envelope [<!ENTITY a 'b'>]><Envelope><MessageType>Lines</MessageType><Message><Order><Item><SKU>&a;</SKU></Item></Order></Message></Envelope>",
        "<Envelope><MessageType>Lines</MessageType><Message><Order><Item><SKU>&nbsp;</SKU></Item></Order></Message></Envelope>",
        "<Envelope><MessageType>Lines</MessageType><Message><Order><Item></Order></Item></Message></Envelope>",
    ])
    func isRefused(text: String) {
        #expect(throws: Failure.self) { try rows(Array(text.utf8)) }
    }

    @Test func anotherMessageTypeIsAnotherFile() throws {
        let other = String(decoding: Self.file(""), as: UTF8.self).replacing(
            ">Lines<", with: ">Prices<")
        #expect(
            try rows(Array(other.utf8)) == [
                "refused: an XML file (Envelope, Prices): not known yet"
            ])
    }
}
