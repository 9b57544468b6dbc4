import Catalog
import Engine
import Records
import Stages

extension Command {
    static let plan: Command = Command(
        word: "plan", summary: "show what a run would do now, and why; nothing is done",
        details: [
            "For each key that would be told: what Amazon was told before, or shows (in brackets),",
            "the new value, and the rule that made it.",
        ],
        arguments: [RunFlags.pipeline],
        flags: RunFlags.shared + [
            Flag(name: "all", about: "list every key, not the first 20 of a kind")
        ],
        exits: [.data, .ledger, .disk, .guarded, .changes, .busy],
        run: { (call) throws(Failure) in
            let open = try call.open()
            var request = try RunFlags.request(call.given, open.disk)
            request.listed = call.given.has("all") ? nil : 20
            let report = try Runner.plan(open, request)
            let stages = try open.catalog.pipeline(request.pipeline).stages.map(\.name)
            return Answer(
                lines: PlanText(report, request, stages: stages).lines, members: report.members,
                exit: report.exit)
        })
}
