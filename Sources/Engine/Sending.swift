import Files
import Ledgers
import Records
import Stages

/// That a person, or another program, has sent a document of the outbox.
package struct Sending: Sendable {
    /// Nil where none was named.
    package private(set) var document: DocumentRow?
    /// What settling the last run did.
    package private(set) var notes: [String]

    /// Marks the document as sent now, then moves it to `outbox/sent`. `name` may have a folder in
    /// front and lack its ending; `feedId` is what Amazon calls it, where that is known. Without a name it takes
    /// note of what was moved there.
    package init(
        _ open: OpenShop, _ name: String?, feedId: String? = nil, wait: Int64 = 0
    ) throws(Failure) {
        let lock = try Lock.take(open.disk, holder: OpenShop.holder("sent"), wait: wait)
        defer { lock.release() }
        let ledger = try open.ledger(creating: false)
        notes = try Settling(disk: open.disk, ledger: ledger, now: open.now).settle()
        guard let name else { return }
        var document = try Self.find(name, ledger)
        // What is dropped counts as sent from the start; whoever sends it says later what Amazon calls it.
        let isNamed = document.state == .sent && document.feedId == nil && feedId != nil
        switch document.state {
        case .ready, .sending: break
        case .sent where isNamed: break
        case .sent, .answered:
            let time = document.sent.map { ", on \(open.local($0))" } ?? ""
            throw Failure(.definition, "\(document.name) was sent already\(time)")
        case .withdrawn:
            throw Failure(
                .definition,
                "\(document.name) was withdrawn before it was sent"
                    + (try Self.successor(of: document, ledger)))
        }
        try ledger.begin()
        do throws(Failure) {
            if !isNamed { try ledger.setState(.sent, document: document.id, sent: open.now) }
            if let feedId { try ledger.setFeedId(feedId, document: document.id) }
            try ledger.commit()
        } catch {
            try ledger.rollback()
            throw error
        }
        document.state = .sent
        document.sent = isNamed ? document.sent : open.now
        document.feedId = feedId ?? document.feedId
        let folder = isNamed ? Outbox.sent : Outbox.ready
        try Settling.move(document, from: folder, to: Outbox.sent, open.disk)
        self.document = document
    }

    /// The document of a name, which may have a folder in front and lack its ending, or of a number.
    static func find(_ name: String, _ ledger: Ledger) throws(Failure) -> DocumentRow {
        let base = name.split(separator: "/").last.map(String.init) ?? name
        if let number = Int64(base), let document = try ledger.document(number) { return document }
        for name in [base, Outbox.parts(of: base).name] {
            if let document = try ledger.document(named: name) { return document }
        }
        var ready: [String] = []
        for state in [DocumentRow.State.ready, .sending, .sent, .answered, .withdrawn] {
            for document in try ledger.documents(state: state) {
                if document.name.split(separator: ".").dropLast().joined(separator: ".") == base {
                    return document
                }
                if state == .ready || state == .sending { ready.append(document.name) }
            }
        }
        let hint: String
        if ready.isEmpty {
            hint = "none waits to be sent"
        } else if let near = Suggestion.nearest(to: base, in: ready) {
            hint = "did you mean '\(near)'?"
        } else {
            hint = "waiting to be sent: " + ready.prefix(10).joined(separator: ", ")
        }
        throw Failure(.definition, "there is no document '\(base)'; \(hint)")
    }

    /// What took the place of a withdrawn document.
    private static func successor(
        of document: DocumentRow, _ ledger: Ledger
    ) throws(Failure) -> String {
        var later: [DocumentRow] = []
        for state in [DocumentRow.State.ready, .sending, .sent, .answered] {
            later += try ledger.documents(
                feed: document.feed, scope: document.scope, state: state)
        }
        let next = later.filter { $0.id > document.id }.min { $0.id < $1.id }
        return next.map { "; \($0.name) took its place" } ?? ", and nothing took its place"
    }
}
