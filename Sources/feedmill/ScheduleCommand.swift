import Catalog
import Engine
import Records

extension Command {
    static let schedule: Command = Command(
        word: "schedule", summary: "show when each pipeline is due next",
        details: [
            "Times are those of the shop's time zone. 'feedmill watch' keeps them, and so do the timers",
            "that 'feedmill systemd' writes.",
        ],
        flags: [Flag(name: "times", value: .count("N"), about: "how many times, if not 3")],
        run: { (call) throws(Failure) in
            let open = try call.open()
            let table = try Timetable(open, count: max(1, call.given.number("times") ?? 3))
            return Answer(lines: lines(table, open), members: members(table, open))
        })

    private static func lines(_ table: Timetable, _ open: OpenShop) -> [Line] {
        var lines: [Line] = []
        for entry in table.entries {
            let missed =
                switch entry.missed {
                case .once: "missed runs are made up for once"
                case .all: "each missed run is made up for"
                case .none: "missed runs are left out"
                }
            lines.append(
                .head("\(entry.pipeline): \(entry.schedule.text) in \(open.shop.zone); \(missed)"))
            lines += Figures.table(
                entry.dues.map { due in
                    [
                        open.local(due.instant),
                        "in \(Instant.spanText(due.instant - open.now))", due.why ?? "",
                    ]
                }, indent: 2
            ).map { Line($0) }
        }
        lines += table.others.map { Line("\($0): no schedule") }
        return lines.isEmpty ? ["there are no pipelines"] : lines
    }

    private static func members(_ table: Timetable, _ open: OpenShop) -> [(String, JSON)] {
        [
            ("time-zone", .text(open.shop.zone)),
            (
                "pipelines",
                .list(
                    table.entries.map { entry in
                        .object([
                            ("name", .text(entry.pipeline)),
                            ("schedule", .text(entry.schedule.text)),
                            ("missed", .text(entry.missed.rawValue)),
                            (
                                "due",
                                .list(
                                    entry.dues.map { due in
                                        .object([
                                            ("time", .text(Instant.timeText(due.instant))),
                                            ("local", .text(open.local(due.instant))),
                                            ("why", .optional(due.why)),
                                        ])
                                    })
                            ),
                        ])
                    })
            ),
        ]
    }
}
