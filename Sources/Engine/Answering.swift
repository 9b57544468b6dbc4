import Files
import Ledgers
import Records
import Stages

/// Takes one file that a person says is Amazon's answer to a document.
package struct Answering: Sendable {
    package private(set) var result: StageResult
    package private(set) var notes: [String]

    /// Settles what `document` told by the answer in `file`, both as a person names them.
    package init(_ open: OpenShop, file: String, document: String) throws(Failure) {
        let lock = try Lock.take(open.disk, holder: OpenShop.holder("answer"))
        defer { lock.release() }
        let ledger = try open.ledger(creating: false)
        notes = try Settling(disk: open.disk, ledger: ledger, now: open.now).settle()
        guard open.disk.exists(file) else {
            throw Failure(.data, at: Place(file), "there is no such file in the shop")
        }
        let found = try Sending.find(document, ledger)
        let run = try open.run(ledger, mode: .run, listed: 10)
        try ledger.begin()
        let end: StageEnd
        do throws(Failure) {
            let day = Instant.dayText(run.day)
            let number = try ledger.nextRunNumber(day: day)
            let row = try ledger.addRun(name: "\(day).\(number)-answer", pipeline: "answer")
            run.id = row.id
            run.folder = "runs/\(row.name)"
            end = try AnswerIntake(run, results: "results", of: found).take([file])
            try ledger.setState(.done, exit: 0, run: row.id)
            try ledger.commit()
        } catch {
            try ledger.rollback()
            throw error
        }
        try Runner.conclude(end, open.disk)
        result = end.result
    }
}
