import Catalog
import Ledgers
import Records

/// The offers that feedmill itself took off sale: those of which a feed with a quantity told zero
/// last in the pool of a scope. Its index is read when it is first asked.
///
/// Such an offer is closed in the listings report, and yet it is feedmill's to open: a feed that
/// leaves closed offers alone may tell of it.
final class OwnZeroes {
    private let target: FeedTarget
    private let run: Run
    private let scope: StageScope
    private var indexes: [ToldIndex]?

    init(_ target: FeedTarget, _ run: Run, _ scope: StageScope) {
        self.target = target
        self.run = run
        self.scope = scope
    }

    /// Whether the offer of a key of the target's feed is one of them.
    func contain(_ key: Key) throws(Failure) -> Bool {
        if indexes == nil { indexes = try load() }
        return (indexes ?? []).contains { index in
            guard let slot = index.find(key) else { return false }
            let flags = ToldRow.Flags(rawValue: slot.flags)
            return flags.contains(.zeroed) && !flags.contains(.adopted)
        }
    }

    private func load() throws(Failure) -> [ToldIndex] {
        var indexes: [ToldIndex] = []
        for name in run.shop.feeds.keys.sorted() {
            let feed = try run.catalog.feed(name)
            guard feed.goesByPool, feed.key == target.feed.key else { continue }
            indexes.append(try feed.index(run, scope.pool))
        }
        return indexes
    }
}

extension FeedDefinition {
    /// What the feed told last in a scope, as it stands at this point of the run or plan: to read.
    func index(_ run: Run, _ scope: String) throws(Failure) -> ToldIndex {
        if let index = run.indexes[ToldIndex.name(feed: name, scope: scope)] { return index }
        return try ToldIndex.load(
            run.disk, run.ledger, feed: name, scope: scope, form: form, expected: 0,
            digests: RowText(columns).digestsOfText)
    }
}
