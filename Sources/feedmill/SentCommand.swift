import Engine
import Ledgers
import Records

extension Command {
    static let sent: Command = Command(
        word: "sent", summary: "say that a document of the outbox has been sent",
        details: [
            "It then counts as told, and moves from outbox/ready to outbox/sent. Moving it there is enough, if",
            "need be with Amazon's id in its name (NAME.ID.xml); 'feedmill sent' then takes note, as every run",
            "does.",
        ],
        arguments: [
            Argument(
                name: "DOCUMENT", about: "its file, with or without folder and ending",
                isRequired: false)
        ],
        flags: [
            Flag(name: "feed-id", value: .text("ID"), about: "what Amazon calls it"),
            RunFlags.wait,
        ],
        exits: [.ledger, .disk, .busy],
        run: { (call) throws(Failure) in
            let sending = try Sending(
                try call.open(), call.given.arguments.first, feedId: call.given.text("feed-id"),
                wait: call.wait)
            guard let document = sending.document else {
                let notes = sending.notes.map { Line($0) }
                return Answer(
                    lines: notes.isEmpty ? ["nothing was moved to outbox/sent"] : notes,
                    members: [("notes", .list(sending.notes.map { .text($0) }))])
            }
            let id = document.feedId.map { ", feed id \($0)" } ?? ""
            return Answer(
                lines: sending.notes.map { Line($0) } + [
                    "\(document.name) is sent: \(Figures.many(Int(document.messages), "message"))\(id)"
                ],
                members: [
                    ("document", .text(document.name)), ("messages", .number(document.messages)),
                    ("sent", .optional(document.sent.map(Instant.timeText))),
                    ("feed-id", .optional(document.feedId)),
                ])
        })
}
