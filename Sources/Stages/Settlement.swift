import Catalog
import Formats
import Ledgers
import Records

/// What Amazon's answer to one document says of each row that the document told.
///
/// It is strict: a row is accepted only where the answer is complete, its counts are those of what was sent,
/// and nothing in it is of a message that is not known. Whatever else has no finding is unknown, counts
/// against every cap, and only a person resolves it.
struct Settlement {
    struct Outcome {
        var state: ToldRow.State
        var findings: [Answer.Finding]

        /// The first of the gravest.
        var worst: Answer.Finding? {
            let worst = findings.map(\.severity).max()
            return findings.first { $0.severity == worst }
        }
    }

    private(set) var outcomes: [Int64: Outcome] = [:]
    private(set) var rows: [ToldRow] = []
    private(set) var notes: [String] = []
    /// Findings of the document as a whole, or of messages that it does not have.
    private(set) var others: [Answer.Finding] = []

    private let answer: Answer
    private let document: DocumentRow
    private let codes: AnswerCodes
    /// Whether rows say of which SKU, and of which order, they are.
    private let (hasSku, hasOrder): (Bool, Bool)

    init(
        _ answer: Answer, _ document: DocumentRow, of feed: FeedDefinition, _ codes: AnswerCodes,
        _ ledger: Ledger
    ) throws(Failure) {
        self.answer = answer
        self.document = document
        self.codes = codes
        let names = feed.key + feed.columns.map(\.name)
        hasSku = names.contains("seller-sku") || names.contains("sku")
        hasOrder = names.contains("order-id")
        let isFlat = feed.dialect(document.dialect)?.node["form"]?.text == "flat"
        var rows: [ToldRow] = []
        try ledger.forEachTold(of: document) { rows.append($0) }
        self.rows = rows
        // An answer that goes by rows, to a document that has messages: Amazon took it for another kind of
        // feed (90012 and 90061 together are seen), and its numbers mean nothing.
        let isMistaken = answer.goesByRows && !isFlat
        let messages = Set(rows.compactMap(\.message))
        var byMessage: [Int64: [Answer.Finding]] = [:]
        for finding in answer.findings {
            guard !isMistaken, let message = finding.message, messages.contains(message) else {
                others.append(finding)
                continue
            }
            byMessage[message, default: []].append(finding)
        }
        settle(byMessage, isMistaken: isMistaken, count: messages.count)
    }

    private mutating func settle(
        _ byMessage: [Int64: [Answer.Finding]], isMistaken: Bool, count: Int
    ) {
        let fatal = others.filter { ($0.isWhole || isMistaken) && $0.severity == .error }
        if !fatal.isEmpty {
            let isNothing = fatal.contains { codes[$0.code].isNothingApplied }
            for row in rows {
                outcomes[row.id] = Outcome(state: isNothing ? .rejected : .unknown, findings: fatal)
            }
            notes.append(
                isNothing
                    ? "the document was refused as a whole: nothing of it was applied"
                    : "the document was refused as a whole, and what of it was applied is not known"
            )
            return
        }
        let doubt = doubt(byMessage, count)
        if let doubt { notes.append("\(doubt): what has no finding is unknown") }
        for row in rows {
            let own = byMessage[row.message ?? 0] ?? []
            guard let worst = own.map(\.severity).max() else {
                outcomes[row.id] = Outcome(state: doubt == nil ? .accepted : .unknown, findings: [])
                continue
            }
            var state: ToldRow.State =
                switch worst {
                case .error: .rejected
                case .warning: .warned
                case .info: doubt == nil ? .accepted : .unknown
                }
            if let other = own.compactMap({ contradiction($0, row) }).first {
                state = .unknown
                notes.append(
                    "message \(row.message ?? 0) is of \(row.key.replacing("\t", with: " ")), and its finding names \(other)"
                )
            }
            outcomes[row.id] = Outcome(state: state, findings: own)
        }
    }

    /// Why rows without a finding cannot be taken for accepted; nil where they can.
    private func doubt(_ byMessage: [Int64: [Answer.Finding]], _ count: Int) -> String? {
        guard answer.isComplete else { return "the answer is not complete" }
        guard let processed = answer.processed else {
            return "the answer does not say how many messages were processed"
        }
        guard processed == Int64(count) else {
            return "\(processed) of \(count) messages were processed"
        }
        if let stranger = others.first(where: { !$0.isWhole }) {
            return
                "the answer speaks of message \(stranger.message ?? 0), which the document does not have"
        }
        let errors = byMessage.values.count { $0.contains { $0.severity == .error } }
        if let said = answer.withError, said > Int64(errors) {
            return "the answer counts \(said) messages with errors, and names \(errors)"
        }
        if let good = answer.successful, good < processed - Int64(errors) {
            return
                "the answer counts \(good) messages as successful, and \(processed - Int64(errors)) have no error"
        }
        return nil
    }

    /// What a finding names that is not of its row; nil where nothing is.
    private func contradiction(_ finding: Answer.Finding, _ row: ToldRow) -> String? {
        let cells = row.key.split(separator: "\t").map(String.init)
        let text = row.row ?? ""
        for (name, isSaid) in [(finding.sku, hasSku), (finding.order, hasOrder)]
        where isSaid && !name.isEmpty {
            if !cells.contains(name), !text.contains("\"\(name)\"") { return "'\(name)'" }
        }
        return nil
    }
}
