import Records
import Testing

@testable import Stages

/// Kits of a table's stock.
struct KitStepTests {
    private func shop(_ kits: String?) throws -> StageShop {
        let shop = try StageShop()
        try shop.put(
            """
            { about: "stock", format: "tsv", key: ["item"], states: "all", absent: "unknown",
              repeated: "keep", time: "modified",
              columns: { item: { required: true }, quantity: { kind: "count", required: true } } }
            """, "pipelines/reports/stock.json5")
        try shop.put(
            """
            { from: { current: "stock" },
              through: [{ sum: "quantity", by: ["item"], as: "on-hand" }] }
            """, "pipelines/tables/on-hand.json5")
        if let kits { try shop.put(kits, "mappings/kits.tsv") }
        return shop
    }

    /// The stock of items, and the reasons of those that leave.
    private func stock(
        _ shop: StageShop, _ items: [String], missing: String = "reject"
    ) throws -> ([Value?], [String]) {
        let builder = try shop.builder([("item", .text)])
        let nodes = [
            try StageShop.node("{ map: \"on-hand\", on: [\"item\"], missing: \"keep\" }"),
            try StageShop.node("{ kit: \"on-hand\", missing: \"\(missing)\" }"),
        ]
        let steps = try #require(Steps.make(nodes, builder), "\(builder.mistakes)")
        let run = try shop.run()
        for step in steps { try step.load(run, .whole) }
        let batch = Batch(slots: builder.columns.slots.count)
        batch.fill(items.map { [.text($0)] })
        for step in steps { try step.process(batch) }
        let slot = try #require(builder.columns.slot(of: "on-hand"))
        var found = [Value?](repeating: nil, count: items.count)
        for row in batch.selectedRows { found[row] = batch.value(slot, row) }
        return (found, batch.left.map(\.reason))
    }

    private static let kits = "item\tpart\tquantity\nK\tA\t2\nM\tB\t1\nK\tB\t3\nM\tX\t1\nN\tZ\t1\n"
    private static let items = ["A", "K", "M", "N", "B", "Q"]

    private func filled(_ kits: String? = Self.kits) throws -> StageShop {
        let shop = try shop(kits)
        try shop.makeCurrent("stock", "item\tquantity\nA\t5\nB\t11\nZ\t0\nN\t4\n", made: 1)
        return shop
    }

    /// The least over the parts, whose rows may stand apart; unknown where any part is; zero where one
    /// is at zero.
    @Test func isTheLeastOfItsParts() throws {
        let (found, reasons) = try stock(try filled(), Self.items)
        #expect(found == [5, 2, nil, 0, 11, nil])
        #expect(
            reasons == [
                "table 'on-hand' knows no part 'X' of kit 'M'", "table 'on-hand' knows no item 'Q'",
            ])
    }

    @Test(
        arguments: [("keep", [5, 2, .absent, 0, 11, .absent]), ("drop", [5, 2, nil, 0, 11, nil])]
            as [(String, [Value?])])
    func missing(_ word: String, _ wanted: [Value?]) throws {
        let (found, reasons) = try stock(try filled(), Self.items, missing: word)
        #expect(found == wanted)
        #expect(reasons.isEmpty)
    }

    @Test func withoutTheFileThereAreNone() throws {
        let (found, _) = try stock(try filled(nil), Self.items, missing: "keep")
        #expect(found == [5, .absent, .absent, 4, 11, .absent])
    }

    /// More kits than a batch has rows; a ring far down, behind kits that only lead into it.
    @Test func manyKits() throws {
        let rows = (0..<3_000).map { "K\($0)\tA\t\(1 + $0 % 5)\n" }.joined()
        let (found, _) = try stock(
            try filled("item\tpart\tquantity\n" + rows), ["K0", "K1", "K2999", "K2998"])
        #expect(found == [5, 2, 1, 1])
        let chain = (0..<2_000).map { "C\($0)\tC\($0 + 1)\t1\n" }.joined()
        let shop = try filled("item\tpart\tquantity\n" + rows + chain + "C2000\tC1998\t1\n")
        let failure = #expect(throws: Failure.self) { _ = try stock(shop, []) }
        #expect(
            failure?.text
                == "mappings/kits.tsv:5002:7: kits go round in a ring: "
                + "C1998 → C1999 → C2000 → C1998")
        let nested = try filled("item\tpart\tquantity\n" + rows + chain)
        let other = #expect(throws: Failure.self) { _ = try stock(nested, []) }
        #expect(
            other?.text
                == "mappings/kits.tsv:3002:4: part 'C1' of kit 'C0' is itself a kit: name what is "
                + "in it")
    }
}
