import Formats
import Records

/// Dialects as a feed's definition writes them, and rows for them.
enum Dialects {
    static let columns = [
        TemplateColumn(name: "seller-sku", kind: .text),
        TemplateColumn(name: "quantity", kind: .count),
        TemplateColumn(name: "handling-time", kind: .count, isOptional: true),
        TemplateColumn(name: "price", kind: .money, isOptional: true),
    ]

    static let variables = [
        "seller": "A1B2", "locale": "de_DE", "pool": "eu", "decimal": "comma",
    ]

    /// A JSON dialect with this message, for whoever takes it.
    static func json(_ message: String, document: String = "{ m: \"$messages\" }") -> String {
        """
        { form: "json", file: "json", deliver: ["drop", "hand"],
          document: \(document),
          message: \(message) }
        """
    }

    /// A listings feed, as Amazon's API takes it.
    static let inventory = listings(
        """
        { messageId: "$message", sku: "$seller-sku", operationType: "PATCH", productType: "PRODUCT",
          patches: [
            { when: "handling-time", op: "replace", path: "/attributes/fulfillment_availability",
              value: [ { fulfillment_channel_code: "DEFAULT", quantity: "$quantity",
                         lead_time_to_ship_max_days: "$handling-time" } ] },
            { unless: "handling-time", op: "merge", path: "/attributes/fulfillment_availability",
              value: [ { fulfillment_channel_code: "DEFAULT", quantity: "$quantity" } ] } ] }
        """)

    static func listings(_ message: String) -> String {
        """
        { form: "json", file: "json", deliver: ["drop", "api"], messages: 25000,
          document: { header: { sellerId: "$seller", version: "2.0", issueLocale: "$locale" },
                      messages: "$messages" },
          message: \(message) }
        """
    }

    /// The Inventory feed.
    static let xml = xml(
        """
        { MessageID: "$message", OperationType: "Update",
          Inventory: { SKU: "$seller-sku", Quantity: "$quantity",
                       FulfillmentLatency: "$handling-time" } }
        """)

    static func xml(_ message: String, type: String = "Inventory", more: String = "") -> String {
        """
        { form: "xml", file: "xml", deliver: "drop", schema: "inventory.xsd",\(more)
          document: { AmazonEnvelope: {
            Header: { DocumentVersion: "1.01", MerchantIdentifier: "$seller" },
            MessageType: "\(type)", Message: "$messages" } },
          message: \(message) }
        """
    }

    static let flat = """
        { form: "flat", file: "txt", deliver: ["drop", "hand"],
          columns: { sku: "$seller-sku", quantity: "$quantity", "handling-time": "$handling-time" },
          optional: ["handling-time"], encoding: "UTF-8" }
        """

    static func compile(
        _ text: String, columns: [TemplateColumn] = columns, currency: String = "EUR",
        mistakes: inout [Mistake]
    ) -> Template? {
        var variables = variables
        variables["currency"] = currency
        variables["decimals"] = currency == "JPY" ? "0" : "2"
        return Template.compile(
            Sketch.node(text), columns: columns, variables: variables, mistakes: &mistakes)
    }

    /// The message that `text` makes of `cells`; nil where it cannot be compiled.
    static func message(
        _ text: String, columns: [TemplateColumn] = columns, _ cells: [Value], number: Int = 1
    ) -> String? {
        var mistakes: [Mistake] = []
        let filled = [Bool](repeating: true, count: columns.count)
        guard let form = compile(text, columns: columns, mistakes: &mistakes)?.form(filled: filled)
        else { return nil }
        return write(form, cells, number: number)
    }

    static func write(_ form: Form, _ cells: [Value], number: Int = 1) -> String {
        String(decoding: bytes(form, cells, number: number), as: UTF8.self)
    }

    static func bytes(_ form: Form, _ cells: [Value], number: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        withRow(cells) { form.append($0, message: number, to: &bytes) }
        return bytes
    }

    static func refusal(_ form: Form, _ cells: [Value]) -> String? {
        withRow(cells) { form.refusal(of: $0) }
    }

    enum Value: Sendable {
        case none
        case text(String)
        case number(Int64)
    }

    private static func withRow<R>(_ values: [Value], _ body: (UnsafePointer<Cell>) -> R) -> R {
        let arena = Arena()
        return withExtendedLifetime(arena) {
            let row = UnsafeMutablePointer<Cell>.allocate(capacity: values.count)
            defer { row.deallocate() }
            for (index, value) in values.enumerated() {
                row[index] =
                    switch value {
                    case .none: .absent
                    case .text(let text): arena.keep(text)
                    case .number(let number): Cell(number: number)
                    }
            }
            return body(row)
        }
    }
}
