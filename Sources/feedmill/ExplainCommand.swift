import Catalog
import Engine
import Records

extension Command {
    static let explain: Command = Command(
        word: "explain", summary: "show where the figures of a SKU come from, step by step",
        arguments: [
            Argument(name: "sku", about: "that a SKU follows", choices: ["sku"]),
            Argument(name: "SKU", about: "a seller-sku as Amazon knows it"),
        ],
        flags: [
            Flag(
                name: "pipeline", value: .text("PIPELINE"),
                about: "only the stages of this one, if not of all")
        ],
        exits: [.data, .ledger, .disk],
        run: { (call) throws(Failure) in
            let open = try call.open()
            let sku = call.given.arguments.last ?? ""
            var pipelines = try open.catalog.names(of: Pipeline.self)
            if let pipeline = call.given.text("pipeline") { pipelines = [pipeline] }
            var stages: [ExplainedStage] = []
            for pipeline in pipelines {
                stages += try Explanation.explain(open, sku: sku, pipeline: pipeline)
            }
            return answer(sku, stages)
        })

    private static func answer(_ sku: String, _ stages: [ExplainedStage]) -> Answer {
        var lines: [Line] = []
        for stage in stages {
            lines.append(.head(stage.scope.isEmpty ? stage.stage : "\(stage.stage) \(stage.scope)"))
            lines += stage.lines.map { Line("  \($0)") }
        }
        if stages.isEmpty { lines.append(.failure("no stage knows SKU '\(sku)'")) }
        return Answer(
            lines: lines,
            members: [
                ("sku", .text(sku)),
                (
                    "stages",
                    .list(
                        stages.map { stage in
                            .object([
                                ("stage", .text(stage.stage)), ("scope", .text(stage.scope)),
                                ("lines", .list(stage.lines.map { .text($0) })),
                            ])
                        })
                ),
            ], exit: stages.isEmpty ? .data : .done)
    }
}
