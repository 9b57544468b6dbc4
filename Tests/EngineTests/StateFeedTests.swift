import Engine
import Files
import Ledgers
import MadeShops
import Records
import Stages
import Testing

/// What is told of an offer from day to day.
struct StateFeedTests {
    /// A shop with one pool and one offer for each item.
    private struct Days {
        let shop: MadeShop
        var now: Int64 = 1_767_250_800

        init(_ deliver: String, skus: [String] = ["A", "B", "C"]) throws {
            shop = try MadeShop(MadeShop.settings("flat", deliver))
            let rows = (skus + ["Z"]).map { "\($0)\tI-\($0)\n" }.joined()
            try shop.put("seller-sku\titem\n" + rows, "mappings/skus.tsv")
            try shop.put(
                "pool\tlocation\tlocation-buffer\n*\tHAM\t0\n", "mappings/stock-locations.tsv")
            for marketplace in ["FR", "UK"] {
                try list([Offer(sku: "Z", status: "Incomplete")], marketplace)
            }
        }

        func list(_ offers: [Offer], _ marketplace: String = "DE", made: Int64? = nil) throws {
            try shop.put(
                Offer.report(offers), "inbox/\(marketplace)/l.txt", made: made ?? now)
        }

        func stock(_ units: [String: Int64]) throws {
            var stock = ["I-other": ["HAM": Int64(1)]]
            for (sku, count) in units { stock["I-" + sku] = ["HAM": count] }
            try shop.put(Offer.stock(stock), "inbox/stock.txt", made: now)
        }

        /// Runs, and gives what the document of the first pool tells; nil where there is none.
        func run() throws -> [String]? {
            let report = try shop.run(at: now) { $0.allowed = Set(Guards.Name.allCases) }
            #expect(report.entries.allSatisfy { $0.failure == nil })
            guard let name = report.entry("quantities", "eu")?.result?.documents.first?.name else {
                return nil
            }
            return try shop.text("outbox/ready/\(name)").split(separator: "\n").dropFirst()
                .map { String($0).replacing("\t", with: " ") }
        }

        func withheld() throws -> [String] {
            let ledger = try Ledger(disk: Disk(root: shop.root))
            let run = try ledger.runs(limit: 1).first?.name ?? ""
            return try shop.text("runs/\(run)/7-quantities.eu.withheld.tsv").split(separator: "\n")
                .dropFirst().filter { !$0.contains("\tZ\t") }.map { line in
                    let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
                    return "\(cells[3]): \(cells[2])"
                }
        }
    }

    private let hour: Int64 = 3_600

    /// Told 5, sold 5, restocked to 5: told again. A report made too soon says nothing.
    @Test func drift() throws {
        var days = try Days("drop")
        try days.list([Offer(sku: "A", quantity: 1)])
        try days.stock(["A": 5])
        #expect(try days.run() == ["A 5"])
        let told = days.now
        days.now += hour
        try days.list([Offer(sku: "A", quantity: 3)])
        #expect(try days.run() == nil)
        days.now = told + 8 * hour - 1
        try days.list([Offer(sku: "A", quantity: 2)])
        #expect(try days.run() == nil)
        days.now = told + 8 * hour
        try days.list([Offer(sku: "A", quantity: 0)])
        #expect(try days.run() == ["A 5"])
        #expect(try days.run() == nil)
    }

    /// The same bytes again, but made later: what they show counts from then on.
    @Test func driftOfTheSameBytes() throws {
        var days = try Days("drop")
        try days.list([Offer(sku: "A", quantity: 1)])
        try days.stock(["A": 5])
        #expect(try days.run() == ["A 5"])
        days.now += hour
        try days.list([Offer(sku: "A", quantity: 3)])
        #expect(try days.run() == nil)
        days.now += 8 * hour
        try days.list([Offer(sku: "A", quantity: 3)])
        #expect(try days.run() == ["A 5"])
    }

    @Test func closedByHandStaysClosed() throws {
        var days = try Days("drop")
        try days.list([Offer(sku: "A", quantity: 5), Offer(sku: "B", quantity: 5)])
        try days.stock(["A": 5, "B": 0])
        #expect(try days.run() == ["B 0", "A 5"])
        days.now += 24 * hour
        try days.list([
            Offer(sku: "A", status: "Inactive", quantity: 0),
            Offer(sku: "B", status: "Inactive", quantity: 0),
        ])
        try days.stock(["A": 7, "B": 2])
        // B was set to zero by this program, and is opened again.
        #expect(try days.run() == ["B 2"])
        #expect(try days.withheld() == ["A: Inactive, and not set to zero by feedmill"])
        days.now += hour
        try days.list([
            Offer(sku: "A", status: "Inactive", quantity: 0),
            Offer(sku: "B", status: "Inactive", quantity: 2),
        ])
        #expect(try days.run() == nil)
        // Well after, the report must show B as open: it was closed again by hand.
        days.now += 24 * hour
        try days.list([
            Offer(sku: "A", status: "Inactive", quantity: 0),
            Offer(sku: "B", status: "Inactive", quantity: 0),
        ])
        #expect(try days.run() == nil)
        #expect(
            try days.withheld() == [
                "A: Inactive, and not set to zero by feedmill",
                "B: Inactive, and not set to zero by feedmill",
            ])
        // A person opens A.
        let retelling = try Retelling(try days.shop.open(at: days.now), skus: ["A", "no such"])
        #expect(retelling.unknown == ["no such"])
        #expect(try days.run() == ["A 7"])
    }

    @Test func becomesAmazons() throws {
        var days = try Days("drop")
        try days.list([Offer(sku: "B", quantity: 0)])
        try days.stock(["B": 5])
        #expect(try days.run() == ["B 5"])
        days.now += 24 * hour
        try days.list([Offer(sku: "B", quantity: 5), Offer(sku: "C", channel: "AMAZON_EU")])
        try days.list([Offer(sku: "A"), Offer(sku: "B", channel: "AMAZON_EU")], "FR")
        try days.stock(["A": 2, "B": 9, "C": 1])
        #expect(try days.run() == ["A 2"])
        #expect(
            try days.withheld() == [
                "C: fulfilled by Amazon (AMAZON_EU)", "B: fulfilled by Amazon (AMAZON_EU)",
            ])
        days.now += 24 * hour
        try days.list([Offer(sku: "A"), Offer(sku: "B")], "FR")
        #expect(try days.run() == ["B 9"])
    }

    /// A row that cannot be used still says that the offer is Amazon's.
    @Test func aBrokenRowIsAmazonsAllTheSame() throws {
        let days = try Days("drop")
        try days.list([Offer(sku: "A"), Offer(sku: "B")])
        try days.list(
            [
                Offer(sku: "A", channel: "AMAZON_EU", isBroken: true),
                Offer(sku: "B", isBroken: true),
            ], "FR")
        try days.stock(["A": 5, "B": 5])
        #expect(try days.run() == ["B 5"])
    }

    @Test func anOvertakenDocumentIsSuperseded() throws {
        var days = try Days("hand")
        try days.list([Offer(sku: "A"), Offer(sku: "B")])
        try days.stock(["A": 5, "B": 6])
        #expect(try days.run() == ["A 5", "B 6"])
        days.now += 24 * hour
        try days.stock(["A": 5, "B": 7])
        #expect(try days.run() == ["A 5", "B 7"])
        #expect(try days.shop.documents(.ready).filter { $0.scope == "eu" }.count == 1)
        #expect(try days.shop.documents(.withdrawn).map(\.scope) == ["eu"])
        let files = try Disk(root: days.shop.root).list("outbox/ready").filter { $0.contains("eu") }
        #expect(files.count == 1)
        #expect(try Disk(root: days.shop.root).list("outbox/withdrawn").count == 1)
        // What is due no more leaves nothing to send.
        let document = try #require(try days.shop.documents(.ready).first { $0.scope == "eu" })
        _ = try Sending(try days.shop.open(at: days.now), document.name)
        days.now += 24 * hour
        try days.stock(["A": 4, "B": 7])
        #expect(try days.run() == ["A 4"])
        days.now += hour
        try days.stock(["A": 5, "B": 7])
        #expect(try days.run() == nil)
        #expect(try days.shop.documents(.ready).filter { $0.scope == "eu" }.isEmpty)
    }

    /// A key that leaves the listings is forgotten, though the waiting document is as it was.
    @Test func isForgottenWhileADocumentWaits() throws {
        var days = try Days("hand")
        try days.list([Offer(sku: "A"), Offer(sku: "B")])
        try days.stock(["A": 5, "B": 6])
        #expect(try days.run() == ["A 5", "B 6"])
        let document = try #require(try days.shop.documents(.ready).first { $0.scope == "eu" })
        _ = try Sending(try days.shop.open(at: days.now), document.name)
        days.now += 24 * hour
        try days.stock(["A": 7, "B": 6])
        #expect(try days.run() == ["A 7"])
        days.now += 24 * hour
        try days.list([Offer(sku: "A")])
        _ = try days.run()
        days.now += 24 * hour
        try days.list([Offer(sku: "A"), Offer(sku: "B", quantity: 6)])
        #expect(try days.run() == ["A 7", "B 6"])
    }

    @Test func anOverlongSKU() throws {
        let long = String(repeating: "ä", count: 41)
        let most = String(repeating: "ä", count: 40)
        let days = try Days("drop", skus: [long, most])
        try days.list([Offer(sku: long), Offer(sku: most)])
        try days.stock([long: 5, most: 6])
        #expect(try days.run() == ["\(most) 6"])
        let run = try Ledger(disk: Disk(root: days.shop.root)).runs(limit: 1).first?.name ?? ""
        let rejects = try days.shop.text("runs/\(run)/7-quantities.eu.rejects.tsv")
        #expect(rejects.contains("\t2\tseller-sku is longer than 40 characters\t\(long)\t"))
    }

    @Test func adoptsWhatStands() throws {
        var days = try Days("drop")
        try days.list([
            Offer(sku: "A", quantity: 5), Offer(sku: "B", quantity: 6),
            Offer(sku: "C", status: "Inactive", quantity: 0),
        ])
        try days.list([Offer(sku: "A", quantity: 5)], "FR")
        try days.stock(["A": 5, "B": 9, "C": 3])
        _ = try days.shop.run(at: days.now) { $0.stage = "listings" }
        let adoption = try Adoption(try days.shop.open(at: days.now))
        #expect(adoption.entries.map(\.adopted) == [2, 0])
        #expect(try days.run() == ["B 9"])
        #expect(try days.withheld() == ["C: Inactive, and not set to zero by feedmill"])
        days.now += 24 * hour
        try days.list([
            Offer(sku: "A", status: "Inactive", quantity: 0), Offer(sku: "B", quantity: 9),
        ])
        #expect(try days.run() == nil)
    }

    @Test func expectsThePlan() throws {
        let days = try Days("drop")
        try days.list([Offer(sku: "A")])
        try days.stock(["A": 5])
        let plan = try days.shop.plan(at: days.now)
        #expect(plan.exit == .changes)
        try days.stock(["A": 6])
        let before = try days.shop.contents()
        let failure = #expect(throws: Failure.self) {
            try days.shop.run(at: days.now) { $0.expect = plan.digest }
        }
        #expect(failure?.exit == .changes)
        let after = try days.shop.contents()
        #expect(after.filter { !$0.key.hasPrefix("ledger") } == before)
        try days.stock(["A": 5])
        let run = try days.shop.run(at: days.now) { $0.expect = plan.digest }
        #expect(run.digest == plan.digest)
        #expect(run.documents == plan.documents && !run.documents.isEmpty)
    }

    @Test func aPlanLeavesNoTrace() throws {
        let days = try Days("drop")
        try days.list([Offer(sku: "A")])
        try days.stock(["A": 5])
        let before = try days.shop.contents()
        _ = try days.shop.plan(at: days.now)
        #expect(try days.shop.contents() == before)
        #expect(before["lock"] == nil && before["ledger.sqlite"] == nil)
    }

    @Test func oneRunAtATime() throws {
        let days = try Days("drop")
        try days.list([Offer(sku: "A")])
        let before = try days.shop.contents()
        let lock = try Lock.take(
            Disk(root: days.shop.root), holder: "feedmill run nightly, process 7")
        for attempt in 0..<2 {
            let failure = #expect(throws: Failure.self) {
                _ =
                    attempt == 0
                    ? try days.shop.run(at: days.now) : try days.shop.plan(at: days.now)
            }
            #expect(failure?.exit == .busy)
            #expect(Exit.busy.rawValue == 75)
            #expect(
                failure?.text
                    == "lock: another run holds this shop: feedmill run nightly, process 7")
        }
        lock.release()
        #expect(try days.shop.contents() == before)
        _ = try days.shop.run(at: days.now)
    }
}
