import CBytes
import Catalog
import Ledgers
import Records

extension Stage {
    /// The step that deals out shared stock, where the stage has one and the shop's mappings have the
    /// columns for it.
    private var shareStep: (index: Int, step: ShareStep)? {
        for (index, step) in steps.enumerated() {
            if let share = step as? ShareStep, share.isAsked { return (index, share) }
        }
        return nil
    }

    /// Why a step `share` can be of no use where it stands; nil where all is well.
    static func shareMistake(
        _ steps: [any Step], _ definition: StageDefinition, _ into: Into, _ columns: Columns
    ) -> (Node, String)? {
        guard let index = steps.firstIndex(where: { $0 is ShareStep }),
            let share = steps[index] as? ShareStep
        else { return nil }
        guard case .feed(let target) = into, target.quantity != nil else {
            return (
                definition.through[index],
                "'share' deals stock out among pools: its stage ends in a feed with a quantity"
            )
        }
        guard !share.isAsked, let late = ["share", "low"].first(where: columns.has) else {
            return nil
        }
        return (definition.through[index], "'share' stands behind the mapping that sets '\(late)'")
    }

    /// Whether what the stage tells of a pool depends on what other pools sell.
    var sharesStock: Bool { shareStep != nil }

    /// Loads what the steps look rows up in. Where stock is to be dealt out, this goes through the
    /// listings of all pools that draw on it first. Gives notes for the stage's result.
    func load(
        _ source: CurrentSource, _ target: FeedTarget, _ run: Run, _ scope: StageScope
    ) throws(Failure) -> [String] {
        for step in steps { try step.load(run, scope) }
        guard let (index, share) = shareStep else { return [] }
        share.sharing = nil
        guard share.isAsked(by: steps[..<index]), let table = share.stock.table else { return [] }
        share.kit?.keepsAll = true
        defer { share.kit?.keepsAll = false }
        let pools = try table.pools(joinedWith: scope.pool, run)
        let sharing = Sharing(pools: pools.map(\.name))
        var notes: [String] = []
        var loaded = scope
        for (number, name) in sharing.pools.enumerated() {
            guard let pool = pools.first(where: { $0.name == name }) else { continue }
            let other = StageScope(pool)
            if other != loaded {
                for step in steps[...index] { try step.load(run, other) }
                loaded = other
            }
            for (report, rows, file) in try AmazonOffers.files(run, other.marketplaces) {
                try AmazonOffers.forEach(report, rows, file, run, other) {
                    sharing.addAmazon($0, pool: number)
                }
            }
            let (files, missing) = try listings(source, run, other)
            try gather(files, source, target, run, other, number, into: sharing)
            if !missing.isEmpty {
                var all = files
                for pool in pools where pool.name != name {
                    all += try listings(source, run, StageScope(pool)).files
                }
                try gather(all, source, nil, run, other, number, into: sharing)
                notes.append(
                    "pool \(name) sells from the same stock, and there are no listings of "
                        + "\(missing.joined(separator: ", ")) yet: it is taken to offer all that is "
                        + "listed elsewhere")
            }
            if other == scope { share.pool = number }
        }
        if loaded != scope {
            for step in steps[...index] { try step.load(run, scope) }
        }
        sharing.deal(for: share.pool)
        share.sharing = sharing
        return notes
    }

    /// The current listings of a pool, and those of its marketplaces that have none.
    private func listings(
        _ source: CurrentSource, _ run: Run, _ scope: StageScope
    ) throws(Failure) -> (files: [FileRow], missing: [String]) {
        let report = source.report.name
        var files = try run.ledger.currentFiles(report: report, marketplace: "")
        if !files.isEmpty { return (files, []) }
        var missing: [String] = []
        for marketplace in scope.marketplaces {
            let current = try run.ledger.currentFiles(
                report: report, marketplace: marketplace.code)
            if current.isEmpty { missing.append(marketplace.code) }
            files += current
        }
        return (files, missing)
    }

    /// Notes the sharers in a pool's listings; without `target` every row stands for an open offer.
    private func gather(
        _ files: [FileRow], _ source: CurrentSource, _ target: FeedTarget?, _ run: Run,
        _ scope: StageScope, _ number: Int, into sharing: Sharing
    ) throws(Failure) {
        guard let (index, share) = shareStep else { return }
        let batch = Batch(slots: columns.slots.count)
        let oldest = files.map(\.made).min() ?? 0
        let told = try target.map { (target) throws(Failure) in
            (
                key: target.key, index: try target.index(run, scope),
                own: try OwnOffers(target.feed, run, scope, oldest: oldest)
            )
        }
        _ = try source.read(files, run, scope, batch: batch) { (batch) throws(Failure) in
            for step in steps[..<index] where batch.selected > 0 { try step.process(batch) }
            let made = files[batch.file].made
            guard let told else {
                return try share.gather(batch, pool: number, into: sharing, own: nil)
            }
            try share.gather(batch, pool: number, into: sharing) { row in
                let key = Key(
                    told.key.reduce(fm_hash()) { batch.columns[$1][row].hash(after: $0) })
                guard let slot = told.index.find(key) else { return false }
                return told.own.mayOpen(slot, made)
            }
        }
    }

    /// What the stage depends on of pools other than its own, one thing a line.
    func otherPools(
        _ source: CurrentSource, _ target: FeedTarget, _ run: Run, _ scope: StageScope
    ) throws(Failure) -> [String] {
        var lines: [String] = []
        for pool in run.shop.pools where pool.name != scope.name {
            let other = StageScope(pool)
            lines += try settled(target, source, run, other)
            let asked = try run.ledger.revision(
                of: Self.retold(feed: target.feed.name, scope: other.name))
            if asked > 0 { lines.append("asked \(target.feed.name).\(other.name) \(asked)") }
        }
        return lines
    }

    /// What stands in the ledger for how often keys of a feed were marked to be told again.
    static func retold(feed: String, scope: String) -> String { "retold \(feed).\(scope)" }
}
