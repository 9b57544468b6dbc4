import Records

/// A pipeline, `pipelines/NAME.json5`: stages in the order in which they run.
package struct Pipeline: Definition {
    package static let what = "pipeline"
    package static let folder = "pipelines"

    package let name: String
    package let place: Place
    package let source: String
    package let about: String?
    /// When it runs, as the five fields of cron; nil where only a person or a file starts it.
    package let schedule: String?
    /// At least one; no two of one name.
    package let stages: [StageDefinition]

    package init?(_ node: Node, name: String, _ mistakes: inout [Mistake]) {
        let before = mistakes.count
        let fields = Self.spec.read(node, &mistakes)
        guard mistakes.count == before else { return nil }
        self.name = name
        place = node.place
        source = node.source
        about = fields.text("about")
        schedule = fields.text("schedule")
        stages = fields.list("stages").map(StageDefinition.init)
        if let schedule, !Self.isSchedule(schedule) {
            mistakes.append(
                fields.mistake(
                    "schedule", "'schedule' has five fields, minute hour day month weekday",
                    hint: "such as \"30 2 * * *\""))
        }
        if stages.isEmpty {
            mistakes.append(fields.mistake("stages", "a pipeline needs at least one stage"))
        }
        var firsts: [String: Place] = [:]
        for stage in stages {
            if let first = firsts.updateValue(stage.nameNode.place, forKey: stage.name) {
                mistakes.append(
                    Mistake(
                        on: stage.nameNode,
                        "there are two stages '\(stage.name)', the first at "
                            + "\(first.line ?? 0):\(first.column ?? 0)"))
            }
        }
        if mistakes.count > before { return nil }
    }

    private static func isSchedule(_ text: String) -> Bool {
        let fields = text.split(separator: " ")
        return fields.count == 5
            && fields.joined().allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber || "*,/-".contains($0))
            }
    }

    package static let spec = Spec(
        "pipeline", "stages in the order in which they run",
        fields: [
            Field("about", .text, "what it is for"),
            Field("schedule", .text, "when it runs: minute hour day month weekday"),
            Field("stages", .list(.object(StageDefinition.spec)), required: true, "its stages"),
        ],
        example: """
            {
              schedule: "30 2 * * *",
              stages: [
                { stage: "stock", from: { report: "stock", files: "inbox/stock*" },
                  into: { current: "stock" } },
              ],
            }
            """)
}
