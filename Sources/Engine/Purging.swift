import Catalog
import Files
import Ledgers
import Records
import Stages

/// Removes what tells of buyers, once an order was delivered longer ago than the shop keeps that: from the books,
/// what the back office was told, archived and failed files, and the files for the back office. Money and
/// identities stay, and so does that something was removed.
package struct Purging: Sendable {
    /// After a file was written, how long the orders in it may still be under way, in seconds.
    private static let underWay: Int64 = 14 * 86_400

    package struct Removal: Sendable {
        package var what: String
        package var count: Int64
    }

    package private(set) var removals: [Removal] = []
    package private(set) var notes: [String] = []
    /// Orders delivered before this time, in Unix seconds.
    package let before: Int64

    package init(_ open: OpenShop, wait: Int64 = 0) throws(Failure) {
        before = open.now - open.shop.retention
        let lock = try Lock.take(open.disk, holder: OpenShop.holder("purge"), wait: wait)
        defer { lock.release() }
        guard open.disk.exists(Ledger.file) else { return }
        let ledger = try open.ledger(creating: false)
        notes = try Settling(disk: open.disk, ledger: ledger, now: open.now).settle()
        let archived = try Self.archived(open, ledger, before - Self.underWay)
        let others = try Self.files(open, ledger, before - Self.underWay)
        try ledger.begin()
        do throws(Failure) {
            try purgeLedger(open, ledger)
            add("archived files", Int64(archived.count))
            for (what, names) in others { add(what, Int64(names.count)) }
            for file in archived { try ledger.setGone(file: file.id) }
            for removal in removals {
                try ledger.record(purge: removal.what, count: removal.count, at: open.now)
            }
            try ledger.commit()
        } catch {
            try ledger.rollback()
            throw error
        }
        for file in archived { try Ageing.remove(file, at: file.path, open.disk, ledger) }
        for name in others.flatMap(\.1) { try open.disk.remove(name) }
        guard !removals.isEmpty else { return }
        try ledger.scour()
        Log(open.disk).add(
            "purged", removals.map { ($0.what, .number($0.count)) }, at: open.now)
    }

    private mutating func add(_ what: String, _ count: Int64) {
        if count > 0 { removals.append(Removal(what: what, count: count)) }
    }

    private mutating func purgeLedger(_ open: OpenShop, _ ledger: Ledger) throws(Failure) {
        guard try ledger.findPast(before: before) else { return }
        for book in try open.catalog.books() {
            let columns = book.columns.filter(\.isPersonal).map { BookForm.sql($0.name) }
            let count = try ledger.purge(
                book: BookForm.sql(book.name), columns: columns)
            add("rows of book \(book.name)", count)
        }
        for name in try open.catalog.names(of: FeedDefinition.self) {
            let feed = try open.catalog.feed(name)
            let columns = feed.columns.filter(\.isPersonal).map(\.name)
            guard feed.kind == .event, feed.key.first == "order-id" else { continue }
            add(
                "rows told to \(name)",
                try ledger.purge(told: name, columns: columns))
        }
    }

    /// Archived files that tell of buyers and are old enough.
    private static func archived(
        _ open: OpenShop, _ ledger: Ledger, _ time: Int64
    ) throws(Failure) -> [FileRow] {
        var archived: [FileRow] = []
        // A current file is a table that stages go by; what went into a book is in that.
        var currents: Set<String> = []
        for name in try open.catalog.names(of: Pipeline.self) {
            currents.formUnion(
                try open.catalog.pipeline(name).stages.compactMap { $0.into["current"]?.text })
        }
        for report in try open.catalog.reports() where report.isPersonal {
            archived += try ledger.files(
                report: report.name, madeBefore: time,
                keepingCurrent: currents.contains(report.name)
            ).filter { open.disk.exists($0.path) }
        }
        return archived
    }

    /// Other files that do, by what they are.
    private static func files(
        _ open: OpenShop, _ ledger: Ledger, _ time: Int64
    ) throws(Failure) -> [(String, [String])] {
        let disk = open.disk
        var written: [String] = []
        let personal = try open.catalog.names(of: FeedDefinition.self).filter { name in
            (try? open.catalog.feed(name))?.columns.contains(where: \.isPersonal) ?? false
        }
        // What a seller's own file asked for goes back in its columns, whatever these are.
        var results: Set<String> = []
        for name in try open.catalog.names(of: Pipeline.self) {
            results.formUnion(
                try open.catalog.pipeline(name).stages.compactMap { $0.into["results"]?.text })
        }
        for feed in personal + results.sorted() {
            for document in try ledger.documents(feed: feed, sentBefore: time) {
                written += [
                    "\(Outbox.office)/\(document.name)", "\(Outbox.ready)/\(document.name)",
                ]
            }
        }
        // Runs as of an earlier day write what they would have written into their folders.
        let day = Instant.dayText(Instant.day(time))
        for run in try disk.folders("runs") where run < day {
            for name in try disk.list("runs/\(run)")
            where personal.contains(where: { name.hasPrefix($0 + ".") }) {
                written.append("runs/\(run)/\(name)")
            }
        }
        // Nobody knows what a file holds that nobody could use.
        let failed = try disk.everything(in: TurningAway.folder).filter {
            $0.what == .file && $0.stamp.changed / 1_000_000_000 < time
        }.compactMap(\.name).map { "\(TurningAway.folder)/\($0)" }
        let copies = try disk.list(Backup.folder).map { "\(Backup.folder)/\($0)" }.filter {
            disk.stamp($0).map { $0.modified / 1_000_000_000 < time } ?? false
        }
        return [
            ("files for the back office", written.filter(disk.exists)),
            ("failed files", failed), ("copies of the ledger", copies),
        ]
    }
}
