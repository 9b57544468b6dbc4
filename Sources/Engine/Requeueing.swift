import Catalog
import Files
import Ledgers
import Records
import Stages

/// What a person says of rows that Amazon rejected, or of which it is not known what became.
package struct Requeueing: Sendable {
    package let marked: [ToldRow]
    /// Rows that the word does not fit, and why.
    package let refused: [(name: String, reason: String)]
    package let notes: [String]

    /// Finds rows told once by their keys, or by what their keys begin with (a refund's id, an order's), or
    /// all of a document; and does to each what `word` says.
    package init(
        _ open: OpenShop, _ word: Requeue.Word, keys: [String], document: String? = nil,
        feed: String? = nil
    ) throws(Failure) {
        let lock = try Lock.take(open.disk, holder: OpenShop.holder("requeue"))
        defer { lock.release() }
        let ledger = try open.ledger(creating: false)
        notes = try Settling(disk: open.disk, ledger: ledger, now: open.now).settle()
        var requeue = Requeue()
        var rows: [ToldRow] = []
        if let document {
            let found = try Sending.find(document, ledger)
            try ledger.forEachTold(of: found) { row in
                if row.flags.contains(.event) { rows.append(row) }
            }
            if rows.isEmpty { requeue.refuse(found.name, "it tells nothing that is told once") }
        }
        try ledger.begin()
        do throws(Failure) {
            for key in keys { try requeue.change(key: key, feed: feed, word, ledger) }
            for row in rows { try requeue.change(row, word, ledger, isListed: false) }
            try requeue.finish(ledger)
            try ledger.commit()
        } catch {
            try ledger.rollback()
            throw error
        }
        marked = requeue.marked
        refused = requeue.refused
    }
}
