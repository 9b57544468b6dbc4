import Engine
import Records

extension Command {
    static let purge: Command = Command(
        word: "purge",
        summary: "remove buyers' data, and archived files, that are older than the shop keeps them",
        details: [
            "'retention' in feedmill.json5 says how long after delivery it is kept: 30 days if it does not say.",
            "An order counts as delivered on the latest day that Amazon promised, else two weeks after it was",
            "sent off, or was to be, else two weeks after the purchase. Money and identities stay.",
            "Archived files that are current no longer are packed (gzip), and those older than 'retention' has it",
            "for the archive are removed, but for files that rows of open orders came from.",
        ],
        flags: [
            RunFlags.wait
        ],
        exits: [.ledger, .disk, .busy],
        run: { (call) throws(Failure) in
            let (lines, members) = try purged(try call.open(), wait: call.wait)
            return Answer(lines: lines, members: members)
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

    /// Removes what is older than the shop keeps it, and says what that was.
    static func purged(
        _ open: OpenShop, wait: Int64
    ) throws(Failure) -> (lines: [Line], members: [(String, JSON)]) {
        let purging = try Purging(open, wait: wait)
        let ageing = try Ageing(open, wait: wait)
        var lines = purging.notes.map { Line($0) }
        lines += purging.removals.map {
            Line("purged \($0.what): \(Figures.count(Int($0.count)))")
        }
        if purging.removals.isEmpty {
            let day = open.local(purging.before)
            lines.append("nothing to purge: no buyer's data of orders delivered before \(day)")
        }
        if ageing.packed > 0 {
            let saved = Figures.count(Int(ageing.saved))
            lines.append(
                "packed \(Figures.many(ageing.packed, "archived file")): \(saved) bytes less")
        }
        if ageing.removed > 0 {
            let files = Figures.many(ageing.removed, "archived file")
            lines.append("removed \(files) older than the shop keeps them")
        }
        return (
            lines,
            [
                ("delivered-before", .text(Instant.timeText(purging.before))),
                ("purged", .object(purging.removals.map { ($0.what, .number($0.count)) })),
                ("packed", .number(Int64(ageing.packed))),
                ("removed", .number(Int64(ageing.removed))),
            ]
        )
    }
}
