import Catalog
import Files
import Formats
import Foundation
import MadeShops
import Records
import Testing

/// The dialects of the shipped inventory feed, with random rows: whatever a dialect does not refuse
/// gives a document that is as it must be.
struct ShippedDialectsTests {
    private let shipped = ShippedFeed("inventory")

    @Test(arguments: 0..<12)
    func everyDialect(_ seed: Int) throws {
        let feed = try shipped.feed()
        let columns = shipped.columns(feed)
        for dialect in feed.dialects {
            let template = try shipped.template(dialect, columns)
            let (bytes, skus) = try document(template, columns, Noise(seed))
            switch dialect.node["form"]?.text {
            case "xml": try checkXML(bytes, template, skus)
            case "json": try checkJSON(bytes, skus)
            default: try checkFlat(bytes, dialect, skus)
            }
        }
    }

    /// A document of random rows, as far as they are not refused, and their skus.
    private func document(
        _ template: Template, _ columns: [TemplateColumn], _ noise: Noise
    ) throws -> (bytes: [UInt8], skus: [String]) {
        var noise = noise
        let form = template.form(filled: columns.map { _ in true })
        var (bytes, skus) = (form.head, [String]())
        let arena = Arena()
        let cells = UnsafeMutablePointer<Cell>.allocate(capacity: columns.count)
        defer { cells.deallocate() }
        for _ in 0..<200 {
            arena.clear()
            var sku = ""
            for (index, column) in columns.enumerated() {
                if column.kind == .text { sku = text(&noise, upTo: 40) }
                cells[index] = cell(column, sku, &noise, arena)
            }
            guard form.refusal(of: cells) == nil else { continue }
            if !skus.isEmpty { bytes += form.separator }
            skus.append(sku)
            form.append(cells, message: skus.count, to: &bytes)
        }
        #expect(skus.count > 20)
        return (bytes + form.tail, skus)
    }

    private func cell(
        _ column: TemplateColumn, _ sku: String, _ noise: inout Noise, _ arena: Arena
    ) -> Cell {
        if column.isOptional, noise.once(in: 2) { return .absent }
        if column.kind == .text { return arena.keep(sku) }
        return Cell(number: Int64(noise.next(below: noise.once(in: 3) ? 1 << 20 : 32)))
    }

    private func text(_ noise: inout Noise, upTo most: Int) -> String {
        let ranges: [ClosedRange<UInt32>] = [
            0x20...0x7E, 0x26...0x3E, 0xA1...0x17F, 0x400...0x4FF, 0x3041...0x30FE, 0x4E00...0x9FA0,
            0xFF01...0xFF9F, 0x1F300...0x1F6FF, 0x00...0x1F, 0x7F...0x9F, 0xFFFE...0xFFFF,
        ]
        var view = String.UnicodeScalarView()
        let isPlain = !noise.once(in: 4)
        for _ in 0...noise.next(below: most) {
            let range = isPlain ? ranges[0] : noise.pick(ranges)
            let code = range.lowerBound + UInt32(noise.next(below: range.count))
            if let scalar = Unicode.Scalar(code) { view.append(scalar) }
        }
        return view.isEmpty ? "A" : String(view)
    }

    private func checkXML(_ bytes: [UInt8], _ template: Template, _ skus: [String]) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).xml")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let schema = try #require(template.schema)
        try schema.validate(file.path, name: "d.xml")
        let parts = String(decoding: bytes, as: UTF8.self).components(separatedBy: "<MessageID>")
        #expect(parts.count == skus.count + 1)
    }

    private func checkJSON(_ bytes: [UInt8], _ skus: [String]) throws {
        let document = try #require(
            JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        #expect(Set(document.keys) == ["header", "messages"])
        let header = try #require(document["header"] as? [String: String])
        #expect(header["sellerId"] == "A1B2C3" && header["version"] == "2.0")
        let messages = try #require(document["messages"] as? [[String: Any]])
        #expect(messages.map { $0["messageId"] as? Int } == (1...skus.count).map { $0 })
        #expect(
            messages.map { ($0["sku"] as? String).map { Array($0.utf8) } }
                == skus.map { Array($0.utf8) })
        for message in messages {
            let keys: Set = ["messageId", "sku", "operationType", "productType", "patches"]
            #expect(Set(message.keys) == keys)
            #expect(message["operationType"] as? String == "PATCH")
            let patches = try #require(message["patches"] as? [[String: Any]])
            #expect(!patches.isEmpty)
            for patch in patches {
                #expect(Set(patch.keys) == ["op", "path", "value"])
                let value = try #require(patch["value"] as? [[String: Any]])
                #expect(!value.isEmpty && value.allSatisfy { !$0.isEmpty })
            }
        }
    }

    private func checkFlat(
        _ bytes: [UInt8], _ dialect: DialectDefinition, _ skus: [String]
    ) throws {
        let heads = (dialect.node["head"]?.list?.count ?? 0) + 1
        let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
        #expect(lines.count == heads + skus.count + 1)
        let columns = try #require(dialect.node["columns"]?.members)
        for line in lines.dropFirst(heads).dropLast() {
            #expect(line.count { $0 == 9 } == columns.count - 1)
        }
    }
}
