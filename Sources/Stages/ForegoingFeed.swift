import CBytes
import Catalog
import Ledgers
import Records

/// What another feed has told of a scope's offers that Amazon may not have yet: an offer does not come
/// back from zero before that. A feed names it by `after`.
final class ForegoingFeed {
    private let run: Run
    /// Where the other feed's key has the seller-sku.
    private let column: Int
    private let documents: [DocumentRow]
    /// The documents' offers, read when they are first asked for: few nights have one that comes back.
    private var offers: FlatTable?

    /// Nil where there is nothing to wait for.
    init?(_ feed: FeedDefinition, _ run: Run, _ scope: StageScope) throws(Failure) {
        documents = try Self.documents(feed, run, scope)
        guard !documents.isEmpty, let name = feed.after,
            let column = try run.catalog.feed(name).key.firstIndex(of: "seller-sku")
        else { return nil }
        self.run = run
        self.column = column
    }

    /// The documents of the feed that goes first which Amazon has not answered, nor had for the feed's
    /// settling time. None where the feed names no other, or the shop does not use that.
    static func documents(
        _ feed: FeedDefinition, _ run: Run, _ scope: StageScope
    ) throws(Failure) -> [DocumentRow] {
        guard let name = feed.after, run.shop.feeds[name] != nil else { return [] }
        let other = try run.catalog.feed(name)
        var documents: [DocumentRow] = []
        for own in FeedTarget.scopes(of: other, run.shop) where own.pool == scope.pool {
            for state in [DocumentRow.State.ready, .sending, .sent] {
                documents += try run.ledger.documents(
                    feed: name, scope: own.name, state: state)
            }
        }
        return documents.filter { document in
            document.sent.map { run.now < $0 + other.settles } ?? true
        }
    }

    /// Whether the stage that told of the feed last left an offer waiting.
    static func isWaitedFor(
        by feed: FeedDefinition, _ run: Run, _ scope: StageScope
    ) throws(Failure) -> Bool {
        try run.ledger.revision(of: name(feed, scope)) % 2 == 1
    }

    /// Notes whether the stage leaves an offer waiting: then it depends on the documents.
    static func note(
        isWaitedFor: Bool, by feed: FeedDefinition, _ run: Run, _ scope: StageScope
    ) throws(Failure) {
        if try self.isWaitedFor(by: feed, run, scope) != isWaitedFor {
            _ = try run.ledger.bumpRevision(of: name(feed, scope))
        }
    }

    /// What stands in the ledger: an odd number while an offer waits.
    private static func name(_ feed: FeedDefinition, _ scope: StageScope) -> String {
        "waiting \(feed.name).\(scope.name)"
    }

    /// The document that tells something of an offer; nil where none does.
    func document(of sku: Cell) throws(Failure) -> String? {
        if offers == nil { offers = try load() }
        guard let payload = offers?.find(Key(sku.hash(after: fm_hash()))) else { return nil }
        return documents[Int(payload.loadUnaligned(as: UInt32.self))].name
    }

    private func load() throws(Failure) -> FlatTable {
        let offers = FlatTable(
            payload: 4, expected: documents.reduce(0) { $0 + Int($1.messages) })
        for (number, document) in documents.enumerated() {
            for key in try run.ledger.keys(told: document) {
                let cells = key.split(separator: "\t", omittingEmptySubsequences: false)
                guard column < cells.count else { continue }
                offers.insert(Key([String(cells[column])])).payload
                    .storeBytes(of: UInt32(truncatingIfNeeded: number), as: UInt32.self)
            }
        }
        return offers
    }
}
