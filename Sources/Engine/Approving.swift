import Catalog
import Files
import Ledgers
import Records
import Stages

/// What waits for a person, and what a person lets pass of it: just the values that were shown.
package struct Approving: Sendable {
    package struct Entry: Sendable {
        package var feed: String
        /// The marketplace or pool.
        package var scope: String
        package var waiting: StageResult.Waiting
        package var isApproved = false

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
        try look(open, ledger, scope)
        for index in entries.indices {
            let key = entries[index].waiting.key
            entries[index].isApproved = skus?.contains(key) ?? true
        }
        unknown = (skus ?? []).filter { sku in !entries.contains { $0.waiting.key == sku } }
        if approved > 0 { try record(ledger, at: open.now, who) }
    }

    private func check(_ scope: String?, _ shop: Shop) throws(Failure) {
        let known = shop.marketplaces.map(\.code) + shop.pools.map(\.name)
        guard let scope, !known.contains(scope) else { return }
        let hint = Mistake.hint(for: scope, in: known).map { "; " + $0 } ?? ""
        throw Failure(.definition, "the shop has no marketplace or pool '\(scope)'\(hint)")
    }

    /// Does the stages whose rows may wait, and undoes all of it. No guard stops them: whoever
    /// approves a row is to see it, whatever else is wrong that day.
    private mutating func look(
        _ open: OpenShop, _ ledger: Ledger, _ name: String?
    ) throws(Failure) {
        let run = try open.run(ledger, mode: .plan, allowed: Set(Guards.Name.allCases))
        run.listed = 1
        let inbox = Inbox(run)
        try ledger.begin()
        defer { try? ledger.rollback() }
        run.id = try ledger.addRun(name: "approve", pipeline: "approve").id
        run.folder = "runs/approve"
        for stage in try open.feedStages(nil, events: true).map(\.stage) where stage.mayWait {
            for scope in try stage.scopes(run)
            where name == nil || scope.name == name || scope.pool == name {
                if try stage.idle(run, scope) != nil { continue }
                try ledger.savepoint("look")
                do throws(Failure) {
                    let result = try stage.run(run, scope, inbox).result
                    entries += result.waiting.map { waiting in
                        Entry(
                            feed: stage.feed?.name ?? "", scope: scope.name, waiting: waiting)
                    }
                } catch {
                    guard error.exit == .data || error.exit == .definition else { throw error }
                    notes.append("\(stage.name) \(scope.name): \(error.text)")
                }
                try ledger.rollback(to: "look")
            }
        }
    }

    private func record(_ ledger: Ledger, at now: Int64, _ who: String) throws(Failure) {
        try ledger.begin()
        do throws(Failure) {
            var scopes: [String] = []
            for entry in entries where entry.isApproved {
                try ledger.approve(
                    ApprovalRow(
                        feed: entry.feed, scope: entry.scope, key: entry.waiting.key,
                        digest: entry.waiting.digest, time: now, who: who))
                let name = Ledger.approvalName(feed: entry.feed, scope: entry.scope)
                if !scopes.contains(name) { scopes.append(name) }
            }
            for name in scopes { _ = try ledger.bumpRevision(of: name) }
            try ledger.commit()
        } catch {
            try ledger.rollback()
            throw error
        }
    }
}
