import Engine
import Files
import Foundation
import Ledgers
import MadeShops
import Records
import Stages
import Testing

/// The workload's own counts of what is to be told, at ten thousand SKUs.
struct WorkloadTests {
    private static let generate =
        ProcessInfo.processInfo.environment["FEEDMILL_WORKLOAD"]
        ?? MadeShop.home + "/../shared/workload/generate.py"
    private static let hasWorkload = FileManager.default.fileExists(atPath: generate)

    private static let bench = "scripts/bench.d/shop"
    private static let files = [
        "feedmill.json5": "\(bench)/feedmill.json5",
        "pipelines/bench.json5": "\(bench)/pipelines/bench.json5",
        "pipelines/feeds/offers.json5": "\(bench)/pipelines/feeds/offers.json5",
        "pipelines/reports/listings.json5": "pipelines/reports/listings.json5",
        "pipelines/reports/prices.json5": "\(bench)/pipelines/reports/prices.json5",
        "pipelines/reports/stock.json5": "\(bench)/pipelines/reports/stock.json5",
        "pipelines/schemas/offers.xsd": "\(bench)/pipelines/schemas/offers.xsd",
        "pipelines/tables/on-hand.json5": "pipelines/tables/on-hand.json5",
        "pipelines/tables/prices.json5": "\(bench)/pipelines/tables/prices.json5",
    ]
    private static let program = """
        import runpy, sys
        sys.argv = sys.argv[1:]
        runpy.run_path(sys.argv[0], run_name="__main__")
        """

    @Test(
        .enabled(
            if: hasWorkload, "not run: FEEDMILL_WORKLOAD does not name the workload's generator"),
        arguments: ["flat", "json", "xml"])
    func counts(dialect: String) throws {
        let shop = try MadeShop(files: Self.files)
        let settings = try shop.text("feedmill.json5")
        try shop.put(
            settings.replacing("dialect: \"flat\"", with: "dialect: \"\(dialect)\""),
            "feedmill.json5")
        let data = shop.root + "/data"
        let arguments = [
            Self.generate, "--out", data, "--skus", "10000", "--orders", "0", "--encoding",
            dialect == "flat" ? "utf-8" : "iso-8859-1", "--only",
            "listings,sku-map,stock,prices,locations",
        ]
        try #require(Python.runs(Self.program, arguments))
        let skus = try shop.text("data/day1/sku-map.tsv").split(separator: "\n").dropFirst()
        try shop.put("seller-sku\titem\n" + skus.joined(separator: "\n"), "mappings/skus.tsv")
        let locations = try shop.text("data/day1/locations.tsv").split(separator: "\n").dropFirst()
            .map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
            .filter { $0[2] == "1" }.map { "*\t\($0[0])\t\($0[3])\n" }
        try shop.put(
            "pool\tlocation\tlocation-buffer\n" + locations.joined(), "mappings/stock-locations.tsv"
        )
        let now: Int64 = 1_767_250_800
        for (day, wanted) in [(1, 7_978), (2, 94), (2, 0)] {
            for (file, name) in [
                ("listings.txt", "inbox/DE/listings.txt"), ("stock.tsv", "inbox/stock.tsv"),
                ("prices.tsv", "inbox/prices.tsv"),
            ] {
                try FileManager.default.createDirectory(
                    atPath: "\(shop.root)/inbox/DE", withIntermediateDirectories: true)
                try FileManager.default.copyItem(
                    atPath: "\(data)/day\(day)/\(file)", toPath: "\(shop.root)/\(name)")
            }
            let report = try Runner.run(
                try shop.open(at: now + Int64(day) * 86_400), RunRequest(pipeline: "bench"))
            #expect(report.entries.allSatisfy { $0.failure == nil })
            #expect(report.entries.reduce(0) { $0 + ($1.result?.told ?? 0) } == wanted)
            let rows = try report.documents.reduce(0) { count, name in
                let text = try shop.text("outbox/ready/\(name)")
                return count
                    + (dialect == "flat"
                        ? text.split(separator: "\n").count - 1
                        : text.components(separatedBy: "\"sku\"").count
                            + text.components(separatedBy: "<SKU>").count - 2)
            }
            #expect(rows == wanted)
        }
    }

    /// Lines of orders after the first day and after the second: rows that stand twice are one line.
    @Test(
        .enabled(
            if: hasWorkload, "not run: FEEDMILL_WORKLOAD does not name the workload's generator"),
        arguments: ["txt", "xml"])
    func countsOrderLines(form: String) throws {
        let shop = try MadeShop(
            MadeShop.settings("flat", "drop") + "\"orders-since\": \"2020-01-01\"")
        try shop.put(
            """
            { stages: [{ stage: "orders", into: { book: "orders" },
              from: { report: ["all-orders", "all-orders-xml"], files: "inbox/orders*" } }] }
            """, "pipelines/sold.json5")
        let arguments = [
            Self.generate, "--out", shop.root + "/data", "--skus", "2000", "--orders", "10000",
            "--encoding", "utf-8", "--only", "orders,ordersxml",
        ]
        try #require(Python.runs(Self.program, arguments))
        for (day, wanted) in [(1, 10_000), (2, 10_524)] {
            try FileManager.default.copyItem(
                atPath: "\(shop.root)/data/day\(day)/orders.\(form)",
                toPath: "\(shop.root)/inbox/orders.\(form)")
            let now = 1_767_250_800 + Int64(day) * 86_400
            let report = try shop.run(at: now) { $0 = RunRequest(pipeline: "sold") }
            #expect(report.entries.allSatisfy { $0.failure == nil })
            let lines = try Ledger(disk: Disk(root: shop.root)).database
                .integer("SELECT count(*) FROM orders")
            #expect(lines == wanted)
        }
    }
}
