import Catalog
import Files
import Ledgers
import Records
import Stages

/// Looks for what may be wrong with a shop: its ledger, its files, its machine. It changes nothing.
package struct Doctor: Sendable {
    package struct Finding: Sendable {
        /// What was looked at: "ledger", "archive".
        package var subject: String
        /// How it stands, or what is wrong with it.
        package var text: String
        package var isFault: Bool
    }

    /// Less room than this, in bytes, is soon none.
    private static let room: Int64 = 1 << 30
    /// So many of a kind are named.
    private static let named = 5

    package private(set) var findings: [Finding] = []

    package var faults: Int { findings.count(where: \.isFault) }
    /// Whether the ledger itself is damaged.
    package private(set) var isLedgerDamaged = false

    package init(disk: Disk, shipped: Disk?, now: Int64) throws(Failure) {
        do throws(Failure) {
            let check = try Check(disk: disk, shipped: shipped, now: now)
            add("definitions", "\(check.stages) stages in \(check.pipelines) pipelines")
        } catch {
            fault("definitions", error.text)
        }
        lookAtMachine(disk)
        lookAtRights(disk)
        guard disk.exists(Ledger.file) else {
            add("ledger", "none yet: nothing was ever run")
            return
        }
        let damage = try Ledger.faults(in: Ledger.file, on: disk)
        isLedgerDamaged = !damage.isEmpty
        guard !isLedgerDamaged else {
            fault("ledger", "damaged: put back a copy from \(Backup.folder)/", damage)
            return
        }
        add("ledger", "whole, \(disk.stamp(Ledger.file)?.size ?? 0) bytes")
        let open = try OpenShop(disk: disk, shipped: shipped, now: now)
        let ledger = try open.ledger(creating: false)
        try lookAtArchive(open, ledger)
        try lookAtOutbox(open, ledger)
        try lookAtInbox(open)
        try lookAtClock(open, ledger)
    }

    private mutating func add(_ subject: String, _ text: String) {
        findings.append(Finding(subject: subject, text: text, isFault: false))
    }

    private mutating func fault(_ subject: String, _ text: String, _ names: [String] = []) {
        let more = names.count - Self.named
        let list =
            names.prefix(Self.named).map { "\n  \($0)" }.joined()
            + (more > 0 ? "\n  and \(more) more" : "")
        findings.append(Finding(subject: subject, text: text + list, isFault: true))
    }

    private mutating func lookAtMachine(_ disk: Disk) {
        if !Zone.areKnown {
            fault("time zones", "this machine knows none: install its package tzdata")
        }
        guard let free = disk.free else { return }
        let mebibytes = "\(free >> 20) MiB free"
        if free < Self.room {
            fault("disk", "\(mebibytes): make room before it is full")
        } else {
            add("disk", mebibytes)
        }
    }

    /// Files are the user's own: buyers' data stands in them.
    private mutating func lookAtRights(_ disk: Disk) {
        let open = disk.readableByOthers(
            [
                "feedmill.json5", Ledger.file, "inbox", "outbox", "archive", "runs", "failed",
                "log", Backup.folder,
            ])
        if open.isEmpty {
            add("rights", "nobody but the user can read the shop's files")
        } else {
            fault("rights", "others can read these; take the right away with chmod -R go= .", open)
        }
    }

    private mutating func lookAtArchive(_ open: OpenShop, _ ledger: Ledger) throws(Failure) {
        let personal = Set(try open.catalog.reports().filter(\.isPersonal).map(\.name))
        var known: Set<String> = []
        var missing: [String] = []
        for file in try ledger.files() {
            known.insert(file.path)
            if file.kept == .gone { continue }
            guard let stamp = open.disk.stamp(file.path) else {
                // What tells of buyers is purged one day.
                if !personal.contains(file.report) || file.isCurrent { missing.append(file.path) }
                continue
            }
            if file.size > 0, stamp.size != file.size {
                missing.append("\(file.path): another size")
            }
        }
        let unknown = try Self.files("archive", open.disk).filter { name in
            !known.contains(name) && !name.hasPrefix("archive/mappings/")
                && !name.hasPrefix("archive/ready/")
        }
        if !missing.isEmpty { fault("archive", "files are not as the ledger has them", missing) }
        // The same bytes dropped again lie there without a row of their own.
        if missing.isEmpty {
            add(
                "archive",
                "\(known.count) files as the ledger has them, \(unknown.count) dropped again")
        }
    }

    private static func files(_ folder: String, _ disk: Disk) throws(Failure) -> [String] {
        var names = try disk.list(folder).map { "\(folder)/\($0)" }
        for inner in try disk.folders(folder) { names += try files("\(folder)/\(inner)", disk) }
        return names
    }

    private mutating func lookAtOutbox(_ open: OpenShop, _ ledger: Ledger) throws(Failure) {
        var missing: [String] = []
        for document in try ledger.documents(state: .ready) + ledger.documents(state: .sending) {
            let folders = [Outbox.ready, Outbox.failed]
            let place = try Outbox.place(of: document, in: folders, open.disk)
            guard let place else {
                missing.append(document.name)
                continue
            }
            if open.disk.stamp(place)?.size != document.bytes {
                missing.append("\(document.name): another size")
            }
        }
        let drafts = try open.disk.drafts(Outbox.ready) + open.disk.drafts(Outbox.office)
        if !missing.isEmpty {
            fault(
                "outbox",
                "documents that wait to be sent are gone, or changed; if they were sent, say 'feedmill sent'",
                missing)
        } else {
            add("outbox", "every document that waits to be sent is there")
        }
        if !drafts.isEmpty { fault("outbox", "a run was cut short: run it again", drafts) }
    }

    private mutating func lookAtInbox(_ open: OpenShop) throws(Failure) {
        var claimed: [String] = []
        for folder in try Routes(open.catalog, open.shop).folders {
            claimed += try open.disk.list("\(folder)/\(Inbox.claimed)").map { "\(folder)/\($0)" }
        }
        if !claimed.isEmpty { fault("inbox", "a run was cut short: run it again", claimed) }
    }

    private mutating func lookAtClock(_ open: OpenShop, _ ledger: Ledger) throws(Failure) {
        guard let last = try ledger.lastSent(), last > open.now + 300 else {
            add("clock", Instant.timeText(open.now))
            return
        }
        fault(
            "clock",
            "it is \(Instant.timeText(open.now)) here, and something was sent at \(Instant.timeText(last)): "
                + "set the machine's clock")
    }
}
