import Engine
import Files
import Records
import Stages

extension Command {
    static let approve: Command = Command(
        word: "approve", summary: "show what waits for you, and let it be told",
        details: [
            "A price that moves too far at once, or that is below its floor, is not told until you",
            "approve it. Without SKUs all that waits is listed, and nothing is approved. What is",
            "approved are just the values shown: others wait again. The next run tells them.",
            "Refunds wait, too, unless the shop says otherwise; they go by their ids.",
        ],
        arguments: [
            Argument(
                name: "SKU", about: "seller-skus as Amazon knows them, or the ids of refunds",
                isRequired: false,
                isRepeated: true)
        ],
        flags: [
            Flag(name: "all", about: "approve all that waits"),
            Flag(
                name: "marketplace", value: .text("MARKETPLACE"), about: "only what waits there"),
        ],
        exits: [.data, .ledger, .disk, .busy],
        run: { (call) throws(Failure) in
            let given = call.given
            guard !given.has("all") || given.arguments.isEmpty else {
                throw Invocation.mistake("SKUs and --all cannot stand together", Command.approve)
            }
            let approving = try Approving(
                try call.open(), skus: given.has("all") ? nil : given.arguments,
                scope: given.text("marketplace"),
                who: Host.variable("USER") ?? Host.variable("LOGNAME") ?? "")
            return answer(approving, approves: given.has("all") || !given.arguments.isEmpty)
        })

    private static func answer(_ approving: Approving, approves: Bool) -> Answer {
        var lines = approving.notes.map { Line($0) }
        lines += approving.unknown.map { .failure("\($0): nothing of it waits") }
        var group = ""
        let shown = approving.entries.filter { !approves || $0.isApproved }
        for entry in shown {
            let title = entry.scope.isEmpty ? entry.feed : "\(entry.feed) \(entry.scope)"
            if title != group { lines.append(.head("\(title):")) }
            group = title
            let word = entry.isApproved ? "approved: " : ""
            guard !entry.waiting.old.isEmpty else {
                lines.append("  \(word)\(entry.key)  \(entry.waiting.new)")
                continue
            }
            lines.append("  \(entry.key)  \(entry.waiting.old) → \(entry.waiting.new)")
            lines.append("    \(word)\(entry.waiting.reason)")
        }
        if !approves { lines += totals(approving) }
        let left = approving.entries.count - approving.approved
        if approves, approving.approved > 0 {
            lines.append(
                Line(
                    "\(Figures.count(approving.approved)) approved, \(Figures.count(left)) waiting; "
                        + "the next run tells what is approved"))
        } else if left > 0 {
            lines.append(
                Line(
                    "\(Figures.count(left)) waiting; approve them with: feedmill approve SKU..., or "
                        + "--all"))
        } else {
            lines.append("nothing waits")
        }
        return Answer(
            lines: lines,
            members: [
                ("waiting", .number(left)), ("approved", .number(approving.approved)),
                ("rows", .list(approving.entries.map(\.json))),
                ("nothing-waits", .list(approving.unknown.map { .text($0) })),
                ("notes", .list(approving.notes.map { .text($0) })),
            ], exit: approving.unknown.isEmpty ? .done : .data)
    }
}

extension Command {
    /// What the refunds that wait come to, by currency.
    private static func totals(_ approving: Approving) -> [Line] {
        var sums: [String: Int64] = [:]
        for entry in approving.entries where entry.waiting.old.isEmpty {
            let parts = entry.waiting.measured.split(separator: " ").map(String.init)
            guard parts.count == 2, let amount = Kind.money.read(parts[0]) else { continue }
            sums[parts[1], default: 0] += amount
        }
        return sums.sorted { $0.key < $1.key }.map {
            Line("refunds waiting: \(Kind.money.write($0.value)) \($0.key)")
        }
    }
}

extension Approving.Entry {
    fileprivate var json: JSON {
        .object([
            ("feed", .text(feed)), ("scope", .text(scope)), ("key", .text(key)),
            ("old", .text(waiting.old)), ("new", .text(waiting.new)),
            ("reason", .text(waiting.reason)), ("approved", .flag(isApproved)),
        ])
    }
}
