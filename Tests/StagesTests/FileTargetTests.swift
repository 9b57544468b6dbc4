import Catalog
import Files
import Ledgers
import Records
import Testing

@testable import Stages

/// `into: { file: … }`: rows as a file in the outbox, written once.
struct FileTargetTests {
    private func shop() throws -> StageShop {
        let shop = try StageShop()
        try shop.put(
            """
            { about: "stock", format: "tsv", key: ["item", "day"], repeated: "keep", states: "all",
              absent: "zero", time: "modified",
              columns: { item: { required: true }, day: { kind: "date" },
                         price: { kind: "money" }, quantity: { kind: "count" } } }
            """, "pipelines/reports/stock.json5")
        return shop
    }

    private func stage(_ shop: StageShop, _ through: String, _ columns: [String]) throws -> Stage {
        try shop.put(
            """
            { stages: [{ stage: "check", from: { current: "stock" }, through: [\(through)],
                         into: { file: "stock-check", columns: \(columns) } }] }
            """, "pipelines/p.json5")
        let catalog = shop.catalog
        let pipeline = try catalog.pipeline("p")
        var mistakes: [Mistake] = []
        let stage = try Stage(
            pipeline.stages[0], number: 1, pipeline: "p", catalog: catalog,
            shop: try catalog.shop(), disk: shop.disk, &mistakes)
        return try #require(stage, "\(mistakes)")
    }

    /// Runs the stage; the text of the file that it leaves, nil where it leaves none.
    private func run(_ stage: Stage, _ shop: StageShop, isPlan: Bool = false) throws -> String? {
        let run = try shop.run(isPlan: isPlan)
        run.id = try shop.ledger.runs(limit: 1).first?.id ?? 0
        try shop.ledger.begin()
        let end = try stage.run(run, .whole, Inbox(run))
        if isPlan { try shop.ledger.rollback() } else { try shop.ledger.commit() }
        #expect(end.result.documents.count <= 1)
        guard let (draft, name) = end.drafts.first else { return nil }
        try shop.disk.publish(draft, as: name)
        #expect(end.result.documents.first.map { "outbox/back-office/\($0.name)" } == name)
        let bytes = try shop.disk.read(name)
        #expect(end.result.documents.first?.digest == Digest(of: bytes))
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let rows =
        "item\tday\tprice\tquantity\nB\t2024-02-29\t14.9\t3\nA\t\t0.5\t\nB\t2024-02-29\t\t4\n"
        + "A\t2024-02-28\t1\t2\n"

    @Test func writesCellsAsAPersonDoes() throws {
        let shop = try shop()
        try shop.makeCurrent("stock", Self.rows, made: 1)
        let stage = try stage(shop, "", ["price", "item", "day", "quantity"])
        let wanted =
            "price\titem\tday\tquantity\n14.90\tB\t2024-02-29\t3\n0.50\tA\t\t\n"
            + "\tB\t2024-02-29\t4\n1.00\tA\t2024-02-28\t2\n"
        #expect(try run(stage, shop, isPlan: true) == nil)
        #expect(try shop.disk.list("outbox/back-office") == [])
        #expect(try run(stage, shop) == wanted)
        // The same bytes are not written again.
        #expect(try run(stage, shop) == nil)
        #expect(try shop.disk.list("outbox/back-office") == ["stock-check.000001.tsv"])
        #expect(try shop.disk.drafts("outbox/back-office") == [])
    }

    @Test func sumsOverColumnsOfAnyKind() throws {
        let shop = try shop()
        try shop.makeCurrent("stock", Self.rows, made: 1)
        let stage = try stage(
            shop, "{ sum: \"quantity\", by: [\"item\", \"day\"], as: \"units\" }",
            ["day", "item", "units"])
        #expect(
            try run(stage, shop)
                == "day\titem\tunits\n2024-02-29\tB\t7\n\tA\t0\n2024-02-28\tA\t2\n")
    }
}
