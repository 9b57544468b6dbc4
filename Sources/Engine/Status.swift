import Catalog
import Files
import Ledgers
import Records

/// How a shop stands: for a person who looks, and for monitors.
package struct Status: Sendable {
    /// A current file, and how old it is by its own time.
    package struct Current: Sendable {
        package var report: String
        /// Empty where the report has none.
        package var marketplace: String
        package var file: String
        /// Unix seconds.
        package var made: Int64
        /// Seconds.
        package var age: Int64
        package var rows: Int64
        package var rejected: Int64
    }

    /// A stage of the last run that did not get through.
    package struct Stopped: Sendable {
        package var stage: String
        package var scope: String
        package var outcome: String
    }

    /// How the orders stand that the seller is to send off.
    package struct Orders: Sendable {
        let open: [Ledger.OpenOrder]
        package var counts: Ledger.OrderCounts
        /// Times of which no order report tells, in Unix seconds, the latest last; until now where they go on.
        package var gaps: [Range<Int64>]
    }

    /// Nil where there was none yet.
    package private(set) var lastRun: RunRow?
    /// When it was, in Unix seconds; nil where its folder does not say.
    package private(set) var lastTime: Int64?
    package private(set) var stopped: [Stopped] = []
    package private(set) var currents: [Current] = []
    /// Documents that wait to be sent, oldest first.
    package private(set) var ready: [DocumentRow] = []
    /// A document that was sent and has no answer.
    package struct Unanswered: Sendable {
        package var document: DocumentRow
        /// How long it is out, in seconds.
        package var age: Int64
        /// It takes longer than its feed says that answers do.
        package var isLate: Bool
    }

    /// Documents of which an answer is waited for, oldest first.
    package private(set) var unanswered: [Unanswered] = []
    /// How orders stand; nil in a shop that has none.
    package private(set) var orders: Orders?
    /// What a person must look at.
    package let morning: Morning
    /// Whom Amazon is told about: "dry", "on", or for what.
    package let tell: String
    package let isPaused: Bool

    /// Reads it, without the lock: a run may be under way.
    package init(_ open: OpenShop) throws(Failure) {
        tell = Self.text(of: open.shop.scope)
        isPaused = open.isPaused
        let ledger = try open.ledger(creating: false)
        for report in try open.catalog.names(of: Report.self) {
            for marketplace in try ledger.currentMarketplaces(report: report) {
                for file in try ledger.currentFiles(report: report, marketplace: marketplace) {
                    currents.append(
                        Current(
                            report: report, marketplace: marketplace, file: file.name,
                            made: file.made, age: max(0, open.now - file.made), rows: file.rows,
                            rejected: file.rejected))
                }
            }
        }
        unanswered = try Self.unanswered(open, ledger)
        if let found = try ledger.openOrders() {
            let waiting = open.shop.approvesRefunds ? try ledger.refundsWaiting() : 0
            orders = Orders(
                open: found,
                counts: Ledger.OrderCounts(found, refundsWaiting: waiting, now: open.now),
                gaps: Self.gaps(try ledger.coverage(), now: open.now))
        }
        morning = try Morning(open, ledger, orders, unanswered)
        ready = try ledger.documents(state: .ready) + ledger.documents(state: .sending)
        guard let run = try ledger.runs(limit: 1).first else { return }
        lastRun = run
        lastTime = Self.time(of: run, open)
        var latest: [String: Receipt] = [:]
        for receipt in try ledger.receipts(run: run.id) {
            latest["\(receipt.stage) \(receipt.scope)"] = receipt
        }
        stopped = latest.values.filter { $0.outcome != .done }.sorted { $0.id < $1.id }
            .map { Stopped(stage: $0.stage, scope: $0.scope, outcome: $0.outcome.rawValue) }
    }

    private static func unanswered(
        _ open: OpenShop, _ ledger: Ledger
    ) throws(Failure) -> [Unanswered] {
        var feeds: [String: FeedDefinition] = [:]
        for name in try open.catalog.names(of: FeedDefinition.self) {
            feeds[name] = try? open.catalog.feed(name)
        }
        // Of what another program sends, and of which it never says so, no answer is waited for.
        return try ledger.documents(state: .sent).compactMap { document in
            guard let feed = feeds[document.feed],
                document.feedId != nil || feed.kind == .event && feed.reader == .amazon
            else { return nil }
            let age = max(0, open.now - (document.sent ?? open.now))
            return Unanswered(document: document, age: age, isLate: age > feed.answered)
        }
    }

    /// The times between those that files cover, an hour or more, of the last thirty days.
    private static func gaps(
        _ coverage: [Range<Int64>], now: Int64
    ) -> [Range<Int64>] {
        let begin = now - 30 * 86_400
        var gaps: [Range<Int64>] = []
        guard var end = coverage.first?.lowerBound else { return [] }
        func add(_ from: Int64, _ to: Int64) {
            let from = max(from, begin)
            if to - from >= 3_600 { gaps.append(from..<to) }
        }
        for covered in coverage {
            if covered.lowerBound > end { add(end, covered.lowerBound) }
            end = max(end, covered.upperBound)
        }
        if now > end { add(end, now) }
        return gaps
    }

    private static func time(of run: RunRow, _ open: OpenShop) -> Int64? {
        let file = "runs/\(run.name)/run.json"
        guard let bytes = try? open.disk.read(file),
            let node = try? JSON5Reader.read(bytes, file: file)
        else { return nil }
        return node["time"]?.text.flatMap { Kind.time.read($0) }
    }

    private static func text(of scope: Scope) -> String {
        switch scope {
        case .dry: return "dry"
        case .all: return "on"
        case .some(let pools, let skus):
            var parts: [String] = []
            if let pools {
                parts.append("pool " + pools.sorted().joined(separator: ", "))
            }
            if let skus {
                let names = skus.exact.sorted() + skus.prefixes.map { $0 + "*" }
                let more = names.count > 5 ? " and \(names.count - 5) more" : ""
                parts.append("skus " + names.prefix(5).joined(separator: ", ") + more)
            }
            return "on for " + parts.joined(separator: ", ")
        }
    }
}
