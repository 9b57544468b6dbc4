import Catalog
import Files
import Ledgers
import Records
import Stages

/// What a person must look at, the dearest first: `morning.tsv`, and a part of `feedmill status`.
package struct Morning: Sendable {
    package static let file = "morning.tsv"

    /// Kinds in the order of what they cost when nobody looks.
    package enum Kind: String, CaseIterable, Sendable {
        case lateOrder = "order late"
        case dueOrder = "order due"
        case unsettled
        case unanswered
        case unsent
        case refunds
        case stopped
        case missing = "file missing"
        case gap = "orders unknown"
        case watch
        case failed = "file failed"
        case rejected
        case withheld

        /// Whether nobody need do anything today where there is nothing but this.
        package var canWait: Bool { self == .rejected || self == .withheld }
    }

    package struct Item: Sendable {
        package var kind: Kind
        /// What it is about: an order, a document, a stage, a file.
        package var subject: String
        package var count: Int = 1
        package var detail: String
        /// What to do; empty where the detail says it.
        package var remedy = ""
    }

    package private(set) var items: [Item] = []

    /// Whether a person is needed today.
    package var isUrgent: Bool { items.contains { !$0.kind.canWait } }

    /// `orders` and `unanswered` are those of the shop's status.
    init(
        _ open: OpenShop, _ ledger: Ledger, _ orders: Status.Orders?,
        _ unanswered: [Status.Unanswered]
    ) throws(Failure) {
        if let orders { add(orders, open) }
        for (feed, state, count) in try ledger.unsettledEvents() {
            items.append(
                Item(
                    kind: .unsettled, subject: feed, count: Int(count),
                    detail: state,
                    remedy: state == "unknown"
                        ? "see at Amazon, then 'feedmill resolve'"
                        : "'feedmill explain' says why; then 'feedmill requeue'"))
        }
        try addDocuments(open, ledger, unanswered)
        try addStages(open, ledger)
        addWatch(open)
        for name in try open.disk.everything(in: TurningAway.folder).compactMap(\.name)
        where !name.hasSuffix(".reason.txt") {
            items.append(
                Item(
                    kind: .failed, subject: "\(TurningAway.folder)/\(name)",
                    detail: "see \(name).reason.txt beside it"))
        }
        let order = Kind.allCases
        // Sorted by kind, and within one as it was found.
        items = order.flatMap { kind in items.filter { $0.kind == kind } }
    }

    private mutating func add(_ orders: Status.Orders, _ open: OpenShop) {
        let soon = orders.open.compactMap { order in order.shipBy.map { (order, $0) } }
            .filter { $0.1 - open.now < 86_400 }
            .sorted { ($0.1, $0.0.order) < ($1.1, $1.0.order) }
        for (order, shipBy) in soon {
            items.append(
                Item(
                    kind: shipBy < open.now ? .lateOrder : .dueOrder, subject: order.order,
                    detail: "ship by \(open.local(shipBy))"
                        + (order.isExported ? "" : "; the back office has not got it")))
        }
        if orders.counts.refundsWaiting > 0 {
            items.append(
                Item(
                    kind: .refunds, subject: "refund", count: orders.counts.refundsWaiting,
                    detail: "waiting for a person", remedy: "'feedmill approve' lists them"))
        }
        for gap in orders.gaps.suffix(5) {
            items.append(
                Item(
                    kind: .gap, subject: "orders",
                    detail: "no order report tells of \(open.local(gap.lowerBound)) to "
                        + open.local(gap.upperBound),
                    remedy: "drop an order report of that time"))
        }
    }

    private mutating func addDocuments(
        _ open: OpenShop, _ ledger: Ledger,
        _ unanswered: [Status.Unanswered]
    ) throws(Failure) {
        for late in unanswered where late.isLate {
            items.append(
                Item(
                    kind: .unanswered, subject: late.document.name,
                    detail: "no answer for \(Instant.spanText(late.age))",
                    remedy: "see Seller Central, then 'feedmill answer'"))
        }
        for base in try open.disk.list(Outbox.failed) {
            let name = Outbox.parts(of: base).name
            guard let document = try ledger.document(named: name),
                [.ready, .sending].contains(document.state)
            else { continue }
            items.append(
                Item(
                    kind: .unsent, subject: "\(Outbox.failed)/\(base)",
                    detail: "could not be sent",
                    remedy:
                        "move it back to \(Outbox.ready), or, if Amazon has it, to \(Outbox.sent)"))
        }
    }

    private mutating func addStages(_ open: OpenShop, _ ledger: Ledger) throws(Failure) {
        let run = try open.run(ledger, mode: .plan)
        var known: Set<String> = []
        var late: Set<String> = []
        for name in try open.catalog.names(of: Pipeline.self) {
            guard let stages = try? open.stages(name) else {
                items.append(
                    Item(
                        kind: .stopped, subject: name,
                        detail: "there is a mistake in its definitions",
                        remedy: "'feedmill check' shows it"))
                continue
            }
            for stage in stages {
                known.insert("\(name) \(stage.name)")
                for scope in try stage.scopes(run) {
                    guard try stage.idle(run, scope) == nil,
                        let file = try stage.lateFile(run, scope), late.insert(file).inserted
                    else { continue }
                    items.append(Item(kind: .missing, subject: name, detail: file))
                }
            }
        }
        for receipt in try ledger.latestReceipts()
        where known.contains("\(receipt.pipeline) \(receipt.stage)") {
            guard let row = try ledger.run(receipt.run) else { continue }
            let stage = receipt.stage + (receipt.scope.isEmpty ? "" : " " + receipt.scope)
            if receipt.outcome != .done {
                items.append(
                    Item(
                        kind: .stopped, subject: "\(receipt.pipeline) \(stage)",
                        detail: receipt.outcome == .guarded ? "stopped by a guard" : "failed",
                        remedy: "see runs/\(row.name)/\(receipt.name)"))
            }
            let stem = receipt.name.split(separator: ".").dropLast(2).joined(separator: ".")
            for (kind, ending) in [(Kind.rejected, "rejects"), (.withheld, "withheld")] {
                let file = "runs/\(row.name)/\(stem).\(ending).tsv"
                for (reason, count) in try Self.reasons(file, open.disk) {
                    items.append(
                        Item(
                            kind: kind, subject: "\(receipt.pipeline) \(stage)", count: count,
                            detail: reason, remedy: "see \(file)"))
                }
            }
        }
    }

    private mutating func addWatch(_ open: OpenShop) {
        guard let watch = WatchState(open.disk), !watch.process.isEmpty,
            open.now - watch.time > WatchState.beat * 4
        else { return }
        items.append(
            Item(
                kind: .watch, subject: watch.process,
                detail: "has given no sign of life since \(open.local(watch.time))",
                remedy: "start 'feedmill watch' again"))
    }

    /// The reasons in a list of rejects or withheld rows, and how often each stands there, the most frequent first.
    private static func reasons(
        _ file: String, _ disk: Disk
    ) throws(Failure) -> [(String, Int)] {
        guard disk.exists(file) else { return [] }
        let lines = try disk.read(file).split(separator: 0x0A)
        func cells(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
            line.split(separator: 0x09, omittingEmptySubsequences: false)
        }
        guard let heading = lines.first,
            let column = cells(heading).firstIndex(where: { Array($0) == Array("reason".utf8) })
        else { return [] }
        var counts: [[UInt8]: Int] = [:]
        for line in lines.dropFirst() {
            let cells = cells(line)
            if cells.indices.contains(column) { counts[Array(cells[column]), default: 0] += 1 }
        }
        return counts.map { (String(decoding: $0.key, as: UTF8.self), $0.value) }
            .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }

    /// The items as a table, a line each.
    package var text: String {
        let lines = items.map { item in
            [item.kind.rawValue, item.subject, String(item.count), item.detail, item.remedy]
                .joined(separator: "\t") + "\n"
        }
        return "kind\tsubject\tcount\tdetail\tdo\n" + lines.joined()
    }
}
