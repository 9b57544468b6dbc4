import Engine
import Records
import Stages

extension Command {
    static let answer: Command = Command(
        word: "answer", summary: "take a file as Amazon's answer to a document",
        details: [
            "A stage takes answers that name their document by themselves. This is for one that does",
            "not. What the document told is then accepted, warned, rejected or unknown.",
        ],
        arguments: [Argument(name: "FILE", about: "the answer, a file in the shop")],
        flags: [
            Flag(
                name: "document", value: .text("DOCUMENT"),
                about: "its name, with or without ending, or its number")
        ],
        exits: [.data, .ledger, .disk, .busy],
        run: { (call) throws(Failure) in
            guard let document = call.given.text("document") else {
                throw Invocation.mistake("'answer' needs --document", Command.answer)
            }
            let answering = try Answering(
                try call.open(), file: call.given.arguments.first ?? "", document: document)
            let result = answering.result
            var lines = answering.notes.map { Line($0) }
            for group in result.groups {
                lines.append(.head("\(group.name): \(Figures.count(group.count))"))
                if group.name == "accepted" { continue }
                for change in group.changes {
                    lines.append("  \(change.key): \(change.new)")
                    if !change.why.isEmpty { lines.append("    \(change.why)") }
                }
            }
            lines += result.notes.map { Line($0) }
            lines += result.documents.map { Line("→ \($0.name)") }
            return Answer(
                lines: lines,
                members: [
                    ("rows", .number(result.rows)),
                    (
                        "states",
                        .object(result.groups.map { ($0.name, .number($0.count)) })
                    ),
                    ("notes", .list(result.notes.map { .text($0) })),
                ], exit: result.rejected > 0 || result.withheld > 0 ? .data : .done)
        })
}
