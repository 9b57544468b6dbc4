import Files
import Records
import Stages

/// What happened, one event a line, as JSON: `log/feedmill.log`. No line holds a buyer's data.
///
/// A log that has grown beyond its limit becomes `feedmill.1.log`, that one `feedmill.2.log`, and so on.
package struct Log {
    static let file = "log/feedmill.log"
    /// Bytes.
    static let limit: Int64 = 10 << 20
    static let kept = 5

    let disk: Disk

    /// What it does is no durable step: no run waits for it, nor fails with it.
    package init(_ disk: Disk) { self.disk = Disk(root: disk.root) }

    /// Adds an event. A log that cannot be written stops nothing: false.
    @discardableResult
    package func add(
        _ event: String, _ members: [(String, JSON)] = [], at now: Int64 = Clock.now
    ) -> Bool {
        let line = JSON.object(
            [("time", .text(Instant.timeText(now))), ("event", .text(event))] + members
        ).line
        do throws(Failure) {
            try disk.makeFolder("log")
            if disk.stamp(Self.file)?.size ?? 0 >= Self.limit { try rotate() }
            try disk.append(Self.file, Array((line + "\n").utf8))
            return true
        } catch {
            return false
        }
    }

    private func rotate() throws(Failure) {
        func name(_ number: Int) -> String { "log/feedmill.\(number).log" }
        let lock = try Lock.take(disk, holder: "log", wait: 1, name: "log/lock")
        defer { lock.release() }
        // Another process may have been first.
        guard disk.stamp(Self.file)?.size ?? 0 >= Self.limit else { return }
        try disk.remove(name(Self.kept))
        for number in stride(from: Self.kept - 1, through: 1, by: -1)
        where disk.exists(name(number)) {
            try disk.move(name(number), name(number + 1))
        }
        try disk.move(Self.file, name(1))
    }
}

extension Log {
    /// Adds what a run did: a line for each file that nobody can use, and one for the run.
    func add(_ report: RunReport, at now: Int64) {
        for stranger in report.strangers {
            add(
                "turned-away",
                [("file", .text(stranger.name)), ("reason", .text(stranger.reason))], at: now)
        }
        let done = report.entries.filter { $0.state != .idle && $0.state != .skipped }
        add(
            "run",
            [
                ("run", .optional(report.name)), ("pipeline", .text(report.pipeline)),
                ("exit", .number(Int64(report.exit.rawValue))),
                (
                    "stages",
                    .list(
                        done.map { entry in
                            .object([
                                ("stage", .text(entry.stage)), ("scope", .text(entry.scope)),
                                ("state", .text(entry.state.rawValue)),
                                ("rows", .number(entry.result?.rows ?? 0)),
                                ("rejected", .number(entry.result?.rejected ?? 0)),
                                ("told", .number(entry.result?.told ?? 0)),
                            ])
                        })
                ),
            ], at: now)
    }
}
