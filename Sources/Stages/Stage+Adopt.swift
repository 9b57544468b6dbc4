import Catalog
import Files
import Ledgers
import Records

extension Stage {
    /// The report whose dropped files the stage takes in; nil for others.
    package var takesIn: String? { if case .current(let report) = into { report } else { nil } }

    /// The report whose current files the stage goes through; nil for others.
    package var readsCurrent: String? {
        if case .current(let source) = from { source.report.name } else { nil }
    }

    /// Takes over what stands at Amazon by the current files, as if it had been told: for each key
    /// of which nothing is told yet the columns that the report shows.
    ///
    /// Only offers that are Active and the merchant's own are taken, and no key whose rows disagree
    /// or of which any row is Amazon's. One transaction: all of it is kept, or nothing. Fails where
    /// the shop has no current file of a marketplace.
    package func adopt(
        _ run: Run, _ scope: StageScope
    ) throws(Failure) -> (adopted: Int, known: Int) {
        guard case .current(let source) = from, case .feed(let target) = into else { return (0, 0) }
        let files = try source.files(run, scope)
        let standing = try Standing(source, target)
        let batch = Batch(slots: columns.slots.count)
        _ = try source.read(files, run, scope, batch: batch) { standing.judge($0) }
        let index = try target.index(run, scope)
        try run.ledger.begin()
        do throws(Failure) {
            let told = try ToldWriter(run.ledger, feed: target.feed.name, scope: scope.name)
            _ = try source.read(files, run, scope, batch: batch) { (batch) throws(Failure) in
                try standing.take(batch, into: told, index)
            }
            guard standing.adopted > 0 else {
                try run.ledger.rollback()
                return (0, standing.known)
            }
            let revision = try run.ledger.bumpRevision(
                of: ToldIndex.name(feed: target.feed.name, scope: scope.name))
            try run.ledger.commit()
            try index.save(run.disk, revision: revision, form: target.form)
        } catch {
            try run.ledger.rollback()
            throw error
        }
        return (standing.adopted, standing.known)
    }
}
