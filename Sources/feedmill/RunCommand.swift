import Catalog
import Engine
import Files
import Records
import Stages

extension Command {
    static let run: Command = Command(
        word: "run", summary: "run a pipeline: take in what has arrived, tell what has changed",
        details: [
            "A stage of which nothing has changed is skipped. A run that was stopped, whatever stopped",
            "it, is taken up where it was by running again.",
        ],
        arguments: [RunFlags.pipeline],
        flags: RunFlags.shared + [
            Flag(
                name: "expect", value: .digest("DIGEST"),
                about: "run only if the documents would be those of this plan"),
            Flag(
                name: "as-of", value: .day("DAY"),
                about: "as if it were that day: into the run's folder only, nothing is told",
                excludes: "expect"),
            Flag(
                name: "resume",
                about: "only go on with a run that was stopped half way; any run does that first"),
            RunFlags.wait,
        ],
        exits: [.data, .ledger, .disk, .guarded, .rejects, .changes, .busy],
        run: { (call) throws(Failure) in
            Signals.catchStop()
            let open = try call.open()
            var request = try RunFlags.request(call.given, open.disk)
            request.resumes = call.given.has("resume")
            request.wait = call.wait
            let stages = try open.catalog.pipeline(request.pipeline).stages.map(\.name)
            let terminal = call.terminal
            func show(_ entry: RunReport.Entry) {
                let lines = RunText.lines(entry, stages)
                terminal.show(lines)
                if let first = lines.first { terminal.progress(first.text) }
            }
            let report =
                if let day = call.given.text("as-of").flatMap({ Kind.date.read($0) }) {
                    try EarlierRun.run(open, request, day: day, progress: show)
                } else {
                    try Runner.run(open, request, progress: show)
                }
            var (lines, members) = (RunText.end(report), report.members)
            let isWhole = request.stage == nil && request.from == nil && !call.given.has("as-of")
            if isWhole, try open.catalog.pipeline(request.pipeline).purges {
                let purged = try Command.purged(open, wait: max(call.wait, 60))
                lines += purged.lines
                members.append(("purge", .object(purged.members)))
            }
            return Answer(lines: lines, members: members, exit: report.exit)
        })
}
