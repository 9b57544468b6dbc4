import Catalog
import Records
import Testing

@testable import Stages

/// Tables of current files: what absence means, and what newer files hide.
struct TableTests {
    private func shop(states: String = "all", absent: String = "zero") throws -> StageShop {
        let shop = try StageShop()
        try shop.put(
            """
            { about: "stock", format: "tsv", key: ["item", "location"], states: "\(states)",
              location: "location", absent: "\(absent)", repeated: "keep", time: "modified",
              columns: { item: { required: true }, location: { required: true },
                         quantity: { kind: "count", required: true } } }
            """, "pipelines/reports/stock.json5")
        try shop.put(
            """
            { from: { current: "stock" }, through: [
              { map: "stock-locations", missing: "drop" },
              { sum: "quantity", less: "location-buffer", by: ["item"], as: "on-hand" } ] }
            """, "pipelines/tables/on-hand.json5")
        try shop.put(
            "pool\tlocation\tlocation-buffer\neu\tHAM\t\neu\tLEI\t2\nuk\tBHM\t0\n",
            "mappings/stock-locations.tsv")
        return shop
    }

    private static let heading = "item\tlocation\tquantity\n"

    /// On-hand of some items in a pool; what the table does not know is nil.
    private func onHand(_ shop: StageShop, _ pool: String) throws -> [String: Int64] {
        let builder = try shop.builder([("item", .text), ("pool", .text)])
        let table = try #require(try Table("on-hand", nil, builder), "\(builder.mistakes)")
        let run = try shop.run()
        let scope = StageScope(try #require(run.shop.pools.first { $0.name == pool }))
        let rows = try table.load(run, scope)
        var found: [String: Int64] = [:]
        for item in ["A", "B", "C", "D"] {
            found[item] =
                rows.table.find(Key([item])).flatMap { Value(rows.get(0, of: $0)).number }
                ?? rows.absent
        }
        return found
    }

    @Test(
        arguments: [
            ("all", "zero", ["A": 7, "B": 0, "C": 0, "D": 0]),
            ("all", "unknown", ["A": 7, "B": 0]),
            ("changes", "unknown", ["A": 7, "B": 0]), ("location", "zero", ["A": 7, "B": 0]),
        ] as [(String, String, [String: Int64])])
    func absence(_ states: String, _ absent: String, _ wanted: [String: Int64]) throws {
        let shop = try shop(states: states, absent: absent)
        try shop.makeCurrent(
            "stock", Self.heading + "A\tHAM\t4\nA\tLEI\t5\nA\tBHM\t9\nB\tLEI\t1\nC\tOther\t8\n",
            made: 1)
        #expect(try onHand(shop, "eu") == wanted)
    }

    @Test func noLocationOfThePool() throws {
        let shop = try shop()
        try shop.makeCurrent("stock", Self.heading + "A\tHAM\t4\n", made: 1)
        let failure = #expect(throws: Failure.self) { try onHand(shop, "uk") }
        #expect(failure?.exit == .definition)
        #expect(failure?.message.contains("table 'on-hand' has no row for uk") == true)
    }

    /// A newer file hides what older ones say of its locations.
    @Test func overlayByLocation() throws {
        let shop = try shop(states: "location")
        try shop.makeCurrent(
            "stock", Self.heading + "A\tHAM\t4\nB\tHAM\t3\nA\tLEI\t9\nC\tLEI\t5\n", made: 1)
        try shop.makeCurrent("stock", Self.heading + "A\tHAM\t1\n", made: 3)
        try shop.makeCurrent("stock", Self.heading + "A\tHAM\t100\nD\tHAM\t6\n", made: 2)
        #expect(try onHand(shop, "eu") == ["A": 8, "C": 3])
    }

    /// A newer file hides what older ones say of its keys, and of no others.
    @Test func overlayByKey() throws {
        let shop = try shop(states: "changes", absent: "unknown")
        try shop.makeCurrent(
            "stock", Self.heading + "A\tHAM\t4\nB\tHAM\t3\nA\tLEI\t9\n", made: 1)
        try shop.makeCurrent("stock", Self.heading + "A\tHAM\t1\nC\tHAM\t2\n", made: 2)
        try shop.makeCurrent("stock", Self.heading + "C\tHAM\t5\nA\tBHM\t6\n", made: 3)
        #expect(try onHand(shop, "eu") == ["A": 8, "B": 3, "C": 5])
        #expect(try onHand(shop, "uk") == ["A": 6])
    }

    @Test func overlayOfManyRows() throws {
        let shop = try shop(states: "changes", absent: "unknown")
        let old = (0..<3_000).map { "I\($0)\tHAM\t1\n" }.joined() + "A\tHAM\t1\n"
        let new = (0..<1_500).map { "I\($0 * 2)\tHAM\t2\n" }.joined() + "B\tHAM\t2\n"
        try shop.makeCurrent("stock", Self.heading + old, made: 1)
        try shop.makeCurrent("stock", Self.heading + new, made: 2)
        let builder = try shop.builder([("item", .text)])
        let table = try #require(try Table("on-hand", nil, builder))
        let run = try shop.run()
        let rows = try table.load(run, StageScope(run.shop.pools[0]))
        for number in 0..<3_000 {
            let payload = rows.table.find(Key(["I\(number)"]))
            #expect(payload.map { rows.get(0, of: $0).number } == (number % 2 == 0 ? 2 : 1))
        }
    }

    /// A row that leaves a column of the key blank holds for any value of it; the one that leaves the
    /// earliest blank counts, and no other is looked at, even where that one says nothing.
    @Test func blankStandsForAny() throws {
        let shop = try StageShop()
        try shop.put(
            """
            { about: "prices", columns: { item: {}, place: {}, sku: {}, price: { kind: "money" },
              low: { kind: "money" } }, key: ["item", "place", "sku"], time: "modified" }
            """, "pipelines/reports/prices.json5")
        try shop.put(
            """
            { from: { current: "prices" }, by: ["item", "place", "sku"], blank: "any",
              gives: ["price", "low"] }
            """, "pipelines/tables/prices.json5")
        try shop.makeCurrent(
            "prices",
            "item\tplace\tsku\tprice\tlow\nA\t\t\t1\t9\nA\tDE\t\t2\t\n\t\tS1\t3\t\n"
                + "A\t\tS2\t4\t8\nA\tDE\tS2\t5\t\n\tUK\tS1\t6\t\n", made: 1)
        let builder = try shop.builder([("item", .text), ("place", .text), ("sku", .text)])
        let node = try StageShop.node("{ map: \"prices\", missing: \"drop\" }")
        let step = try #require(Steps.make([node], builder)?.first, "\(builder.mistakes)")
        let run = try shop.run()
        try step.load(run, .whole)
        let batch = Batch(slots: builder.columns.slots.count)
        let rows: [([Value], Value?, Value?)] = [
            (["A", "FR", "S9"], 10_000, 90_000), (["A", "DE", "S9"], 20_000, .absent),
            (["B", "FR", "S1"], 30_000, .absent), (["A", "DE", "S1"], 30_000, .absent),
            (["A", "FR", "S2"], 40_000, 80_000), (["A", "DE", "S2"], 50_000, .absent),
            (["A", "UK", "S1"], 60_000, .absent), (["B", "DE", "S9"], nil, nil),
        ]
        batch.fill(rows.map { $0.0 + [nil, nil] })
        try step.process(batch)
        let price = try #require(builder.columns.slot(of: "price"))
        let low = try #require(builder.columns.slot(of: "low"))
        for (row, (_, wanted, wantedLow)) in rows.enumerated() {
            #expect(batch.selectedRows.contains(row) == (wanted != nil))
            guard let wanted, let wantedLow else { continue }
            #expect(batch.value(price, row) == wanted)
            #expect(batch.value(low, row) == wantedLow)
            let lines = try step.explain(batch, row, run, .whole)
            #expect(lines.count(where: { $0.hasSuffix("is taken") }) == 1)
        }
    }

    /// Pools draw on the same stock where a mapping sends one place to both, or through a third.
    @Test(
        arguments: [
            (["eu HAM", "uk BHM"], "eu", ["eu"]), (["eu HAM", "uk HAM"], "uk", ["eu", "uk"]),
            (["* HAM"], "eu", ["eu", "uk", "se"]), (["eu *", "uk BHM"], "eu", ["eu", "uk"]),
            (["* *", "eu HAM"], "se", ["eu", "uk", "se"]),
            (["eu HAM", "uk HAM", "uk BHM", "se BHM"], "eu", ["eu", "uk", "se"]),
            (["eu HAM", "uk HAM", "se STO"], "se", ["se"]),
        ] as [([String], String, [String])])
    func joinedPools(_ rows: [String], _ pool: String, _ wanted: [String]) throws {
        let shop = try shop()
        try shop.put(
            """
            { seller: "A1TEST", region: "eu", marketplaces: ["DE", "UK", "SE"],
              pools: { eu: ["DE"], uk: ["UK"], se: ["SE"] }, "time-zone": "UTC", feeds: {} }
            """, "feedmill.json5")
        let lines = rows.map { $0.replacing(" ", with: "\t") + "\t0\n" }
        try shop.put(
            "pool\tlocation\tlocation-buffer\n" + lines.joined(), "mappings/stock-locations.tsv")
        let builder = try shop.builder([("item", .text), ("pool", .text)])
        let table = try #require(try Table("on-hand", nil, builder))
        #expect(try table.pools(joinedWith: pool, try shop.run()).map(\.name) == wanted)
    }
}
