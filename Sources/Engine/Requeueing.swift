import Catalog
import Files
import Ledgers
import Records

/// What a person says of rows that Amazon rejected, or of which it is not known what became.
package struct Requeueing: Sendable {
    package enum Word: Sendable {
        /// Tell it again.
        case again
        /// Amazon has it.
        case applied
        /// Amazon does not have it.
        case notApplied
    }

    package private(set) var marked: [ToldRow] = []
    /// Rows that the word does not fit, and why.
    package private(set) var refused: [(name: String, reason: String)] = []
    package private(set) var notes: [String]

    /// Finds rows told once by their keys, or by what their keys begin with (a refund's id, an order's), or
    /// all of a document; and does to each what `word` says.
    package init(
        _ open: OpenShop, _ word: Word, keys: [String], document: String? = nil,
        feed: String? = nil
    ) throws(Failure) {
        let lock = try Lock.take(open.disk, holder: OpenShop.holder("requeue"))
        defer { lock.release() }
        let ledger = try open.ledger(creating: false)
        notes = try Settling(disk: open.disk, ledger: ledger, now: open.now).settle()
        var rows: [ToldRow] = []
        for key in keys {
            let found = try ledger.events(feed: feed, key: key.replacing(" ", with: "\t"))
            if found.isEmpty { refused.append((key, "nothing of it was ever told")) }
            rows += found
        }
        if let document {
            let found = try Sending.find(document, ledger)
            try ledger.forEachTold(of: found) { row in
                if row.flags.contains(.event) { rows.append(row) }
            }
            if rows.isEmpty { refused.append((found.name, "it tells nothing that is told once")) }
        }
        try ledger.begin()
        do throws(Failure) {
            for row in rows { try change(row, word, ledger, isListed: document == nil) }
            for feed in Set(marked.map(\.feed)).sorted() {
                _ = try ledger.bumpRevision(of: ToldIndex.name(feed: feed, scope: ""))
                _ = try ledger.bumpRevision(of: Ledger.settledName(feed: feed))
            }
            try ledger.commit()
        } catch {
            try ledger.rollback()
            throw error
        }
    }

    /// `isListed`: the row was asked for by name, so that it is said why it stays.
    private mutating func change(
        _ row: ToldRow, _ word: Word, _ ledger: Ledger, isListed: Bool
    ) throws(Failure) {
        let state = try Self.state(of: row, ledger)
        let name = "\(row.feed) \(row.key.replacing("\t", with: " "))"
        switch (word, state) {
        case (.again, "rejected"), (.again, "refused"):
            let told = try ToldWriter(ledger, feed: row.feed, scope: "")
            try told.mark(.retell, key: row.key, before: row.id, flags: .event)
            marked.append(row)
        case (.applied, "unknown"):
            try ledger.setState(.accepted, told: row.id)
            marked.append(row)
        case (.notApplied, "unknown"):
            try ledger.setState(.rejected, told: row.id)
            marked.append(row)
        case (.again, "unknown"):
            refused.append(
                (
                    name,
                    "it is unknown whether Amazon has it: look, then say 'feedmill resolve' with --applied or --not-applied"
                ))
        case (.again, "retell"): refused.append((name, "it is to be told again already"))
        default:
            let wanted = word == .again ? "rejected or refused" : "unknown"
            if isListed { refused.append((name, "it is \(state), not \(wanted)")) }
        }
    }

    private static func state(of row: ToldRow, _ ledger: Ledger) throws(Failure) -> String {
        if let state = row.state { return state.rawValue }
        guard let id = row.document, let document = try ledger.document(id) else { return "told" }
        return document.state == .answered ? "accepted" : document.state.rawValue
    }
}
