import Ledgers
import Records

/// A row that is not told until a person approves it, and where it would be told.
package struct WaitingRow: Sendable {
    package var feed: String
    /// The marketplace or pool; empty where the feed tells the shop as a whole.
    package var scope: String
    package var waiting: StageResult.Waiting

    package init(feed: String, scope: String, waiting: StageResult.Waiting) {
        self.feed = feed
        self.scope = scope
        self.waiting = waiting
    }

    /// Lets rows be told with just their values, within an open transaction. `who` is remembered.
    package static func approve(
        _ rows: [WaitingRow], _ ledger: Ledger, at now: Int64, _ who: String
    ) throws(Failure) {
        var names: Set<String> = []
        for row in rows {
            try ledger.approve(
                ApprovalRow(
                    feed: row.feed, scope: row.scope, key: row.waiting.key,
                    digest: row.waiting.digest, time: now, who: who))
            names.insert(Ledger.approvalName(feed: row.feed, scope: row.scope))
        }
        for name in names.sorted() { _ = try ledger.bumpRevision(of: name) }
    }
}
