import Catalog
import Engine
import Records

extension Command {
    static let explain: Command = Command(
        word: "explain", summary: "tell the story of a SKU, step by step, or of an order",
        arguments: [
            Argument(name: "sku|order", about: "what follows", choices: ["sku", "order"]),
            Argument(name: "NAME", about: "a seller-sku, or an order's id, as Amazon knows it"),
        ],
        flags: [
            Flag(
                name: "pipeline", value: .text("PIPELINE"),
                about: "only the stages of this one, if not of all")
        ],
        exits: [.data, .ledger, .disk],
        run: { (call) throws(Failure) in
            let open = try call.open()
            if call.given.arguments.first == "order" {
                return try story(call.given.arguments.last ?? "", open)
            }
            let sku = call.given.arguments.last ?? ""
            var pipelines = try open.catalog.names(of: Pipeline.self)
            if let pipeline = call.given.text("pipeline") { pipelines = [pipeline] }
            var stages: [ExplainedStage] = []
            for pipeline in pipelines {
                stages += try Explanation.explain(open, sku: sku, pipeline: pipeline)
            }
            return answer(sku, stages)
        })

    private static func story(_ order: String, _ open: OpenShop) throws(Failure) -> Answer {
        let story = try OrderStory(open, order: order)
        var lines: [Line] = story.events.isEmpty ? [.failure("order '\(order)' is not known")] : []
        for event in story.events {
            let time = event.time.map { open.local($0) + "  " } ?? ""
            lines.append(.head(time + event.text))
            lines += event.details.map { Line("  \($0)") }
        }
        return Answer(
            lines: lines,
            members: [
                ("order", .text(order)),
                (
                    "events",
                    .list(
                        story.events.map { event in
                            .object([
                                ("time", .optional(event.time.map(Instant.timeText))),
                                ("text", .text(event.text)),
                                ("details", .list(event.details.map { .text($0) })),
                            ])
                        })
                ),
            ], exit: story.events.isEmpty ? .data : .done)
    }

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
