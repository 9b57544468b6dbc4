import Catalog
import Files
import Ledgers
import Records

/// Takes dropped files of a person's decisions: each is claimed, and row by row does what `approve`, `requeue`
/// and `resolve` do. A row that fits nothing is rejected with the reason, and the others count.
///
/// An approval names the value that it lets pass, as nobody sees what waits when the file is read.
final class DecisionIntake {
    private let stage: Stage
    private let source: ReportSource
    private let target: DecisionTarget
    private let run: Run
    private let scope: StageScope
    private let claims: Claims
    private var end = StageEnd()
    private let rejects: Listing
    /// What waits, once somebody asks; what was approved since is not among it.
    private var waiting: [WaitingRow]?

    /// A row of a file.
    private struct Decision {
        var line: Int
        var raw: String
        var word: String
        var key: String
        /// Ten-thousandths; nil where the row names none.
        var value: Int64?
        var currency: String
        var feed: String
        var scope: String

        /// What it says, without where it stands.
        var content: [String] { [word, key, value.map(String.init) ?? "", currency, feed, scope] }
    }

    init(
        _ stage: Stage, _ source: ReportSource, _ target: DecisionTarget, _ run: Run,
        _ scope: StageScope
    ) {
        self.stage = stage
        self.source = source
        self.target = target
        self.run = run
        self.scope = scope
        claims = Claims(run)
        rejects = stage.rejects(run, scope)
    }

    /// Takes what waits for the stage. Where it fails, what was claimed is given back.
    func take(_ inbox: Inbox) throws(Failure) -> StageEnd {
        do throws(Failure) {
            for candidate in try source.candidates(inbox, scope) { try take(candidate) }
        } catch {
            try claims.giveBack()
            rejects.discard()
            throw error
        }
        end.listings = [rejects]
        end.result.rejected = rejects.count
        return end
    }

    private func take(_ candidate: Inbox.Candidate) throws(Failure) {
        let path = try claims.claim(candidate.name)
        let survey = try ByteSurvey(
            run.disk, path,
            EncodingHint(run.shop, marketplace: candidate.marketplace)
                .candidates(candidate.report))
        let archive = try claims.archived(candidate)
        end.moves.append((path, archive))
        let known = try run.ledger.files(digest: survey.digest)
        if let same = known.first(where: { $0.report == target.report.name }) {
            end.result.notes.append(
                "\(candidate.name) has the same bytes as \(same.name): not taken again")
            return
        }
        let before = rejects.count
        let (decisions, reading) = try read(candidate, path, survey)
        var done: Set<[String]> = []
        for decision in decisions where done.insert(decision.content).inserted {
            if let reason = try apply(decision, candidate.name) {
                try rejects.add(
                    [candidate.name, String(decision.line), reason], text: decision.raw)
            }
        }
        end.result.rows += reading.rows
        end.result.encoding = reading.encoding.rawValue
        let id = try run.ledger.record(
            FileRow(
                digest: survey.digest, report: target.report.name,
                marketplace: candidate.marketplace, name: candidate.name, path: archive,
                size: survey.size, encoding: reading.encoding.rawValue, rows: Int64(reading.rows),
                rejected: Int64(rejects.count - before), made: candidate.made, run: run.id,
                isCurrent: false))
        run.lying[id] = path
        end.result.taken.append(candidate.name)
    }

    private func read(
        _ candidate: Inbox.Candidate, _ path: String, _ survey: ByteSurvey
    ) throws(Failure) -> ([Decision], RowFileReading) {
        let reader = RowReader(target.report, target.columns)
        let batch = Batch(slots: target.columns.slots.count)
        let file = RowFile(
            name: candidate.name, path: path, marketplace: candidate.marketplace,
            encodings: survey.encodings, isTrusted: false, currencies: run.shop.currencies)
        var decisions: [Decision] = []
        let ended = try reader.read(file, disk: run.disk, scope: scope, batch: batch) {
            (batch) throws(Failure) in
            try Stage.reject(batch, candidate.name, rejects)
            for at in 0..<batch.selected {
                decisions.append(decision(batch, Int(batch.selection[at])))
            }
        }
        guard case .done(let reading) = ended else {
            throw Failure(
                .data, at: Place(candidate.name), "was changed while it was being read")
        }
        return (decisions, reading)
    }

    private func decision(_ batch: Batch, _ row: Int) -> Decision {
        func text(_ slot: Int) -> String { batch.columns[slot][row].text }
        let value = batch.columns[target.value][row]
        return Decision(
            line: batch.lines[row], raw: String(decoding: batch.raw[row], as: UTF8.self),
            word: text(target.decision), key: text(target.key),
            value: value.isNumber ? value.number : nil, currency: text(target.currency),
            feed: text(target.feed), scope: text(target.scope))
    }

    /// Does what a row says; why not, where it cannot be done.
    private func apply(_ decision: Decision, _ file: String) throws(Failure) -> String? {
        switch DecisionTarget.Word(rawValue: decision.word) {
        case .approve: return try approve(decision, file)
        case .requeue: return try requeue(decision, .again)
        case .applied: return try requeue(decision, .applied)
        case .notApplied: return try requeue(decision, .notApplied)
        case nil:
            let words = DecisionTarget.Word.allCases.map(\.rawValue)
            let hint = Mistake.hint(for: decision.word, in: words).map { "; \($0)" } ?? ""
            return "'decision' is '\(decision.word)', not one of \(words.joined(separator: ", "))"
                + hint
        }
    }

    private func requeue(
        _ decision: Decision, _ word: Requeue.Word
    ) throws(Failure) -> String? {
        var requeue = Requeue()
        try requeue.change(
            key: decision.key, feed: decision.feed.isEmpty ? nil : decision.feed, word, run.ledger)
        try requeue.finish(run.ledger)
        let done = word == .again ? "told again" : "settled by hand"
        for row in requeue.marked {
            count(done, "\(row.feed) \(row.key.replacing("\t", with: " "))", "")
        }
        guard requeue.marked.isEmpty else { return nil }
        return requeue.refused.map { "\($0.name): \($0.reason)" }.joined(separator: "; ")
    }

    /// What waits under one key in one place: a refund's lines are let pass together.
    private struct Group {
        var rows: [WaitingRow] = []
        var sum: Int64 = 0
        var currency = ""

        var text: String { Kind.money.write(sum) + (currency.isEmpty ? "" : " " + currency) }

        mutating func add(_ row: WaitingRow) {
            rows.append(row)
            let parts = row.waiting.measured.split(separator: " ").map(String.init)
            if let part = parts.first.flatMap({ Kind.money.read($0) }) { sum += part }
            if parts.count > 1 { currency = parts[1] }
        }
    }

    private func approve(_ decision: Decision, _ file: String) throws(Failure) -> String? {
        guard let value = decision.value else {
            return "an approval says the value that it lets pass, in 'value'"
        }
        var groups: [String: Group] = [:]
        for row in try allWaiting()
        where row.waiting.key == decision.key
            && (decision.feed.isEmpty || row.feed == decision.feed)
            && (decision.scope.isEmpty || row.scope == decision.scope)
        {
            groups["\(row.feed) \(row.scope)", default: Group()].add(row)
        }
        let found = groups.sorted { $0.key < $1.key }.map(\.value)
        if found.isEmpty { return "nothing of '\(decision.key)' waits" }
        let meant = found.filter { group in
            group.sum == value
                && (decision.currency.isEmpty || group.currency.isEmpty
                    || group.currency == decision.currency)
        }
        guard !meant.isEmpty else {
            let given =
                Kind.money.write(value)
                + (decision.currency.isEmpty ? "" : " " + decision.currency)
            return
                "'\(decision.key)' waits with \(found.map(\.text).joined(separator: ", ")), not with \(given)"
        }
        for group in meant {
            try WaitingRow.approve(group.rows, run.ledger, at: run.now, file)
            count("approved", "\(group.rows[0].feed) \(decision.key)", group.text)
            waiting?.removeAll { row in
                row.feed == group.rows[0].feed && row.scope == group.rows[0].scope
                    && row.waiting.key == decision.key
            }
        }
        return nil
    }

    private func allWaiting() throws(Failure) -> [WaitingRow] {
        if let waiting { return waiting }
        let (rows, notes) = try run.waiting()
        end.result.notes += notes
        waiting = rows
        return rows
    }

    private func count(_ group: String, _ key: String, _ value: String) {
        end.result.count(
            group, limit: run.listed,
            StageResult.Change(key: key, old: "", new: value, why: ""))
    }
}
