import Engine
import Files
import Ledgers
import Records

extension Command {
    static let status: Command = Command(
        word: "status", summary: "show how the shop stands: last run, current files, outbox",
        details: [
            "What a person must look at comes last, the dearest first. It ends with 20 where that cannot wait,",
            "which a monitor can go by.",
        ],
        flags: [
            Flag(name: "write", about: "write what must be looked at to morning.tsv as well")
        ],
        exits: [.ledger, .disk, .changes],
        run: { (call) throws(Failure) in
            let open = try call.open()
            let status = try Status(open)
            if call.given.has("write") {
                try open.disk.write(Morning.file, Array(status.morning.text.utf8))
            }
            return Answer(
                lines: StatusText.lines(status, open), members: StatusText.json(status),
                exit: status.morning.isUrgent ? .changes : .done)
        })
}
