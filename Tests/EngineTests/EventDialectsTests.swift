import Catalog
import Files
import Formats
import Foundation
import MadeShops
import Records
import Testing

/// What is told of orders, written in each dialect and read back by the readers that reports go through, is the
/// same rows: no amount, id or text becomes another on its way.
struct EventDialectsTests {
    /// Where the XML dialect of a feed has its columns, from the element of a row.
    private static let paths: [String: (rows: [String], columns: [(String, String)])] = [
        "fulfillment": (
            ["AmazonEnvelope", "Message", "OrderFulfillment", "Item"],
            [
                ("order-id", "../AmazonOrderID"), ("fulfillment-date", "../FulfillmentDate"),
                ("carrier-code", "../FulfillmentData/CarrierCode"),
                ("carrier-name", "../FulfillmentData/CarrierName"),
                ("shipping-method", "../FulfillmentData/ShippingMethod"),
                ("tracking-number", "../FulfillmentData/ShipperTrackingNumber"),
                ("item-code", "AmazonOrderItemCode"), ("quantity", "Quantity"),
            ]
        ),
        "refund": (
            ["AmazonEnvelope", "Message", "OrderAdjustment", "AdjustedItem"],
            [
                ("refund-id", "MerchantAdjustmentItemID"), ("order-id", "../AmazonOrderID"),
                ("item-code", "AmazonOrderItemCode"), ("adjustment-reason", "AdjustmentReason"),
            ]
                + [
                    ("principal", "Principal"), ("shipping", "Shipping"), ("tax", "Tax"),
                    ("shipping-tax", "ShippingTax"), ("gift-wrap", "GiftWrap"),
                    ("gift-wrap-tax", "GiftWrapTax"), ("return-shipping", "ReturnShipping"),
                    ("goodwill", "Goodwill"),
                ].map { name, type in
                    (name, "ItemPriceAdjustments/Component[Type='\(type)']/Amount")
                }
        ),
        "cancelled-units": (
            ["AmazonEnvelope", "Message", "OrderAdjustment", "AdjustedItem"],
            [
                ("order-id", "../AmazonOrderID"), ("item-code", "AmazonOrderItemCode"),
                ("adjustment-reason", "AdjustmentReason"), ("quantity", "QuantityCancelled"),
            ]
        ),
    ]

    /// A row's values, by column, as they are written for a person.
    private typealias Row = [String: String]

    private static let shared: Set = [
        "order-id", "fulfillment-date", "carrier-code", "carrier-name", "shipping-method",
        "tracking-number", "refund-id", "currency",
    ]

    private func value(_ column: TemplateColumn, _ noise: inout Noise) -> String? {
        if column.isOptional, noise.once(in: 2) { return nil }
        func digits(_ count: Int) -> String {
            (0..<count).map { _ in String(noise.next(below: 10)) }.joined()
        }
        switch column.name {
        case "order-id", "despatch-id", "cancellation-id":
            return "\(digits(3))-\(digits(7))-\(digits(7))"
        case "item-code", "order-item-id": return digits(noise.once(in: 2) ? 14 : 15)
        case "adjustment-reason": return "CustomerReturn"
        case "currency": return "EUR"
        case "carrier-code": return "Other"
        default: break
        }
        switch column.kind {
        case .money: return Kind.money.write(Int64(1 + noise.next(below: 1 << 24)) * 100)
        case .time: return Kind.time.write(1_790_000_000 + Int64(noise.next(below: 1 << 20)))
        case .text:
            let odd = [
                "&", "<", ">", "\"", "'", "ä", "€", "東", "ﾃ", "𝄞", "é", "/", "-", "&amp;", "]]>",
            ]
            return "T"
                + (0..<noise.next(below: 12)).map { _ in
                    noise.once(in: 3) ? noise.pick(odd) : digits(1)
                }.joined()
        default: return String(1 + noise.next(below: 999))
        }
    }

    /// Random messages of up to three rows each.
    private func messages(_ columns: [TemplateColumn], _ noise: inout Noise) -> [[Row]] {
        (0..<40).map { _ in
            var first: Row?
            return (0...noise.next(below: 3)).map { _ in
                var row: Row = [:]
                for column in columns {
                    let isShared = first != nil && Self.shared.contains(column.name)
                    row[column.name] =
                        isShared ? first?[column.name] : value(column, &noise)
                }
                if row["item-code"] == nil { row["item-code"] = "40000000000001" }
                if row["quantity"] == nil, columns.contains(where: { $0.name == "quantity" }) {
                    row["quantity"] = "1"
                }
                first = first ?? row
                return row
            }
        }
    }

    private func write(
        _ messages: [[Row]], _ columns: [TemplateColumn], _ template: Template
    ) throws -> (bytes: [UInt8], told: [Row]) {
        let form = template.form(filled: columns.map { _ in true })
        var (bytes, told): ([UInt8], [Row]) = (form.head, [])
        var number = 0
        for rows in messages {
            let arena = Arena()
            let cells = rows.map { row in
                let cells = UnsafeMutablePointer<Cell>.allocate(capacity: columns.count)
                for (index, column) in columns.enumerated() {
                    cells[index] =
                        row[column.name].map { text in
                            column.kind == .text
                                ? arena.keep(text) : Cell(number: column.kind.read(text) ?? -1)
                        } ?? .absent
                }
                return cells
            }
            defer { for row in cells { row.deallocate() } }
            if cells.contains(where: { form.refusal(of: $0) != nil }) { continue }
            if form.joinsRows {
                number += 1
                if number > 1 { bytes += form.separator }
                let pointers = cells.map { UnsafePointer($0) }
                pointers.withUnsafeBufferPointer { form.append($0, message: number, to: &bytes) }
            } else {
                for row in cells {
                    number += 1
                    if number > 1 { bytes += form.separator }
                    form.append(UnsafePointer(row), message: number, to: &bytes)
                }
            }
            told += rows
        }
        #expect(told.count > 20)
        return (bytes + form.tail, told)
    }

    @Test(arguments: ["fulfillment", "refund", "cancelled-units"], 0..<6)
    func areReadBack(name: String, seed: Int) throws {
        var noise = Noise(seed)
        let shipped = ShippedFeed(name)
        let feed = try shipped.feed()
        let columns = shipped.columns(feed)
        let messages = messages(columns, &noise)
        for dialect in feed.dialects {
            let template = try shipped.template(dialect, columns)
            let (bytes, told) = try write(messages, columns, template)
            let file = FileManager.default.temporaryDirectory.appending(path: "event-\(UUID())")
            try Data(bytes).write(to: file)
            defer { try? FileManager.default.removeItem(at: file) }
            let read: (names: [String], rows: [[String?]])
            if dialect.node["form"]?.text == "xml" {
                try #require(template.schema).validate(file.path, name: "d.xml")
                read = try rows(inXML: file.path, Self.paths[name]!, columns)
            } else {
                read = try rows(inFlat: bytes, dialect, columns)
            }
            let wanted = told.map { row in read.names.map { row[$0] } }
            #expect(read.rows == wanted, "\(name), \(dialect.name), seed \(seed)")
        }
    }

    private func rows(
        inXML path: String, _ paths: (rows: [String], columns: [(String, String)]),
        _ columns: [TemplateColumn]
    ) throws -> (names: [String], rows: [[String?]]) {
        let kinds = Dictionary(columns.map { ($0.name, $0.kind) }, uniquingKeysWith: { $1 })
        let message = paths.rows[2]
        let shape = ReportShape(
            name: "t",
            columns: paths.columns.map { ColumnShape(name: $0.0, kind: kinds[$0.0] ?? .text) },
            form: RowForm(
                formats: [.xml],
                xml: XMLForm(
                    message: message, rows: paths.rows,
                    columns: paths.columns.map { name, path in
                        XMLForm.Column(
                            name: name, paths: [XMLPath(path)].compactMap(\.self), several: .first)
                    })))
        let reader = try RowInput(
            path: path, name: "d.xml", form: shape.form, encoding: .utf8, isChecked: true
        ).reader()
        let heading = try reader.open()
        try reader.begin(
            Layout(heading, as: shape), heading: heading, slots: Array(paths.columns.indices),
            trusted: false)
        let batch = Batch(slots: paths.columns.count)
        var rows: [[String?]] = []
        while try reader.next(into: batch) {
            #expect(batch.left.isEmpty)
            for row in 0..<batch.count {
                rows.append(
                    paths.columns.indices.map { slot in
                        let cell = batch.columns[slot][row]
                        if cell.isAbsent { return nil }
                        return cell.isNumber
                            ? shape.columns[slot].kind.write(cell.number) : cell.text
                    })
            }
        }
        return (paths.columns.map(\.0), rows)
    }

    /// The cells of a flat document that are one column's value and nothing else.
    private func rows(
        inFlat bytes: [UInt8], _ dialect: DialectDefinition, _ columns: [TemplateColumn]
    ) throws -> (names: [String], rows: [[String?]]) {
        let kinds = Dictionary(columns.map { ($0.name, $0.kind) }, uniquingKeysWith: { $1 })
        let members = try #require(dialect.node["columns"]?.members)
        var wanted: [(index: Int, name: String)] = []
        for (index, member) in members.enumerated() {
            guard let text = member.value.text, text.hasPrefix("$") else { continue }
            let name = String(text.dropFirst())
            if kinds[name] != nil { wanted.append((index, name)) }
        }
        let text = String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
        let lines = text.split(separator: "\n").dropFirst(
            1 + (dialect.node["head"]?.list?.count ?? 0))
        return (
            wanted.map(\.name),
            lines.map { line in
                let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
                return wanted.map { index, name in
                    let cell = String(cells[index])
                    if cell.isEmpty { return nil }
                    let kind = kinds[name] ?? .text
                    return kind == .text ? cell : kind.read(cell).map { kind.write($0) } ?? cell
                }
            }
        )
    }
}
