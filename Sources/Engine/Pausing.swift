import Catalog
import Files
import Ledgers
import Records
import Stages

/// What a file PAUSE in the shop does to documents: none stays ready to be sent.
///
/// What is told once must not be told again where somebody has the document already: such a document
/// is withdrawn only if its file is still there to be taken away, and that is done first.
struct Pausing {
    private(set) var notes: [String] = []

    init(_ open: OpenShop, _ ledger: Ledger) throws(Failure) {
        var withdrawn: [DocumentRow] = []
        for document in try ledger.documents(state: .ready) {
            let name = document.name
            if try open.catalog.feed(document.feed).kind == .event {
                let isThere = open.disk.exists("\(Outbox.ready)/\(name)")
                guard isThere || open.disk.exists("\(Outbox.withdrawn)/\(name)") else {
                    notes.append(
                        "PAUSE: \(name) is not in the outbox any more: somebody has it, say 'feedmill sent \(name)'"
                    )
                    continue
                }
                if isThere {
                    try Settling.move(document, from: Outbox.ready, to: Outbox.withdrawn, open.disk)
                }
            }
            withdrawn.append(document)
        }
        guard !withdrawn.isEmpty else { return }
        try Self.record(withdrawn, open, ledger)
        for document in withdrawn {
            try Settling.move(document, from: Outbox.ready, to: Outbox.withdrawn, open.disk)
        }
        notes.append("PAUSE: withdrawn \(withdrawn.map(\.name).joined(separator: ", "))")
    }

    private static func record(
        _ withdrawn: [DocumentRow], _ open: OpenShop, _ ledger: Ledger
    ) throws(Failure) {
        try ledger.begin()
        do throws(Failure) {
            for document in withdrawn {
                try ledger.setState(.withdrawn, document: document.id)
                let feed = try open.catalog.feed(document.feed)
                let isOnce = feed.kind == .event
                _ = try ledger.bumpRevision(
                    of: ToldIndex.name(feed: feed.name, scope: isOnce ? "" : document.scope))
                if isOnce { _ = try ledger.bumpRevision(of: Ledger.settledName(feed: feed.name)) }
            }
            try ledger.commit()
        } catch {
            try ledger.rollback()
            throw error
        }
    }
}
