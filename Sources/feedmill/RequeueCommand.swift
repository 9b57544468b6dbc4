import Engine
import Ledgers
import Records
import Stages

extension Command {
    static let requeue: Command = Command(
        word: "requeue", summary: "have what Amazon rejected told again by the next run",
        details: [
            "For what is told once: refunds, cancellations, despatches. Of a key the first part is",
            "enough: a refund's id, a despatch's, an order's.",
        ],
        arguments: [
            Argument(
                name: "KEY", about: "such as a refund's id", isRequired: false, isRepeated: true)
        ],
        flags: [
            Flag(
                name: "document", value: .text("DOCUMENT"),
                about: "all of this document that was rejected"),
            Flag(name: "feed", value: .text("FEED"), about: "only this feed"),
        ],
        exits: [.data, .ledger, .disk, .busy],
        run: { (call) throws(Failure) in try word(call, .again, Command.requeue, "to be told again")
        })

    static let resolve: Command = Command(
        word: "resolve", summary: "say what became of rows of which Amazon did not say it",
        details: [
            "A document that Amazon refused without saying what of it was applied leaves its rows",
            "unknown: they count against every cap. Look at Amazon, then say which it is.",
        ],
        arguments: [
            Argument(
                name: "KEY", about: "such as a refund's id", isRequired: false, isRepeated: true)
        ],
        flags: [
            Flag(
                name: "document", value: .text("DOCUMENT"),
                about: "all of this document that is unknown"),
            Flag(name: "feed", value: .text("FEED"), about: "only this feed"),
            Flag(name: "applied", about: "Amazon has it", excludes: "not-applied"),
            Flag(name: "not-applied", about: "Amazon does not have it"),
        ],
        exits: [.data, .ledger, .disk, .busy],
        run: { (call) throws(Failure) in
            let given = call.given
            guard given.has("applied") != given.has("not-applied") else {
                throw Invocation.mistake(
                    "'resolve' needs one of --applied and --not-applied", Command.resolve)
            }
            return given.has("applied")
                ? try word(call, .applied, Command.resolve, "accepted")
                : try word(call, .notApplied, Command.resolve, "rejected")
        })

    private static func word(
        _ call: Call, _ word: Requeue.Word, _ command: Command, _ done: String
    ) throws(Failure) -> Answer {
        let given = call.given
        let document = given.text("document")
        guard !given.arguments.isEmpty || document != nil else {
            throw Invocation.mistake("'\(command.word)' needs keys, or --document", command)
        }
        let requeueing = try Requeueing(
            try call.open(), word, keys: given.arguments, document: document,
            feed: given.text("feed"))
        var lines = requeueing.notes.map { Line($0) }
        lines += requeueing.refused.map { .failure("\($0.name): \($0.reason)") }
        lines += requeueing.marked.map {
            Line("\($0.feed) \($0.key.replacing("\t", with: " ")): \(done)")
        }
        if requeueing.marked.isEmpty, requeueing.refused.isEmpty { lines.append("nothing to do") }
        return Answer(
            lines: lines,
            members: [
                ("marked", .number(requeueing.marked.count)),
                (
                    "refused",
                    .list(
                        requeueing.refused.map {
                            .object([("key", .text($0.name)), ("reason", .text($0.reason))])
                        })
                ),
            ], exit: requeueing.refused.isEmpty ? .done : .data)
    }
}
