import Catalog
import Files
import Formats
import Ledgers
import Records

/// Takes Amazon's answers: each is claimed, matched to its document, and settles every row that this told.
package final class AnswerIntake {
    private let run: Run
    private let results: String
    private let claims: Claims
    private let codes: AnswerCodes
    private var end = StageEnd()
    /// The document that the one file is said to be of; nil where each file shows it.
    private let said: DocumentRow?

    package init(_ run: Run, results: String, of said: DocumentRow? = nil) throws(Failure) {
        self.run = run
        self.results = results
        self.said = said
        claims = Claims(run)
        codes = try AnswerCodes(run.catalog)
    }

    /// Takes the files. Those that match no document stay where they are, and are named. Where it fails,
    /// what was claimed is given back.
    package func take(_ names: [String]) throws(Failure) -> StageEnd {
        do throws(Failure) {
            for name in names { try take(name) }
        } catch {
            try claims.giveBack()
            throw error
        }
        return end
    }

    /// What a dropped file is to the ledger.
    private enum Match {
        case of(DocumentRow, Answer)
        /// Settled already: the file with the same bytes.
        case known(FileRow)
        /// It stays where it is, and why.
        case stays(String)
    }

    private func match(_ name: String) throws(Failure) -> (Match, Digest) {
        let digest = try ByteSurvey(run.disk, name, [.cp1252]).digest
        let same = try run.ledger.files(digest: digest).first { $0.report == "answers" }
        let answer: Answer
        do throws(Failure) {
            answer = try AnswerReader.read(run.disk, name, name: name)
        } catch {
            guard error.exit == .data, said == nil else { throw error }
            return (.stays("\(error.text): it stays where it is"), digest)
        }
        let document = try document(of: answer, name)
        // Those that name no feed can be the same to the byte for several documents.
        if let same, document.map({ [.answered, .withdrawn].contains($0.state) }) ?? true {
            return (.known(same), digest)
        }
        guard let document else {
            let id = answer.feedId.isEmpty ? "" : ", the answer to feed '\(answer.feedId)',"
            return (
                .stays(
                    "\(name)\(id) stays: no document is known by that; say 'feedmill sent DOCUMENT --feed-id \(answer.feedId.isEmpty ? "ID" : answer.feedId)', or 'feedmill answer \(name) --document DOCUMENT'"
                ), digest
            )
        }
        switch document.state {
        case .answered:
            return (
                .stays(
                    "\(name) stays: \(document.name) is answered already, by \(document.answer ?? "")"
                ),
                digest
            )
        case .withdrawn:
            return (
                .stays("\(name) stays: \(document.name) was withdrawn before it was sent"), digest
            )
        default: return (.of(document, answer), digest)
        }
    }

    /// Why each of the files stays that does; the others can be taken.
    func staying(_ names: [String]) throws(Failure) -> [String: String] {
        var staying: [String: String] = [:]
        for name in names {
            if case .stays(let reason) = try match(name).0 { staying[name] = reason }
        }
        return staying
    }

    private func take(_ name: String) throws(Failure) {
        let made = (run.disk.stamp(name)?.modified ?? 0) / 1_000_000_000
        let (match, digest) = try match(name)
        switch match {
        case .of(let document, let answer):
            try settle(answer, document, name, digest, made)
        case .known(let same):
            try archive(name, made)
            end.result.notes.append("\(name) has the same bytes as \(same.name): settled already")
        case .stays(let reason):
            end.result.notes.append(reason)
            end.result.withheld += 1
        }
    }

    /// The document that an answer is of: as a person says, by Amazon's id of it, or by the document's name in
    /// that of the file.
    private func document(of answer: Answer, _ name: String) throws(Failure) -> DocumentRow? {
        if let said { return said }
        if !answer.feedId.isEmpty, let found = try run.ledger.document(feedId: answer.feedId) {
            return found
        }
        let base = name.split(separator: "/").last.map(String.init) ?? name
        for state in [DocumentRow.State.ready, .sending, .sent, .answered] {
            let found = try run.ledger.documents(state: state).first { document in
                document.first > 0 && base.contains(document.name)
            }
            if let found { return found }
        }
        return nil
    }

    private func settle(
        _ answer: Answer, _ document: DocumentRow, _ name: String, _ digest: Digest, _ made: Int64
    ) throws(Failure) {
        let feed = try run.catalog.feed(document.feed)
        let settlement = try Settlement(answer, document, of: feed, codes, run.ledger)
        for row in settlement.rows {
            guard let outcome = settlement.outcomes[row.id] else { continue }
            if outcome.state != .accepted { try run.ledger.setState(outcome.state, told: row.id) }
            for finding in outcome.findings where !finding.isWhole {
                try record(finding, document, row.id)
            }
            end.result.count(
                outcome.state.rawValue, limit: run.listed,
                StageResult.Change(
                    key: row.key.replacing("\t", with: " "), old: "",
                    new: outcome.worst.map { "\($0.code) \($0.text)" } ?? "",
                    why: outcome.worst.map { codes[$0.code].advice } ?? ""))
        }
        for finding in settlement.others { try record(finding, document, nil) }
        try run.ledger.setAnswer(name, document: document.id)
        try run.ledger.setState(
            .answered, document: document.id, sent: document.sent ?? run.now)
        // Where it still lies in 'ready', somebody sent it, and did not say so.
        let folders = [Outbox.sent, Outbox.ready, Outbox.failed]
        if let place = try Outbox.place(of: document, in: folders, run.disk) {
            var named = document
            if !answer.feedId.isEmpty, document.feedId == nil {
                named.feedId = answer.feedId
                try run.ledger.setFeedId(answer.feedId, document: document.id)
            }
            end.moves.append((place, "\(Outbox.answered)/\(Outbox.name(named))"))
        }
        let again = try tellAgain(settlement, feed, document)
        end.result.notes += settlement.notes.map { "\(document.name): \($0)" }
        if again > 0 {
            end.result.notes.append(
                "\(document.name): \(again) lower \(again == 1 ? "quantity was" : "quantities were") rejected, and will be told again"
            )
        }
        let scope = feed.kind == .event ? "" : document.scope
        _ = try run.ledger.bumpRevision(of: ToldIndex.name(feed: feed.name, scope: scope))
        _ = try run.ledger.bumpRevision(of: Ledger.settledName(feed: feed.name))
        end.result.rows += settlement.rows.count
        try ResultsFile(
            settlement: settlement, feed: feed, document: document, codes: codes, results: results,
            run: run
        ).write(&end)
        try take(name, digest, made, rows: settlement.rows.count)
    }

    private func record(
        _ finding: Answer.Finding, _ document: DocumentRow, _ told: Int64?
    ) throws(Failure) {
        try run.ledger.record(
            FindingRow(
                document: document.id, told: told, message: finding.message,
                severity: finding.severity.rawValue, code: finding.code, text: finding.text))
    }

    /// A lower quantity that Amazon rejected is told again by itself: what stands there sells what is gone.
    private func tellAgain(
        _ settlement: Settlement, _ feed: FeedDefinition, _ document: DocumentRow
    ) throws(Failure) -> Int {
        guard feed.kind == .state, feed.column("quantity") != nil else { return 0 }
        var keys: [String] = []
        for row in settlement.rows where settlement.outcomes[row.id]?.state == .rejected {
            guard let new = try run.ledger.value("quantity", told: row.id) else { continue }
            var old: Int64?
            var before = row.before
            while let id = before, old == nil, let earlier = try run.ledger.told(id) {
                if earlier.row != nil { old = try run.ledger.value("quantity", told: id) }
                before = earlier.before
            }
            if old.map({ new < $0 }) ?? (new == 0) { keys.append(row.key) }
        }
        guard !keys.isEmpty else { return 0 }
        let told = try ToldWriter(run.ledger, feed: feed.name, scope: document.scope)
        let latest = try run.ledger.latest(
            feed: feed.name, scope: document.scope, from: document.first, keys: keys)
        for key in keys { _ = try told.mark(.retell, key: key, before: latest[key]) }
        return keys.count
    }

    private func take(
        _ name: String, _ digest: Digest, _ made: Int64, rows: Int
    ) throws(Failure) {
        let size = run.disk.stamp(name)?.size ?? 0
        let archive = try archive(name, made)
        _ = try run.ledger.record(
            FileRow(
                digest: digest, report: "answers", marketplace: "", name: name, path: archive,
                size: size, encoding: "", rows: Int64(rows),
                rejected: 0, made: made, run: run.id, isCurrent: false))
        end.result.taken.append(name)
    }

    @discardableResult
    private func archive(_ name: String, _ made: Int64) throws(Failure) -> String {
        let path = try claims.claim(name)
        if !run.isPlan { try run.disk.makeFolder("archive/answers") }
        let time = Instant.timeText(made).filter { $0.isNumber || $0 == "T" }
        let base = name.split(separator: "/").last ?? ""
        let archive = run.disk.freeName("archive/answers/\(time)-\(base)")
        end.moves.append((path, archive))
        return archive
    }
}
