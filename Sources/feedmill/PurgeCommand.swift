import Engine
import Records

extension Command {
    static let purge: Command = Command(
        word: "purge", summary: "remove buyers' data that is older than the shop keeps it",
        details: [
            "'retention' in feedmill.json5 says how long after delivery it is kept: 30 days if it does not say.",
            "An order counts as delivered on the latest day that Amazon promised, else two weeks after it was",
            "sent off, or was to be, else two weeks after the purchase. Money and identities stay.",
        ],
        flags: [
            RunFlags.wait
        ],
        exits: [.ledger, .disk, .busy],
        run: { (call) throws(Failure) in
            let open = try call.open()
            let purging = try Purging(open, wait: call.wait)
            let day = open.local(purging.before)
            var lines = purging.notes.map { Line($0) }
            lines += purging.removals.map {
                Line("purged \($0.what): \(Figures.count(Int($0.count)))")
            }
            if purging.removals.isEmpty {
                lines.append("nothing to purge: no buyer's data of orders delivered before \(day)")
            }
            return Answer(
                lines: lines,
                members: [
                    ("delivered-before", .text(Instant.timeText(purging.before))),
                    (
                        "purged",
                        .object(purging.removals.map { ($0.what, .number($0.count)) })
                    ),
                ])
        })

    static let backup: Command = Command(
        word: "backup", summary: "copy the ledger into backups/, and see that the copy is whole",
        details: ["A run may be under way meanwhile."],
        exits: [.ledger, .disk],
        run: { (call) throws(Failure) in
            let backup = try Backup(try call.open())
            return Answer(
                lines: [Line("\(backup.file): \(Figures.many(Int(backup.size), "byte")), whole")],
                members: [("file", .text(backup.file)), ("bytes", .number(backup.size))])
        })
}
