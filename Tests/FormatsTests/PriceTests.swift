import Formats
import Foundation
import Records
import Testing

/// A price feed in XML: whatever of its columns a row has, the document is valid.
@Suite struct PriceTests {
    private static let columns: [TemplateColumn] =
        [TemplateColumn(name: "seller-sku", kind: .text)]
        + [
            ("price", Kind.money), ("sale-price", .money), ("sale-start", .date),
            ("sale-end", .date), ("minimum-price", .money), ("maximum-price", .money),
            ("business-price", .money), ("quantity-price-type", .text),
            ("quantity-bound-1", .count), ("quantity-price-1", .money),
            ("quantity-bound-2", .count), ("quantity-price-2", .money),
            ("quantity-bound-3", .count), ("quantity-price-3", .money),
            ("quantity-bound-4", .count), ("quantity-price-4", .money),
            ("quantity-bound-5", .count), ("quantity-price-5", .money),
            ("clear-minimum-price", .text), ("clear-maximum-price", .text),
            ("clear-business-price", .text),
        ].map { TemplateColumn(name: $0.0, kind: $0.1, isOptional: true) }

    private static let dialect = """
        { form: "xml", file: "xml", deliver: "drop", schema: "price.xsd",
          decimals: { price: 2, "sale-price": 2, "minimum-price": 2, "maximum-price": 2 },
          document: { AmazonEnvelope: {
            Header: { DocumentVersion: "1.01", MerchantIdentifier: "$seller" },
            MessageType: "Price", Message: "$messages" } },
          message: { MessageID: "$message", OperationType: "Update", Price: {
            SKU: "$seller-sku",
            StandardPrice: { "@currency": "$currency", "": "$price" },
            BusinessPrice: "$business-price",
            QuantityPriceType: "$quantity-price-type",
            QuantityPrice: {
              QuantityPrice1: "$quantity-price-1", QuantityLowerBound1: "$quantity-bound-1",
              QuantityPrice2: "$quantity-price-2", QuantityLowerBound2: "$quantity-bound-2",
              QuantityPrice3: "$quantity-price-3", QuantityLowerBound3: "$quantity-bound-3",
              QuantityPrice4: "$quantity-price-4", QuantityLowerBound4: "$quantity-bound-4",
              QuantityPrice5: "$quantity-price-5", QuantityLowerBound5: "$quantity-bound-5" },
            MinimumSellerAllowedPrice: {
              "@currency": "$currency", "": ["$minimum-price", "$clear-minimum-price"] },
            MaximumSellerAllowedPrice: {
              "@currency": "$currency", "": ["$maximum-price", "$clear-maximum-price"] },
            Sale: {
              when: "sale-price",
              StartDate: "${sale-start}T00:00:00Z", EndDate: "${sale-end}T00:00:00Z",
              SalePrice: { "@currency": "$currency", "": "$sale-price" } },
            PricingAction: "$clear-business-price" } } }
        """

    /// `whole` says that the currency has no decimals, which a row seldom forgets.
    private func value(
        _ column: TemplateColumn, whole: Bool, _ dice: inout Dice
    ) -> Dialects.Value {
        switch column.kind {
        case .money:
            // Whole amounts, cents, and seldom less than a cent.
            let unit = dice.once(in: 100) ? 1 : whole || dice.once(in: 2) ? 10_000 : 100
            return .number(Int64((dice.next(below: 100_000) + 1) * unit))
        case .count: return .number(Int64(dice.next(below: 1_000) + 1))
        case .date: return .number(Int64(20_000 + dice.next(below: 2_000)))
        default:
            switch column.name {
            case "seller-sku":
                return .text(dice.text(upTo: 40))
            case "quantity-price-type": return .text(dice.once(in: 2) ? "fixed" : "percent")
            case "clear-business-price": return .text("delete business_price")
            default: return .text("delete")
            }
        }
    }

    private func row(whole: Bool, _ dice: inout Dice) -> [Dialects.Value] {
        var cells = Self.columns.map { column in
            column.isOptional && dice.once(in: 3) ? .none : value(column, whole: whole, &dice)
        }
        // A sale has both its days.
        for name in ["sale-start", "sale-end"] {
            guard let index = Self.columns.firstIndex(where: { $0.name == name }) else { continue }
            cells[index] = value(Self.columns[index], whole: whole, &dice)
        }
        return cells
    }

    @Test(arguments: 0..<20, ["EUR", "JPY"])
    func everyRowIsValid(_ seed: Int, _ currency: String) throws {
        var mistakes: [Mistake] = []
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "pipelines/schemas/price.xsd")
        let schema = XMLSchema(Array(try Data(contentsOf: file)), file: "price.xsd", &mistakes)
        let template = Dialects.compile(
            Self.dialect, columns: Self.columns, currency: currency, mistakes: &mistakes)
        #expect(mistakes.map(\.message) == [])
        let form = try #require(template).form(filled: Self.columns.map { _ in true })
        var dice = Dice(seed)
        var (bytes, count) = (form.head, 0)
        for _ in 0..<300 {
            let row = row(whole: currency == "JPY", &dice)
            guard Dialects.refusal(form, row) == nil else { continue }
            count += 1
            bytes += Dialects.bytes(form, row, number: count)
        }
        #expect((150..<300).contains(count))
        let document = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).xml")
        try Data(bytes + form.tail).write(to: document)
        defer { try? FileManager.default.removeItem(at: document) }
        try schema?.validate(document.path, name: "d.xml")
    }
}
