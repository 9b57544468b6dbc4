import Catalog
import Ledgers
import Records

extension Stage {
    /// Marks keys of the stage's feed to be told again, whatever their values: those of `skus`, or
    /// all of them where it is nil. A key that is marked already, or that stands in a document still to
    /// be sent, stays as it is and counts.
    ///
    /// Gives how many are marked, and those of `skus` that nothing was told of. One transaction: all
    /// of it is kept, or nothing.
    package func retell(
        _ run: Run, _ scope: StageScope, skus: [String]?
    ) throws(Failure) -> (marked: Int, unknown: [String]) {
        guard case .feed(let target) = into else { return (0, skus ?? []) }
        let index = try target.index(run, scope)
        let (rows, unknown) = try Self.rows(of: skus, target, run, index)
        var isChanged = false
        try run.ledger.begin()
        do throws(Failure) {
            let told = try ToldWriter(run.ledger, feed: target.feed.name, scope: scope.name)
            for (key, row) in rows {
                guard let slot = index.find(key), slot.digest != 0,
                    let last = try run.ledger.told(Int64(row)),
                    try !waits(last, run)
                else { continue }
                let id = try told.mark(.retell, key: last.key, before: last.id)
                slot.digest = 0
                slot.row = try ToldIndex.row(id)
                isChanged = true
            }
            guard isChanged else {
                try run.ledger.rollback()
                return (rows.count, unknown)
            }
            let revision = try run.ledger.bumpRevision(
                of: ToldIndex.name(feed: target.feed.name, scope: scope.name))
            _ = try run.ledger.bumpRevision(
                of: Self.retold(feed: target.feed.name, scope: scope.name))
            try run.ledger.commit()
            try index.save(run.disk, revision: revision, form: target.form)
        } catch {
            try run.ledger.rollback()
            throw error
        }
        return (rows.count, unknown)
    }

    /// Whether a row stands in a document that is still to be sent: it is going to be told anyway.
    private func waits(_ told: ToldRow, _ run: Run) throws(Failure) -> Bool {
        guard let document = told.document else { return false }
        return try run.ledger.document(document)?.state == .ready
    }

    /// The keys to mark and their latest rows, in the order in which they were told.
    private static func rows(
        of skus: [String]?, _ target: FeedTarget, _ run: Run, _ index: ToldIndex
    ) throws(Failure) -> (rows: [(Key, UInt32)], unknown: [String]) {
        var rows: [(Key, UInt32)] = []
        var unknown: [String] = []
        if let skus, target.feed.key.count == 1 {
            for sku in skus {
                let key = Key([sku])
                if let slot = index.find(key) {
                    rows.append((key, slot.row))
                } else {
                    unknown.append(sku)
                }
            }
        } else {
            let column = target.feed.key.firstIndex(of: "seller-sku") ?? 0
            var missing = Set(skus ?? [])
            let wanted = missing
            try index.visit { (key, slot) throws(Failure) in
                if skus != nil {
                    guard let last = try run.ledger.told(Int64(slot.row)) else { return }
                    let cells = last.key.split(separator: "\t", omittingEmptySubsequences: false)
                    guard column < cells.count, wanted.contains(String(cells[column])) else {
                        return
                    }
                    missing.remove(String(cells[column]))
                }
                rows.append((key, slot.row))
            }
            unknown = (skus ?? []).filter { missing.contains($0) }
        }
        return (rows.sorted { $0.1 < $1.1 }, unknown)
    }
}
