import Files
import Ledgers
import Records
import Stages

/// A pipeline run as if it were an earlier day: with the files that were current at its end, and
/// before anything that was told on it. Mappings and definitions are those of now.
///
/// What it writes lies in a folder of its own under `runs/`; the ledger, the outbox and the inbox
/// stay as they are.
package enum EarlierRun {
    package static func run(
        _ open: OpenShop, _ request: RunRequest, day: Int64,
        progress: (RunReport.Entry) -> Void = { _ in }
    ) throws(Failure) -> RunReport {
        let text = Instant.dayText(day)
        let local = (day + 1) * 86_400 - 1
        let end = local - open.offset(local - open.offset(local))
        let today = Instant.dayText(Instant.day(open.now + open.offset(open.now)))
        guard text <= today else {
            throw Failure(.definition, at: Place("feedmill"), "the day \(text) is still to come")
        }
        let stages = try Runner.chosen(try open.stages(request.pipeline), request)
        let lock = try Lock.take(open.disk, holder: OpenShop.holder("run --as-of \(text)"))
        defer { lock.release() }
        let ledger = try open.ledger(creating: false)
        let notes = try Settling(disk: open.disk, ledger: ledger, now: open.now).settle()
        try ledger.begin()
        defer { try? ledger.rollback() }
        try ledger.goBack(to: text, end)
        let run = try open.run(
            ledger, mode: .asOf, allowed: request.allowed, now: min(end, open.now))
        try run.restoreCurrent()
        run.folder = folder("runs/\(today).as-of-\(text)-\(request.pipeline)", open.disk)
        let inbox = Inbox(run)

        var report = RunReport(pipeline: request.pipeline, isPlan: false)
        report.notes = notes
        for stage in stages {
            for scope in try stage.scopes(run) {
                let entry = try perform(stage, scope, run, inbox, open.disk)
                report.entries.append(entry)
                progress(entry)
            }
        }
        report.name = String(run.folder.dropFirst("runs/".count))
        report.notes.append("as of \(text), with the mappings of now: nothing was told")
        try open.disk.makeFolder(run.folder)
        let record = RunFile.text(report, open: open, attempts: 1, [], asOf: text)
        try open.disk.write("\(run.folder)/run.json", Array(record.utf8))
        return report
    }

    /// The first of `name`, `name (2)`, … that no finished run has: its run.json comes last.
    private static func folder(_ name: String, _ disk: Disk) -> String {
        var folder = name
        var number = 2
        while disk.exists("\(folder)/run.json") {
            folder = "\(name) (\(number))"
            number += 1
        }
        return folder
    }

    private static func perform(
        _ stage: Stage, _ scope: StageScope, _ run: Run, _ inbox: Inbox, _ disk: Disk
    ) throws(Failure) -> RunReport.Entry {
        var entry = RunReport.Entry(
            stage: stage.name, scope: scope.name, state: .done, reason: "")
        let idle = stage.takesFiles ? "files as they were" : try stage.idle(run, scope)
        if let idle {
            entry.state = .idle
            entry.reason = idle
            return entry
        }
        do throws(Failure) {
            let end = try stage.run(run, scope, inbox)
            try end.finishListings()
            for (draft, name) in end.drafts { try disk.publish(draft, as: name) }
            entry.result = end.result
            if end.result.heldBack != nil { entry.state = .guarded }
        } catch {
            guard ![.ledger, .disk, .busy].contains(error.exit) else { throw error }
            entry.state = error.exit == .guarded ? .guarded : .failed
            entry.failure = error
        }
        return entry
    }
}
