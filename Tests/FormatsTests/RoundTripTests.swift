import Foundation
import Glibc
import Records
import Testing

@testable import Formats

/// What is written in each dialect and read back by another reader is the same rows.
@Suite struct RoundTripTests {
    struct Row: Equatable, Sendable {
        var sku: String
        var quantity: Int64
        var days: Int64?
        var price: Int64?

        var cells: [Dialects.Value] {
            [
                .text(sku), .number(quantity), days.map { .number($0) } ?? .none,
                price.map { .number($0) } ?? .none,
            ]
        }
    }

    private static let json = Dialects.json(
        """
        { sku: "$seller-sku", quantity: "$quantity", days: "$handling-time", price: "$price" }
        """)
    private static let xml = Dialects.xml(
        """
        { MessageID: "$message", Inventory: { SKU: "$seller-sku", Quantity: "$quantity",
          FulfillmentLatency: "$handling-time",
          Price: { "@sku": "$seller-sku", "": "$price" } } }
        """)
    private static func flat(_ more: String) -> String {
        """
        { form: "flat", file: "txt", deliver: "hand", \(more)
          columns: { sku: "$seller-sku", quantity: "$quantity", days: "$handling-time",
                     price: "$price" } }
        """
    }

    private func rows(_ seed: Int) -> [Row] {
        var dice = Dice(seed)
        return (0...dice.next(below: 30)).map { _ in
            Row(
                sku: dice.text(upTo: 40), quantity: Int64(dice.next(below: 1 << 30)),
                days: dice.once(in: 2) ? Int64(dice.next(below: 31)) : nil,
                price: dice.once(in: 2)
                    ? Int64(dice.next(below: 1 << 30)) * (dice.once(in: 2) ? 1 : 100) : nil)
        }
    }

    /// The document of those rows that the dialect can say, these rows, and what is said of others.
    private func document(
        _ dialect: String, _ rows: [Row], currency: String = "EUR"
    ) throws -> (bytes: [UInt8], told: [Row], refused: [(Row, String)]) {
        var mistakes: [Mistake] = []
        let template = Dialects.compile(dialect, currency: currency, mistakes: &mistakes)
        let form = try #require(template).form(filled: [true, true, true, true])
        var (bytes, told): ([UInt8], [Row]) = (form.head, [])
        var refused: [(Row, String)] = []
        for row in rows {
            if let refusal = Dialects.refusal(form, row.cells) {
                refused.append((row, refusal))
                continue
            }
            if !told.isEmpty { bytes += form.separator }
            told.append(row)
            bytes += Dialects.bytes(form, row.cells, number: told.count)
        }
        return (bytes + form.tail, told, refused)
    }

    private func amount(_ text: String?, comma: Bool = false) throws -> Int64? {
        guard let text, !text.isEmpty else { return nil }
        let amount: Int64 = try #require(Kind.money.read(text, comma: comma))
        return amount
    }

    @Test(arguments: 0..<100)
    func asJSON(_ seed: Int) throws {
        let rows = rows(seed)
        let (bytes, told, refused) = try document(Self.json, rows)
        #expect(told == rows && refused.isEmpty)
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        let messages = try #require(object["m"] as? [[String: Any]])
        let read = try messages.map { message in
            Row(
                sku: try #require(message["sku"] as? String),
                quantity: try #require(message["quantity"] as? Int64),
                days: message["days"] as? Int64,
                price: (message["price"] as? NSNumber).flatMap {
                    Kind.money.read(Self.plain($0))
                })
        }
        try compare(read, told)
    }

    /// A number as it would be typed.
    private static func plain(_ number: NSNumber) -> String {
        String(format: "%.4f", number.doubleValue)
    }

    @Test(arguments: 0..<100)
    func asXML(_ seed: Int) throws {
        let (bytes, told, refused) = try document(Self.xml, rows(seed))
        let read = try #require(XMLRows.read(bytes)).map { row in
            #expect(row["Price@sku"] == (row["Price"] == nil ? nil : row["SKU"]))
            return Row(
                sku: row["SKU"] ?? "", quantity: Int64(row["Quantity"] ?? "") ?? -1,
                days: row["FulfillmentLatency"].flatMap { Int64($0) },
                price: try amount(row["Price"]))
        }
        try compare(read, told)
        for (row, refusal) in refused {
            let scalars = row.sku.unicodeScalars.map(\.value)
            let first = try #require(
                scalars.first { $0 < 0x20 || $0 == 0xFFFE || $0 == 0xFFFF })
            #expect(refusal == "\(Self.name(of: first, "the character")) in seller-sku")
        }
        for row in told {
            #expect(
                !row.sku.unicodeScalars.contains {
                    $0.value < 0x20 || $0.value == 0xFFFE || $0.value == 0xFFFF
                })
        }
    }

    private static func name(_ code: UInt32) -> String { String(code, radix: 16, uppercase: true) }

    private static func name(of code: UInt32, _ word: String) -> String {
        switch code {
        case 9: "a tab"
        case 10: "a line feed"
        case 13: "a carriage return"
        case 0..<0xA0: "the control character U+00" + (code < 16 ? "0" : "") + name(code)
        default: "\(word) U+\(name(code))"
        }
    }

    @Test(arguments: 0..<100, [false, true])
    func asAFlatFile(_ seed: Int, _ comma: Bool) throws {
        let dialect = Self.flat(comma ? "decimal: \"$decimal\"," : "decimal: \"dot\",")
        let (bytes, told, refused) = try document(dialect, rows(seed))
        try compare(try cut(bytes, rows: 1, comma: comma), told)
        for (row, refusal) in refused {
            let first = try #require(
                row.sku.unicodeScalars.map(\.value).first {
                    $0 < 0x20 || (0x7F..<0xA0).contains($0)
                })
            #expect(refusal == "\(Self.name(of: first, "")) in seller-sku")
        }
    }

    /// The rows below the headings, cut at every tab and line feed.
    private func cut(_ bytes: [UInt8], rows heads: Int, comma: Bool = false) throws -> [Row] {
        let lines = bytes.split(separator: 10, omittingEmptySubsequences: false).dropFirst(heads)
        #expect(lines.last?.isEmpty == true)
        return try lines.dropLast().map { line in
            let cells = line.split(separator: 9, omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            try #require(cells.count == 4)
            return Row(
                sku: cells[0], quantity: try #require(Int64(cells[1])), days: Int64(cells[2]),
                price: try amount(cells[3], comma: comma))
        }
    }

    @Test(arguments: 0..<100)
    func inCp932(_ seed: Int) throws {
        let dialect = Self.flat(
            """
            encoding: "cp932", head: [["TemplateType=PriceInventory", "この行は"],
              { sku: "商品管理番号", quantity: "在庫数", days: "出荷作業日数", price: "価格" }],
            """)
        var rows = rows(seed)
        // Half of them of characters that are likely to be there.
        var dice = Dice(seed)
        for index in rows.indices where dice.once(in: 2) {
            rows[index].sku = String(
                (0...dice.next(below: 20)).map { _ -> Character in
                    Array("ソ表～－①髙㈱ﾗﾝロープ纊∪A\\~|")[dice.next(below: 18)]
                })
        }
        let (bytes, told, refused) = try document(dialect, rows)
        let text = try #require(Self.iconv(bytes, from: "CP932", to: "UTF-8"))
        try compare(try cut(text, rows: 3), told)
        for (row, refusal) in refused {
            #expect(refusal.hasSuffix(" in seller-sku"))
            // The system's strict converter does not take it either, or not as itself.
            let utf8 = Array(row.sku.utf8)
            let written = Self.iconv(utf8, from: "UTF-8", to: "CP932")
            let back = written.flatMap { Self.iconv($0, from: "CP932", to: "UTF-8") }
            let hasControl = row.sku.unicodeScalars.contains {
                $0.value < 0x20 || (0x7F..<0xA0).contains($0.value)
            }
            #expect(back != utf8 || hasControl)
        }
    }

    private static func iconv(_ bytes: [UInt8], from: String, to: String) -> [UInt8]? {
        let converter = iconv_open(to, from)
        defer { iconv_close(converter) }
        var (source, target) = (bytes, [UInt8](repeating: 0, count: 4 * bytes.count + 16))
        return source.withUnsafeMutableBytes { source in
            target.withUnsafeMutableBytes { target in
                var input = source.baseAddress?.assumingMemoryBound(to: CChar.self)
                var output = target.baseAddress?.assumingMemoryBound(to: CChar.self)
                var (left, room) = (source.count, target.count)
                guard Glibc.iconv(converter, &input, &left, &output, &room) != Int.max, left == 0
                else { return nil }
                return Array(target[..<(target.count - room)])
            }
        }
    }

    private func compare(_ read: [Row], _ told: [Row]) throws {
        try #require(read.count == told.count)
        for (have, want) in zip(read, told) {
            #expect(have == want)
            // Texts may be equal in Swift and differ in their bytes.
            #expect(Array(have.sku.utf8) == Array(want.sku.utf8))
        }
    }
}
