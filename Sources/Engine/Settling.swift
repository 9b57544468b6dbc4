import Files
import Ledgers
import Records
import Stages

/// Makes true on disk what the ledger says has happened: what a run that died did not come to.
///
/// Whatever it finds and the ledger does not know was never committed: a claimed file goes back to
/// where it was dropped, a draft is taken away.
struct Settling {
    let disk: Disk
    let ledger: Ledger

    /// Lines that say what was done.
    func settle() throws(Failure) -> [String] {
        var notes: [String] = []
        try settleInbox("inbox", &notes)
        try settleOutbox(&notes)
        try settleCheckpoints(&notes)
        for draft in try disk.drafts("index") { try disk.remove("index/\(draft)") }
        return notes
    }

    private func settleInbox(_ folder: String, _ notes: inout [String]) throws(Failure) {
        let claims = "\(folder)/\(Inbox.claimed)"
        for base in try disk.list(claims) {
            let path = "\(claims)/\(base)"
            let name = "\(folder)/\(base)"
            if let file = try ledger.latestFile(named: name), !disk.exists(file.path) {
                try disk.move(path, file.path)
                notes.append("\(name) is now in the archive")
            } else {
                try disk.move(path, disk.freeName(name))
                notes.append("\(name) was given back")
            }
        }
        for inner in try disk.folders(folder) {
            try settleInbox("\(folder)/\(inner)", &notes)
        }
    }

    private func settleOutbox(_ notes: inout [String]) throws(Failure) {
        let ready = DocumentWriter.ready
        for base in try disk.drafts(ready) {
            let name = String(base.dropFirst().dropLast(".draft".count))
            let document = try ledger.document(named: name)
            if let document, document.state != .withdrawn, !disk.exists("\(ready)/\(name)") {
                try disk.publish("\(ready)/\(base)", as: "\(ready)/\(name)")
                notes.append("\(name) took its name")
            } else {
                try disk.remove("\(ready)/\(base)")
            }
        }
        for name in try disk.list(ready) {
            guard let document = try ledger.document(named: name) else { continue }
            switch (document.state, document.deliver) {
            case (.withdrawn, _): try Self.move(name, "withdrawn", disk)
            case (.sent, "hand"), (.sent, "api"), (.answered, "hand"), (.answered, "api"):
                try Self.move(name, "sent", disk)
            default: continue
            }
            notes.append("\(name) is \(document.state.rawValue)")
        }
    }

    static func move(_ name: String, _ folder: String, _ disk: Disk) throws(Failure) {
        try disk.makeFolder("outbox/\(folder)")
        try disk.move("\(DocumentWriter.ready)/\(name)", "outbox/\(folder)/\(name)")
    }

    private func settleCheckpoints(_ notes: inout [String]) throws(Failure) {
        guard let run = try ledger.runs(limit: 1).first else { return }
        var latest: [String: Receipt] = [:]
        for receipt in try ledger.receipts(run: run.id) { latest[receipt.name] = receipt }
        for (name, receipt) in latest.sorted(by: { $0.key < $1.key }) {
            let path = "runs/\(run.name)/\(name)"
            guard !disk.exists(path) else { continue }
            try disk.makeFolder("runs/\(run.name)")
            try disk.write(path, Array(receipt.checkpoint.utf8))
            notes.append("\(path) is written")
        }
    }
}
