import Catalog
import Records
import Testing

@testable import Stages

/// What the price step makes of a row: the amounts beside the price, and what it refuses.
struct PriceStepTests {
    private static let columns: [(name: String, kind: Kind)] =
        [
            ("price", .money), ("tax-rate", .percent), ("percent", .percent), ("plus", .money),
            ("ending", .text), ("floor", .money), ("priced-by", .text), ("sale-price", .money),
            ("sale-start", .date), ("sale-end", .date), ("minimum-price", .money),
            ("maximum-price", .money), ("business-price", .money), ("quantity-price-type", .text),
        ]
        + (1...5).flatMap { [("quantity-bound-\($0)", .count), ("quantity-price-\($0)", .money)] }

    /// A row by its columns' names: money, days, counts and percentages as texts.
    private func answer(
        _ row: [String: String], tax: String = "included", marketplace: String = "DE"
    ) throws -> String {
        let shop = try StageShop()
        try shop.put(
            """
            { seller: "A1TEST", region: "eu", marketplaces: ["DE", "FR", "UK"],
              "time-zone": "UTC", feeds: {}, prices: { tax: "\(tax)" } }
            """, "feedmill.json5")
        let builder = try shop.builder(Self.columns)
        for column in Self.columns { _ = builder.columns.slot(of: column.name) }
        let step = try #require(
            Steps.make([try StageShop.node("{ price: \"price\" }")], builder)?.first)
        let code = try #require(Marketplace(code: marketplace))
        try step.load(
            try shop.run(), StageScope(name: marketplace, marketplaces: [code], pool: ""))
        let batch = Batch(slots: builder.columns.slots.count)
        batch.fill([
            Self.columns.map { column in
                guard let text = row[column.name] else { return nil }
                if text == "delete" { return .number(Kind.cleared) }
                return column.kind.read(text).map(Value.number) ?? .text(text)
            }
        ])
        try step.process(batch)
        if let left = batch.left.first {
            #expect(batch.selected == 0)
            return "\(left.how): \(left.reason)"
        }
        let results = [
            "price", "sale-price", "sale-start", "sale-end", "minimum-price", "maximum-price",
            "business-price", "quantity-price-1", "quantity-price-2", "clear-sale-price",
            "clear-minimum-price", "clear-maximum-price", "clear-business-price", "below-floor",
        ]
        return results.compactMap { name in
            guard let slot = builder.columns.slot(of: name) else { return nil }
            let cell = batch.columns[slot][0]
            if cell.isAbsent { return nil }
            let kind = builder.columns.slots[slot].kind
            return "\(name) \(cell.isNumber ? kind.write(cell.number) : cell.text)"
        }.joined(separator: ", ")
    }

    @Test(
        arguments: [
            (["price": "19.99"], "price 19.99"),
            ([:], "withheld: its price is empty in the price file, or was rejected there"),
            (["price": "19.99", "priced-by": "feedmill"], "price 19.99"),
            (
                ["price": "1", "priced-by": "other"],
                "withheld: priced by another program, says priced-by"
            ),
            (
                ["price": "1", "priced-by": "me"],
                "rejected: priced-by is 'me', not 'feedmill' or 'other'"
            ),
            (["price": "17.20", "ending": ".99"], "price 17.99"),
            (["price": "17.20", "ending": "none"], "price 17.20"),
            (
                ["price": "17.20", "ending": "99"],
                "rejected: ending is '99', not such as .99, or none"
            ),
            (
                ["price": "17.20", "ending": ".x9"],
                "rejected: ending is '.x9', not such as .99, or none"
            ),
            (
                [
                    "price": "20", "sale-price": "18", "sale-start": "2026-11-27",
                    "sale-end": "2026-11-27",
                ],
                "price 20.00, sale-price 18.00, sale-start 2026-11-27, sale-end 2026-11-27"
            ),
            (
                ["price": "20", "sale-price": "18", "sale-start": "2026-11-27"],
                "rejected: a sale-price needs sale-start and sale-end"
            ),
            // Days without a sale say nothing.
            (["price": "20", "sale-start": "2026-11-27", "sale-end": "2026-11-28"], "price 20.00"),
            (
                [
                    "price": "20", "sale-price": "21", "sale-start": "2026-11-27",
                    "sale-end": "2026-11-28",
                ],
                "rejected: sale-price 21.00 is above the price 20.00"
            ),
            (
                [
                    "price": "20", "sale-price": "9", "sale-start": "2026-11-27",
                    "sale-end": "2026-11-28", "minimum-price": "10",
                ], "rejected: sale-price 9.00 is below minimum-price 10.00"
            ),
            (
                [
                    "price": "20", "sale-price": "delete", "minimum-price": "delete",
                    "maximum-price": "delete",
                ],
                "price 20.00, clear-sale-price delete, clear-minimum-price delete, "
                    + "clear-maximum-price delete"
            ),
            (
                ["price": "20", "business-price": "delete"],
                "price 20.00, clear-business-price delete business_price"
            ),
            (["price": "20", "business-price": "20"], "price 20.00, business-price 20.00"),
            (
                ["price": "20", "business-price": "20.01"],
                "rejected: business-price 20.01 is above the price 20.00"
            ),
            (["price": "20", "floor": "21"], "price 20.00, below-floor 21.00"),
            (
                ["price": "20", "business-price": "17", "floor": "18"],
                "price 20.00, business-price 17.00, below-floor 18.00"
            ),
        ] as [([String: String], String)])
    func rows(_ row: [String: String], _ wanted: String) throws {
        #expect(try answer(row) == wanted)
    }

    @Test(arguments: [
        (["fixed", "5", "17", "10", "16"], "quantity-price-1 17.00, quantity-price-2 16.00"),
        (["percent", "5", "5", "10", "7.5"], "quantity-price-1 5.00, quantity-price-2 7.50"),
        (["fixed", "5", "18", "", ""], "quantity-price-1 18.00 is not below 18.00"),
        (["fixed", "5", "17", "10", "17"], "quantity-price-2 17.00 is not below 17.00"),
        (
            ["percent", "5", "7", "10", "7"],
            "quantity-price-2 is 7.00: percentages are below 100 and rise"
        ),
        (
            ["percent", "5", "100", "", ""],
            "quantity-price-1 is 100.00: percentages are below 100 and rise"
        ),
        (["fixed", "1", "17", "", ""], "quantity-bound-1 is 1: the bounds begin at 2 and rise"),
        (["fixed", "5", "17", "5", "16"], "quantity-bound-2 is 5: the bounds begin at 2 and rise"),
        (
            ["fixed", "", "", "5", "16"],
            "quantity-bound-2 is filled, and the one before it is empty"
        ),
        (
            ["fixed", "5", "", "", ""],
            "quantity-bound-1 and quantity-price-1 stand together or not at all"
        ),
        (
            ["fixed", "", "5", "", ""],
            "quantity-bound-1 and quantity-price-1 stand together or not at all"
        ),
        (["some", "5", "17", "", ""], "quantity-price-type is 'some', not 'fixed' or 'percent'"),
        (["", "5", "17", "", ""], "quantity-price-type is '', not 'fixed' or 'percent'"),
    ])
    func breaks(_ cells: [String], _ wanted: String) throws {
        let names = [
            "quantity-price-type", "quantity-bound-1", "quantity-price-1", "quantity-bound-2",
            "quantity-price-2",
        ]
        var row = ["price": "20", "business-price": "18"]
        for (name, cell) in zip(names, cells) where !cell.isEmpty { row[name] = cell }
        let found = try answer(row)
        #expect(found.hasSuffix(wanted), "\(found)")
        row["business-price"] = nil
        if found.hasPrefix("price") {
            #expect(try answer(row) == "rejected: quantity prices need a business-price")
        }
    }

    @Test func taxComesToAllAmounts() throws {
        let row = [
            "price": "10", "tax-rate": "19%", "minimum-price": "9", "maximum-price": "12",
            "business-price": "9.50", "sale-price": "9.25", "sale-start": "2026-11-27",
            "sale-end": "2026-11-28", "quantity-price-type": "fixed", "quantity-bound-1": "5",
            "quantity-price-1": "9.10",
        ]
        #expect(
            try answer(row, tax: "excluded")
                == "price 11.90, sale-price 11.01, sale-start 2026-11-27, sale-end 2026-11-28, "
                + "minimum-price 10.71, maximum-price 14.28, business-price 11.31, "
                + "quantity-price-1 10.83")
        // With tax in it already, a rate says nothing.
        #expect(try answer(["price": "10", "tax-rate": "19%"]) == "price 10.00")
        #expect(
            try answer(["price": "10"], tax: "excluded")
                == "rejected: its price is without tax, and mappings/tax-rates.tsv has no rate for it"
        )
    }

    @Test func yenAreWhole() throws {
        #expect(
            try answer(["price": "1805", "tax-rate": "10%"], tax: "excluded", marketplace: "JP")
                == "price 1986.00")
        #expect(
            try answer(["price": "1805", "ending": ".99"], marketplace: "JP")
                == "rejected: a price cannot end with .99 in a currency without decimals")
    }

    @Test func taxIsNeverAssumed() throws {
        let builder = try StageShop().builder([("price", .money)])
        #expect(Steps.make([try StageShop.node("{ price: \"price\" }")], builder) == nil)
        #expect(
            builder.mistakes.map(\.message) == [
                "feedmill.json5 does not say whether the prices of your files include tax"
            ])
    }
}
