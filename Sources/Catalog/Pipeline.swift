import Records

/// A pipeline, `pipelines/NAME.json5`: stages in the order in which they run.
package struct Pipeline: Definition {
    package static let what = "pipeline"
    package static let folder = "pipelines"

    package let name: String
    package let place: Place
    package let source: String
    package let about: String?
    /// When it runs; nil where only a person or a file starts it.
    package let schedule: Schedule?
    package let missed: Missed
    package let arrivals: Arrivals
    /// Whether a whole run ends with removing what is older than the shop keeps it.
    package let purges: Bool
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
        missed = fields.choice("missed", or: .once)
        arrivals = fields.choice("arrivals", or: .now)
        purges = fields.flag("purge")
        schedule = Schedule.read(fields, "schedule", &mistakes)
        stages = fields.list("stages").map(StageDefinition.init)
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

    /// What is done about runs that were due while nothing was there to start them.
    package enum Missed: String, CaseIterable, Sendable { case once, all, none }

    /// Whether a file that a stage takes starts the pipeline when it is dropped.
    package enum Arrivals: String, CaseIterable, Sendable { case now, wait }

    package static let spec = Spec(
        "pipeline", "stages in the order in which they run",
        fields: [
            Field("about", .text, "what it is for"),
            Field(
                "schedule", .text,
                "when it runs, in the shop's time zone: minute hour day month weekday, as in cron"),
            Field(
                "missed", .choice(Missed.self), standard: "once",
                "runs that were due while the machine was off: made up for once, all, or none"),
            Field(
                "arrivals", .choice(Arrivals.self), standard: "now",
                "a file that is dropped starts it now, or waits for its schedule"),
            Field(
                "purge", .flag, standard: "false",
                "ends with what 'feedmill purge' does: a watch does that each morning of itself"),
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
