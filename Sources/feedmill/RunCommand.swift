import Catalog
import Engine
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
                about: "run only if the documents would be those of this plan")
        ],
        exits: [.data, .ledger, .disk, .guarded, .rejects, .changes, .busy],
        run: { (call) throws(Failure) in
            let request = RunFlags.request(call.given)
            let open = try call.open()
            let stages = try open.catalog.pipeline(request.pipeline).stages.map(\.name)
            let terminal = call.terminal
            let report = try Runner.run(open, request) { entry in
                let lines = RunText.lines(entry, stages)
                terminal.show(lines)
                if let first = lines.first { terminal.progress(first.text) }
            }
            return Answer(
                lines: RunText.end(report), members: report.members, exit: report.exit)
        })
}
