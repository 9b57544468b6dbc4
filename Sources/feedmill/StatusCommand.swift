import Engine
import Ledgers
import Records

extension Command {
    static let status: Command = Command(
        word: "status", summary: "show how the shop stands: last run, current files, outbox",
        exits: [.ledger, .disk],
        run: { (call) throws(Failure) in
            let open = try call.open()
            let status = try Status(open)
            return Answer(lines: StatusText.lines(status, open), members: StatusText.json(status))
        })
}
