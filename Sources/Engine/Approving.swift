import Catalog
import Files
import Ledgers
import Records
import Stages

/// What waits for a person, and what a person lets pass of it: just the values that were shown.
package struct Approving: Sendable {
    package struct Entry: Sendable {
        package var row: WaitingRow
        package var isApproved = false

        package var feed: String { row.feed }
        package var scope: String { row.scope }
        package var waiting: StageResult.Waiting { row.waiting }
        /// The key as a person reads it: the seller-sku.
        package var key: String { waiting.key.replacing("\t", with: " ") }
    }

    /// All that waits, in the order of the stages; with what is approved now marked.
    package private(set) var entries: [Entry] = []
    /// SKUs of which nothing waits.
    package private(set) var unknown: [String] = []
    /// What settling the last run did, and which stages cannot say what waits.
    package private(set) var notes: [String] = []

    package var approved: Int { entries.count(where: \.isApproved) }

    /// Looks for what waits, as a plan would, and approves that of `skus`; all of it where `skus` is
    /// nil, nothing where it is empty. Only in the marketplace or pool `scope` where that is given.
    /// `who` is remembered.
    package init(
        _ open: OpenShop, skus: [String]?, scope: String? = nil, who: String
    ) throws(Failure) {
        let lock = try Lock.take(open.disk, holder: OpenShop.holder("approve"))
        defer { lock.release() }
        let ledger = try open.ledger(creating: false)
        notes = try Settling(disk: open.disk, ledger: ledger, now: open.now).settle()
        try check(scope, open.shop)
        try ledger.begin()
        do throws(Failure) {
            let (rows, failures) = try open.waiting(ledger, in: scope)
            notes += failures
            entries = rows.map { row in
                Entry(row: row, isApproved: skus?.contains(row.waiting.key) ?? true)
            }
            let approved = entries.filter(\.isApproved).map(\.row)
            try WaitingRow.approve(approved, ledger, at: open.now, who)
            try ledger.commit()
        } catch {
            try ledger.rollback()
            throw error
        }
        unknown = (skus ?? []).filter { sku in !entries.contains { $0.waiting.key == sku } }
    }

    private func check(_ scope: String?, _ shop: Shop) throws(Failure) {
        let known = shop.marketplaces.map(\.code) + shop.pools.map(\.name)
        guard let scope, !known.contains(scope) else { return }
        let hint = Mistake.hint(for: scope, in: known).map { "; " + $0 } ?? ""
        throw Failure(.definition, "the shop has no marketplace or pool '\(scope)'\(hint)")
    }
}

extension OpenShop {
    /// Does the stages whose rows may wait, and undoes all of it, within the open transaction: what waits, in the
    /// order of the stages, and which of them cannot say it. No guard stops them: whoever approves a row is to
    /// see it, whatever else is wrong that day.
    func waiting(
        _ ledger: Ledger, in name: String? = nil
    ) throws(Failure) -> (rows: [WaitingRow], notes: [String]) {
        let run = try run(ledger, mode: .plan, allowed: Set(Guards.Name.allCases))
        run.listed = 1
        let inbox = Inbox(run)
        try ledger.savepoint("waiting")
        defer { try? ledger.rollback(to: "waiting") }
        run.id = try ledger.addRun(name: "approve", pipeline: "approve").id
        run.folder = "runs/approve"
        var (rows, notes): ([WaitingRow], [String]) = ([], [])
        for stage in try feedStages(nil, events: true).map(\.stage) where stage.mayWait {
            for scope in try stage.scopes(run)
            where name == nil || scope.name == name || scope.pool == name {
                if try stage.idle(run, scope) != nil { continue }
                try ledger.savepoint("look")
                do throws(Failure) {
                    let result = try stage.run(run, scope, inbox).result
                    rows += result.waiting.map { waiting in
                        WaitingRow(
                            feed: stage.feed?.name ?? "", scope: scope.name, waiting: waiting)
                    }
                } catch {
                    guard error.exit == .data || error.exit == .definition else { throw error }
                    notes.append("\(stage.name) \(scope.name): \(error.text)")
                }
                try ledger.rollback(to: "look")
            }
        }
        return (rows, notes)
    }
}
