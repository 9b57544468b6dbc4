import Catalog
import Files
import Ledgers
import Records
import Stages

/// Runs a pipeline, or plans it: the same code, which a plan rolls back.
package final class Runner {
    private let open: OpenShop
    private let request: RunRequest
    private let stages: [Stage]
    private let ledger: Ledger
    private let run: Run
    private let inbox: Inbox
    private var report: RunReport
    private var row: RunRow?
    private var hasCountedAttempt = false
    private var progress: (RunReport.Entry) -> Void

    /// Plans: what a run would do now, and nothing of it is kept.
    package static func plan(
        _ open: OpenShop, _ request: RunRequest
    ) throws(Failure) -> RunReport {
        let lock = try Lock.take(open.disk, holder: OpenShop.holder("plan \(request.pipeline)"))
        defer { lock.release() }
        let ledger = try open.ledger(creating: false)
        let notes = try Settling(disk: open.disk, ledger: ledger, now: open.now).settle()
        var report = try Runner(open, ledger, request, isPlan: true, only: nil).plan()
        report.notes = notes + report.notes
        return report
    }

    /// Runs. `progress` is told of each stage when it has ended.
    package static func run(
        _ open: OpenShop, _ request: RunRequest,
        progress: @escaping (RunReport.Entry) -> Void = { _ in }
    ) throws(Failure) -> RunReport {
        let lock = try Lock.take(
            open.disk, holder: OpenShop.holder("run \(request.pipeline)"), wait: request.wait)
        defer { lock.release() }
        let ledger = try open.ledger(creating: true)
        let notes = try Settling(disk: open.disk, ledger: ledger, now: open.now).settle()
        var only: Set<String>?
        if let expected = request.expect {
            let runner = try Runner(open, ledger, request, isPlan: true, only: nil)
            let plan = try runner.plan()
            guard plan.digest == expected else {
                throw Failure(
                    .changes,
                    "the documents would not be those of the plan \(expected) but of "
                        + "\(plan.digest): nothing was done; plan again")
            }
            only = runner.inbox.seen
        }
        let runner = try Runner(open, ledger, request, isPlan: false, only: only)
        runner.progress = progress
        do throws(Failure) {
            var report = try runner.runAll()
            report.notes = notes + report.notes
            return report
        } catch {
            Log(open.disk).add(
                "run-stopped",
                [
                    ("pipeline", .text(request.pipeline)),
                    ("exit", .number(Int64(error.exit.rawValue))), ("reason", .text(error.text)),
                ], at: open.now)
            throw error
        }
    }

    private init(
        _ open: OpenShop, _ ledger: Ledger, _ request: RunRequest, isPlan: Bool,
        only: Set<String>?
    ) throws(Failure) {
        self.open = open
        self.request = request
        let all = try open.stages(request.pipeline)
        stages = try Self.chosen(all, request)
        self.ledger = ledger
        run = try open.run(
            ledger, mode: isPlan ? .plan : .run, allowed: request.allowed, listed: request.listed)
        inbox = Inbox(run)
        inbox.only = only.map { request.files?.intersection($0) ?? $0 } ?? request.files
        report = RunReport(pipeline: request.pipeline, isPlan: isPlan)
        progress = { _ in }
    }

    static func chosen(
        _ stages: [Stage], _ request: RunRequest
    ) throws(Failure) -> [Stage] {
        guard let name = request.stage ?? request.from else { return stages }
        guard let index = stages.firstIndex(where: { $0.name == name }) else {
            let hint = Mistake.hint(for: name, in: stages.map(\.name))
            throw Failure(
                .definition, "pipeline '\(request.pipeline)' has no stage '\(name)'",
                detail: hint.map { ["  " + $0] } ?? [])
        }
        return request.stage != nil ? [stages[index]] : Array(stages[index...])
    }

    // A plan.

    private func plan() throws(Failure) -> RunReport {
        try ledger.begin()
        defer { try? ledger.rollback() }
        for stage in stages {
            for scope in try stage.scopes(run) {
                var entry = try verdict(stage, scope)
                if entry.state == .done {
                    try ledger.savepoint("stage")
                    do throws(Failure) {
                        try ensureRun()
                        entry.result = try stage.run(run, scope, inbox).result
                        try ledger.release("stage")
                    } catch {
                        try ledger.rollback(to: "stage")
                        try fail(&entry, error)
                    }
                }
                report.entries.append(entry)
            }
        }
        if request.stage == nil, request.from == nil {
            let leftovers = try Leftovers(open, inbox)
            report.strangers = leftovers.strangers + leftovers.odd.map(\.stranger)
            report.notes += leftovers.notes
        }
        return report
    }

    /// Whether a stage is to run, and why. `done` stands for yes.
    private func verdict(
        _ stage: Stage, _ scope: StageScope
    ) throws(Failure) -> RunReport.Entry {
        func entry(_ state: RunReport.Entry.State, _ reason: String) -> RunReport.Entry {
            RunReport.Entry(
                stage: stage.name, scope: scope.name, state: state, reason: reason)
        }
        if stage.takesFiles {
            return try stage.hasFiles(inbox, scope)
                ? entry(.done, "new file") : entry(.idle, "no new file")
        }
        if let idle = try stage.idle(run, scope) { return entry(.idle, idle) }
        if stage.feed?.reader == .amazon, open.isPaused {
            return entry(.paused, "there is a file PAUSE in the shop")
        }
        if request.force { return entry(.done, "forced") }
        let receipt = try ledger.latestReceipt(
            pipeline: request.pipeline, stage: stage.name, scope: scope.name)
        guard let receipt else { return entry(.done, "never done before") }
        let inputs = try stage.inputs(run, scope)
        guard receipt.outcome == .done else {
            // A run that died behind a stage which told all but what its guard holds back does not
            // do that stage again when it is taken up.
            if receipt.run == run.id, receipt.inputs == inputs, request.allowed.isEmpty {
                var entry = entry(.guarded, "held back already in this run")
                entry.failure = Failure(.guarded, "a guard held rows back: see \(receipt.name)")
                return entry
            }
            return entry(.done, "\(receipt.outcome.rawValue) last time")
        }
        if inputs == receipt.inputs { return entry(.skipped, "nothing has changed") }
        return entry(.done, Self.difference(receipt.inputs, inputs))
    }

    /// What is not as it was: "mapping skus, current listings of DE".
    private static func difference(_ old: String, _ new: String) -> String {
        let before = Set(old.split(separator: "\n"))
        var changed: [String] = []
        for line in new.split(separator: "\n") where !before.contains(line) {
            let name = line.split(separator: " ").dropLast().joined(separator: " ")
            if changed.last != name { changed.append(name) }
        }
        let gone = changed.isEmpty ? "something is gone" : changed.joined(separator: ", ")
        return "changed: \(gone)"
    }

    private func fail(_ entry: inout RunReport.Entry, _ failure: Failure) throws(Failure) {
        guard ![.ledger, .disk, .busy].contains(failure.exit) else { throw failure }
        entry.state = failure.exit == .guarded ? .guarded : .failed
        entry.failure = failure
    }

    // A run.

    private func runAll() throws(Failure) -> RunReport {
        try takeUp()
        if request.resumes, row == nil {
            report.notes.append("no run of '\(request.pipeline)' was stopped half way")
            return report
        }
        if open.isPaused { report.notes += try Pausing(open, ledger).notes }
        for stage in stages {
            for scope in try stage.scopes(run) {
                if Signals.isStopAsked { throw Signals.stopped }
                var entry = try verdict(stage, scope)
                if entry.state == .done { try perform(stage, scope, &entry) }
                report.entries.append(entry)
                progress(entry)
            }
        }
        if request.stage == nil, request.from == nil {
            try turnAway()
        }
        try finish()
        return report
    }

    /// Takes up a run of this pipeline that was begun and not finished.
    private func takeUp() throws(Failure) {
        guard let unfinished = try ledger.openRun(pipeline: request.pipeline) else { return }
        row = unfinished
        run.id = unfinished.id
        run.folder = "runs/\(unfinished.name)"
        report.hadRejects = try ledger.receipts(run: unfinished.id).contains { receipt in
            let node = try? JSON5Reader.read(receipt.checkpoint, file: receipt.name)
            if case .number(let text) = node?["rejected"]?.value { return text != "0" }
            return false
        }
    }

    /// Records the run, once there is something to record: within the open transaction.
    private func ensureRun() throws(Failure) {
        if row == nil {
            let day = Instant.dayText(run.day)
            let number = try ledger.nextRunNumber(day: day)
            row = try ledger.addRun(
                name: "\(day).\(number)-\(request.pipeline)", pipeline: request.pipeline)
        } else if !hasCountedAttempt, !run.isPlan, let row, row.id == run.id {
            try ledger.countAttempt(run: row.id)
        }
        hasCountedAttempt = true
        guard let row else { return }
        run.id = row.id
        run.folder = "runs/\(row.name)"
    }

    /// Undoes the open transaction, and the run with it where that was new.
    private func undo() throws(Failure) {
        try ledger.rollback()
        guard let known = row else { return }
        if try ledger.run(known.id) == nil {
            row = nil
            run.id = 0
            hasCountedAttempt = false
        }
    }

    /// Does something to the ledger, whole or not at all.
    private func transaction(_ body: () throws(Failure) -> Void) throws(Failure) {
        try ledger.begin()
        do throws(Failure) {
            try body()
            try ledger.commit()
        } catch {
            try undo()
            throw error
        }
    }

    private func perform(
        _ stage: Stage, _ scope: StageScope, _ entry: inout RunReport.Entry
    ) throws(Failure) {
        var end: StageEnd
        do throws(Failure) {
            try stage.prepare(run)
            try ledger.begin()
            try ensureRun()
            end = try stage.run(run, scope, inbox)
            try end.finishListings()
            let inputs = try stage.inputs(run, scope)
            let name =
                "\(stage.title(scope)).\(end.result.heldBack == nil ? "done" : "guarded").json"
            let text = Checkpoint.text(stage, scope, inputs: inputs, end.result)
            try run.recordStamps()
            for name in end.result.allowed {
                try ledger.allow(guard: name, stage: stage.name, run: run.id)
            }
            try record(
                stage, scope, inputs, end.result.heldBack == nil ? .done : .guarded, name, text)
            try ledger.commit()
            try conclude(end)
            try writeCheckpoint(name, text)
        } catch {
            try undo()
            try fail(&entry, error)
            try note(error, stage, scope)
            return
        }
        entry.result = end.result
        if end.result.heldBack != nil { entry.state = .guarded }
    }

    private func record(
        _ stage: Stage, _ scope: StageScope, _ inputs: String, _ outcome: Receipt.Outcome,
        _ name: String, _ text: String
    ) throws(Failure) {
        _ = try ledger.record(
            Receipt(
                run: run.id, pipeline: request.pipeline, stage: stage.name, scope: scope.name,
                inputs: inputs, outcome: outcome, name: name, checkpoint: text))
    }

    private func conclude(_ end: StageEnd) throws(Failure) {
        try Self.conclude(end, open.disk)
        run.filesMoved()
    }

    /// What follows the commit of a stage: the ledger says it, now the disk does.
    static func conclude(_ end: StageEnd, _ disk: Disk) throws(Failure) {
        for (draft, name) in end.drafts { try disk.publish(draft, as: name) }
        for (from, to) in end.moves {
            let folder = to.split(separator: "/").dropLast().joined(separator: "/")
            try disk.makeFolder(folder)
            if disk.exists(from) { try disk.move(from, to) }
        }
        if let (index, revision, form) = end.index {
            try index.save(disk, revision: revision, form: form)
        }
        if let (index, revision, form) = end.book {
            try index.save(disk, revision: revision, form: form)
        }
    }

    private func writeCheckpoint(_ name: String, _ text: String) throws(Failure) {
        try open.disk.makeFolder(run.folder)
        try open.disk.write("\(run.folder)/\(name)", Array(text.utf8))
    }

    /// Leaves a receipt and a checkpoint file of a stage that did not get through, and puts a file
    /// that cannot be used where it is found again.
    private func note(
        _ failure: Failure, _ stage: Stage, _ scope: StageScope
    ) throws(Failure) {
        let name = "\(stage.title(scope)).\(failure.exit == .guarded ? "guarded" : "failed").json"
        let text = Checkpoint.text(stage, scope, failure)
        try transaction { () throws(Failure) in
            try ensureRun()
            try record(
                stage, scope, "", failure.exit == .guarded ? .guarded : .failed, name, text)
        }
        try writeCheckpoint(name, text)
        if stage.takesFiles, failure.exit == .data, let file = failure.place?.file {
            try TurningAway(disk: open.disk).file(file, failure.text)
        }
    }

    /// Moves what nobody can use to `failed/`, each with its reason beside it, and markers of taken files to
    /// the archive.
    private func turnAway() throws(Failure) {
        let leftovers = try Leftovers(open, inbox)
        let away = TurningAway(disk: open.disk)
        for stranger in leftovers.strangers {
            let lines =
                ["\(stranger.name): \(stranger.reason)"] + (stranger.beyond.map { [$0] } ?? [])
            try away.file(stranger.name, lines.joined(separator: "\n"))
        }
        report.strangers = leftovers.strangers
        for odd in leftovers.odd {
            if try away.entry(odd) != nil {
                report.strangers.append(odd.stranger)
            } else {
                report.notes.append("\(odd.name) \(odd.reason); it cannot be moved from there")
            }
        }
        for marker in leftovers.markers { try away.archive(marker: marker) }
        report.notes += leftovers.notes
    }

    private func finish() throws(Failure) {
        guard let row, run.id != 0 else { return }
        report.name = row.name
        let attempts = try ledger.run(row.id)?.attempts ?? 1
        let files = try ledger.files(run: row.id)
        let text = RunFile.text(report, open: open, attempts: attempts, files)
        try open.disk.makeFolder(run.folder)
        try open.disk.write("\(run.folder)/run.json", Array(text.utf8))
        // Last, so that a run which dies before this is taken up again.
        try transaction { () throws(Failure) in
            try ledger.setState(.done, exit: report.exit.rawValue, run: row.id)
        }
        Log(open.disk).add(report, at: open.now)
    }
}
