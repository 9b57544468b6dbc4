import Catalog
import Files
import Ledgers
import Records
import Stages

/// Books archived files once more: when a book has a new column, or a report reads what it did not read before.
///
/// It tells nothing. What is new in a book is told by the next run, once, as whatever was told before stays told.
package struct Backfill: Sendable {
    /// A stage with what its files did.
    package struct Entry: Sendable {
        package var stage: String
        package var result: StageResult
    }

    package private(set) var entries: [Entry] = []
    package private(set) var notes: [String] = []
    /// The run's name; nil where nothing was kept.
    package private(set) var name: String?

    /// Books the files made on the days from `first` to `last`, days since 1970 in the shop's zone. A rehearsal
    /// keeps nothing.
    package init(
        _ open: OpenShop, pipeline: String, from first: Int64, to last: Int64, isRehearsal: Bool,
        wait: Int64 = 0
    ) throws(Failure) {
        guard first <= last else {
            throw Failure(.definition, at: Place("feedmill"), "--from is behind --to")
        }
        let stages = try open.stages(pipeline).filter { !$0.bookedReports.isEmpty }
        guard !stages.isEmpty else {
            throw Failure(
                .definition, "pipeline '\(pipeline)' has no stage that takes files into a book")
        }
        let lock = try Lock.take(open.disk, holder: OpenShop.holder("backfill"), wait: wait)
        defer { lock.release() }
        let ledger = try open.ledger(creating: false)
        notes = try Settling(disk: open.disk, ledger: ledger, now: open.now).settle()
        let days = first...last
        let files = try ledger.files().filter { file in
            days.contains(Instant.day(file.made + open.offset(file.made)))
        }.sorted { ($0.made, $0.id) < ($1.made, $1.id) }
        let run = try open.run(ledger, mode: isRehearsal ? .plan : .run, listed: 20)
        var ends: [StageEnd] = []
        try ledger.begin()
        do throws(Failure) {
            let day = Instant.dayText(run.day)
            let row = try ledger.addRun(
                name: "\(day).\(try ledger.nextRunNumber(day: day))-backfill", pipeline: "backfill")
            run.id = row.id
            run.folder = "runs/\(row.name)"
            for stage in stages {
                for scope in try stage.scopes(run) {
                    let own = files.filter { stage.bookedReports.contains($0.report) }
                    let there = own.filter { open.disk.exists($0.path) }
                    if there.count < own.count {
                        notes.append(
                            "\(stage.name): \(own.count - there.count) files are not in the archive any more"
                        )
                    }
                    guard !there.isEmpty else { continue }
                    let end = try stage.runAgain(run, scope, there)
                    if !isRehearsal { try end.finishListings() }
                    ends.append(end)
                    entries.append(Entry(stage: stage.name, result: end.result))
                }
            }
            try ledger.setState(.done, exit: 0, run: row.id)
            if isRehearsal || entries.isEmpty {
                try ledger.rollback()
                return
            }
            try ledger.commit()
            name = row.name
        } catch {
            try ledger.rollback()
            throw error
        }
        for end in ends { try Runner.conclude(end, open.disk) }
    }
}
