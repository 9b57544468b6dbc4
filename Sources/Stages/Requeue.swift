import Ledgers
import Records

/// Has rows told once that Amazon rejected told again, or says what became of those of which it is not
/// known: within an open transaction.
package struct Requeue {
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

    package init() {}

    /// Notes that something cannot be done.
    package mutating func refuse(_ name: String, _ reason: String) {
        refused.append((name, reason))
    }

    /// Finds rows by their keys, or by what their keys begin with: a refund's id, an order's.
    package mutating func change(
        key: String, feed: String?, _ word: Word, _ ledger: Ledger
    ) throws(Failure) {
        let found = try ledger.events(feed: feed, key: key.replacing(" ", with: "\t"))
        if found.isEmpty { refuse(key, "nothing of it was ever told") }
        for row in found { try change(row, word, ledger, isListed: true) }
    }

    /// `isListed`: the row was asked for by name, so that it is said why it stays.
    package mutating func change(
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
            refuse(
                name,
                "it is unknown whether Amazon has it: look, then say 'feedmill resolve' with --applied or --not-applied"
            )
        case (.again, "retell"): refuse(name, "it is to be told again already")
        default:
            let wanted = word == .again ? "rejected or refused" : "unknown"
            if isListed { refuse(name, "it is \(state), not \(wanted)") }
        }
    }

    /// What was marked is new to the stages that tell it.
    package func finish(_ ledger: Ledger) throws(Failure) {
        for feed in Set(marked.map(\.feed)).sorted() {
            _ = try ledger.bumpRevision(of: ToldIndex.name(feed: feed, scope: ""))
            _ = try ledger.bumpRevision(of: Ledger.settledName(feed: feed))
        }
    }

    private static func state(of row: ToldRow, _ ledger: Ledger) throws(Failure) -> String {
        if let state = row.state { return state.rawValue }
        guard let id = row.document, let document = try ledger.document(id) else { return "told" }
        return document.state == .answered ? "accepted" : document.state.rawValue
    }
}
