import Engine
import Records

extension Command {
    static let check: Command = Command(
        word: "check", summary: "find mistakes in settings, definitions and mappings",
        details: [
            "Reads no data. Each mistake is shown with its line, what is wrong and what was meant."
        ],
        arguments: [
            Argument(
                name: "PIPELINE", about: "only this one and what it uses", isRequired: false)
        ],
        run: { (call) throws(Failure) in
            let check = try Check(
                disk: try call.shop(), shipped: call.shipped, now: call.now,
                pipeline: call.given.arguments.first)
            var lines = check.notes.map { Line("note: \($0)") }
            let parts = [
                (check.reports, "report"), (check.tables, "table"), (check.feeds, "feed"),
                (check.mappings, "mapping"),
            ]
            let whole = [
                Figures.many(check.stages, "stage") + " in "
                    + Figures.many(check.pipelines, "pipeline")
            ]
            let rest = parts.filter { $0.0 > 0 }.map { Figures.many($0.0, $0.1) }
            lines.append("ok: \((whole + rest).joined(separator: ", "))")
            return Answer(
                lines: lines,
                members: [
                    ("ok", .flag(true)), ("pipelines", .number(check.pipelines)),
                    ("stages", .number(check.stages)),
                ] + parts.map { ($0.1 + "s", .number($0.0)) } + [
                    ("notes", .list(check.notes.map { .text($0) }))
                ])
        })
}
