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
    /// Unix seconds.
    let now: Int64

    /// Lines that say what was done.
    func settle() throws(Failure) -> [String] {
        var notes: [String] = []
        notes += rights()
        try settleInbox("inbox", &notes)
        try settleOutbox(&notes)
        try settleCheckpoints(&notes)
        for draft in try disk.drafts("index") { try disk.remove("index/\(draft)") }
        return notes
    }

    /// Where buyers' data lies that feedmill made for its user alone, and others can read it now.
    private func rights() -> [String] {
        let own = [Ledger.file, "archive", "runs", "failed", Backup.folder]
        return disk.readableByOthers(own, within: false).map {
            "others can read \($0), where buyers' data lies: take the right away with chmod -R go= \($0)"
        }
    }

    private func settleInbox(_ folder: String, _ notes: inout [String]) throws(Failure) {
        let claims = "\(folder)/\(Inbox.claimed)"
        for base in try disk.list(claims) {
            let path = "\(claims)/\(base)"
            let name = "\(folder)/\(base)"
            if let file = try ledger.latestFile(named: name), try isMissing(file, else: path) {
                try disk.move(path, file.path)
                notes.append("\(name) is now in the archive")
            } else {
                try disk.move(path, disk.freeName(name))
                notes.append("\(name) was given back")
            }
        }
        // The last two may be links to folders that have another name elsewhere.
        let linked = folder == "inbox" ? ["answers", "reports"] : []
        for inner in Set(try disk.folders(folder) + linked).sorted() {
            try settleInbox("\(folder)/\(inner)", &notes)
        }
    }

    /// Whether what lies at `path` is a file that was taken in and should lie in the archive: not only one of its
    /// name, as one from long ago may be purged.
    private func isMissing(_ file: FileRow, else path: String) throws(Failure) -> Bool {
        // Answers had no size once.
        guard file.kept == .whole, !disk.exists(file.path),
            file.size == 0 || disk.stamp(path)?.size == file.size
        else { return false }
        return try Source.digest(disk, path) == file.digest
    }

    private func settleOutbox(_ notes: inout [String]) throws(Failure) {
        for folder in [Outbox.ready, Outbox.office] {
            for base in try disk.drafts(folder) {
                let name = String(base.dropFirst().dropLast(".draft".count))
                let document = try ledger.document(named: name)
                if let document, document.state != .withdrawn, !disk.exists("\(folder)/\(name)") {
                    try disk.publish("\(folder)/\(base)", as: "\(folder)/\(name)")
                    notes.append("\(name) took its name")
                } else {
                    try disk.remove("\(folder)/\(base)")
                }
            }
        }
        let ready = Outbox.ready
        for name in try disk.list(ready) {
            guard let document = try ledger.document(named: name) else { continue }
            switch (document.state, document.deliver) {
            case (.withdrawn, _): try Self.move(document, from: ready, to: Outbox.withdrawn, disk)
            case (.sent, "hand"), (.sent, "api"):
                try Self.move(document, from: ready, to: Outbox.sent, disk)
            case (.answered, _): try Self.move(document, from: ready, to: Outbox.answered, disk)
            default: continue
            }
            notes.append("\(name) is \(document.state.rawValue)")
        }
        try settleSent(&notes)
    }

    /// Documents that whoever sent them moved to where the sent ones are.
    private func settleSent(_ notes: inout [String]) throws(Failure) {
        for base in try disk.list(Outbox.sent) {
            let (name, feedId) = Outbox.parts(of: base)
            guard let document = try ledger.document(named: name) else { continue }
            let isNew = document.state == .ready || document.state == .sending
            let isNamed = !feedId.isEmpty && document.feedId == nil
            if document.state == .answered {
                try Self.move(document, from: Outbox.sent, to: Outbox.answered, disk)
                notes.append("\(name) is answered")
            }
            guard isNew || isNamed && document.state != .withdrawn else { continue }
            try ledger.begin()
            do throws(Failure) {
                if isNew { try ledger.setState(.sent, document: document.id, sent: now) }
                if isNamed { try ledger.setFeedId(feedId, document: document.id) }
                try ledger.commit()
            } catch {
                try ledger.rollback()
                throw error
            }
            notes.append(
                "\(name) is sent: it was moved to \(Outbox.sent)"
                    + (isNamed ? ", feed id \(feedId)" : ""))
        }
    }

    /// Moves a document's file to the folder of its state, if it is there to be moved.
    static func move(
        _ document: DocumentRow, from folder: String, to target: String, _ disk: Disk
    ) throws(Failure) {
        guard let place = try Outbox.place(of: document, in: [folder], disk) else { return }
        try disk.makeFolder(target)
        let name = target == Outbox.withdrawn ? document.name : Outbox.name(document)
        if place != "\(target)/\(name)" { try disk.move(place, "\(target)/\(name)") }
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
