import Engine
import Records
import Stages

extension Command {
    static let backfill: Command = Command(
        word: "backfill",
        summary: "book archived files once more, as a new column or a mended report asks",
        details: [
            "All that a pipeline's stages took into books on these days, by the files' own times. Nothing is told:",
            "the next run tells what is new, and what was told stays told.",
        ],
        arguments: [RunFlags.pipeline],
        flags: [
            Flag(name: "from", value: .day("DAY"), about: "the first day"),
            Flag(name: "to", value: .day("DAY"), about: "the last day, if not today"),
            Flag(name: "dry-run", about: "show what it would do; nothing is kept"),
            RunFlags.wait,
        ],
        exits: [.data, .ledger, .disk, .guarded, .rejects, .busy],
        run: { (call) throws(Failure) in
            let open = try call.open()
            guard let first = call.given.text("from").flatMap({ Kind.date.read($0) }) else {
                throw Invocation.mistake("'backfill' needs --from: the first day", .backfill)
            }
            let today = Instant.day(open.now + open.offset(open.now))
            let isRehearsal = call.given.has("dry-run")
            let backfill = try Backfill(
                open, pipeline: call.given.arguments.first ?? "", from: first,
                to: call.given.text("to").flatMap { Kind.date.read($0) } ?? today,
                isRehearsal: isRehearsal, wait: call.wait)
            return Answer(
                lines: lines(backfill, isRehearsal), members: members(backfill),
                exit: backfill.entries.contains { $0.result.rejected > 0 } ? .rejects : .done)
        })

    private static func lines(_ backfill: Backfill, _ isRehearsal: Bool) -> [Line] {
        var lines = backfill.notes.map { Line($0) }
        for entry in backfill.entries {
            let result = entry.result
            let rejected = result.rejected > 0 ? ", \(Figures.count(result.rejected)) rejected" : ""
            lines.append(
                .head(
                    "\(entry.stage): \(Figures.many(result.taken.count, "file")), "
                        + "\(Figures.many(result.rows, "row"))\(rejected)"))
            for group in result.groups {
                lines.append(Line("  \(group.name): \(Figures.count(group.count))"))
            }
        }
        if backfill.entries.isEmpty { lines.append("no file of these days") }
        if isRehearsal, !backfill.entries.isEmpty { lines.append("nothing of it is kept") }
        if let name = backfill.name {
            lines.append(.head("run \(name): done; the next run tells what is new"))
        }
        return lines
    }

    private static func members(_ backfill: Backfill) -> [(String, JSON)] {
        [
            ("run", .optional(backfill.name)),
            (
                "stages",
                .list(
                    backfill.entries.map { entry in
                        .object([
                            ("stage", .text(entry.stage)),
                            ("files", .number(entry.result.taken.count)),
                            ("rows", .number(entry.result.rows)),
                            ("rejected", .number(entry.result.rejected)),
                            (
                                "changes",
                                .object(entry.result.groups.map { ($0.name, .number($0.count)) })
                            ),
                        ])
                    })
            ),
        ]
    }
}
