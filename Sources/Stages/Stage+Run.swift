import Catalog
import Files
import Ledgers
import Records

extension Stage {
    /// What the stage's files in the run's folder begin with: "5-quantities.eu".
    package func title(_ scope: StageScope) -> String {
        "\(number)-\(name)" + (scope.name.isEmpty ? "" : "." + scope.name)
    }

    /// Does the stage for one scope, within the open transaction. A failure leaves nothing behind
    /// but what the caller's rollback undoes; claimed files go back where they were dropped.
    package func run(_ run: Run, _ scope: StageScope, _ inbox: Inbox) throws(Failure) -> StageEnd {
        switch (from, into) {
        case (.report(let source), .current):
            return try Intake(self, source, run, scope).take(inbox)
        case (.report(let source), .book(let target)):
            return try BookIntake(self, source, target, run, scope).take(inbox)
        case (.report(let source), .decisions(let target)):
            return try DecisionIntake(self, source, target, run, scope).take(inbox)
        case (.current(let source), .feed(let target)):
            do throws(Failure) {
                return try tell(source, target, run, scope)
            } catch {
                // A plan goes on with other scopes, which may look into this one's index.
                run.indexes[target.feed.name + "." + scope.name] = nil
                throw error
            }
        case (.answers(let source), .results(let target)):
            return try AnswerIntake(run, results: target.name)
                .take(inbox.readyAnswers(source.patterns))
        case (.query(let source), .feed(let target)):
            return try tell(source, target, run, scope)
        case (.current(let source), .file(let target)):
            return try write(source, target, run, scope)
        default:
            throw Failure(.definition, at: definition.place, "this stage cannot run")
        }
    }

    /// Makes the table of the stage's book where there is none, in a transaction of its own. SQLite makes the
    /// checksums of its log anew from the first page on that a transaction writes twice, and it writes that of its
    /// tables again when a first load is there and gets its indexes: all of the load would be written twice.
    package func prepare(_ run: Run) throws(Failure) {
        guard case .book(let target) = into, try !run.ledger.hasTable(target.form) else { return }
        try run.ledger.begin()
        try run.ledger.prepare(target.form)
        try run.ledger.commit()
    }

    /// The reports whose files go into a book by this stage; none for other stages.
    package var bookedReports: [String] {
        guard case .report(let source) = from, case .book = into else { return [] }
        return source.reports.map(\.name)
    }

    /// Books archived files of its reports once more, within the open transaction.
    package func runAgain(
        _ run: Run, _ scope: StageScope, _ files: [FileRow]
    ) throws(Failure) -> StageEnd {
        guard case .report(let source) = from, case .book(let target) = into else {
            return StageEnd()
        }
        return try BookIntake(self, source, target, run, scope).takeAgain(files)
    }

    func judge(_ run: Run) -> GuardJudge {
        GuardJudge(guards: guards.over(run.shopGuards), allowed: run.allowed)
    }

    func listing(_ run: Run, _ scope: StageScope, _ kind: String, _ heading: String) -> Listing {
        Listing(run, "\(run.folder)/\(title(scope)).\(kind).tsv", heading: heading)
    }

    func rejects(_ run: Run, _ scope: StageScope) -> Listing {
        listing(run, scope, "rejects", "file\tline\treason\trow")
    }

    /// Writes the rows that a batch was left by to the rejects.
    static func reject(
        _ batch: Batch, _ file: String, _ rejects: Listing
    ) throws(Failure) {
        for left in batch.left where left.how == .rejected {
            try rejects.add(
                [file, String(batch.lines[left.row]), left.reason], raw: batch.raw[left.row])
        }
    }

    /// Fails where a current file is older than the stage wants it.
    func checkFresh(
        _ source: CurrentSource, _ run: Run, _ scope: StageScope, _ result: inout StageResult
    ) throws(Failure) {
        guard let fresh = source.fresh, let old = try source.stale(run, scope) else { return }
        let failure = GuardJudge.failure(
            .fresh, at: Place(old.name),
            "the current '\(source.report.name)' is of \(Instant.timeText(old.made)), more than "
                + "\(Instant.spanText(fresh)) old")
        if let failure = judge(run).pass(.fresh, failure, &result) { throw failure }
    }

    /// Judges the rows that were rejected.
    func checkRejected(
        _ run: Run, _ rows: Int, _ reasons: [String], _ result: inout StageResult
    ) throws(Failure) {
        if let failure = judge(run).judge(
            .rejected, part: result.rejected, of: rows, what: "rows rejected", rows: reasons,
            &result)
        {
            throw failure
        }
    }

    /// Notes what steps dropped because no mapping knows it.
    func noteDropped(_ result: inout StageResult) {
        for case let step as MapStep in steps where !step.dropped.isEmpty {
            let some = step.dropped.sorted().prefix(3)
            let more = step.dropped.count > 3 ? " and others" : ""
            result.notes.append(
                "not in \(step.title), dropped: \(some.joined(separator: "; "))\(more)")
        }
    }

    private func write(
        _ source: CurrentSource, _ target: FileTarget, _ run: Run, _ scope: StageScope
    ) throws(Failure) -> StageEnd {
        var end = StageEnd()
        try checkFresh(source, run, scope, &end.result)
        let files = try source.files(run, scope)
        for step in steps { try step.load(run, scope) }
        let rejects = rejects(run, scope)
        end.listings = [rejects]
        let batch = Batch(slots: columns.slots.count)
        let writing = try FileTarget.Writing(target, run, scope)
        end.result.rows = try source.read(files, run, scope, batch: batch) {
            (batch) throws(Failure) in
            try pass(batch, from: 0)
            try Self.reject(batch, files[batch.file].name, rejects)
            try target.add(batch, to: writing)
        }
        for (index, step) in steps.enumerated() {
            guard let sum = step as? SumStep else { continue }
            while sum.drain(into: batch) {
                try pass(batch, from: index + 1)
                try target.add(batch, to: writing)
            }
        }
        end.result.rejected = rejects.count
        try checkRejected(run, end.result.rows, [], &end.result)
        if let document = try target.finish(writing, run, scope) {
            end.result.documents = [document]
            end.result.told = document.messages
            if !run.isPlan { end.drafts = [(writing.draft.name, writing.path)] }
        }
        noteDropped(&end.result)
        return end
    }

    /// Sends a batch through the steps from the one at `first` on.
    func pass(_ batch: Batch, from first: Int) throws(Failure) {
        for step in steps[first...] {
            if batch.selected == 0 { return }
            try step.process(batch)
        }
    }
}
