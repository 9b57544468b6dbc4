import Catalog
import Files
import Records

/// The dropped files that a stage has claimed: renamed beside where they were dropped, before they are
/// read, so that nothing else takes or changes them.
final class Claims {
    private let run: Run
    /// Where each lies, and where it was dropped.
    private var claimed: [(path: String, name: String)] = []

    init(_ run: Run) { self.run = run }

    /// Claims a file and says where it then lies. A plan reads it where it was dropped.
    func claim(_ name: String) throws(Failure) -> String {
        if run.isPlan { return name }
        let path = run.disk.freeName(Inbox.claim(name))
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        try run.disk.makeFolder(folder)
        try run.disk.move(name, path)
        claimed.append((path, name))
        return path
    }

    /// Gives back all that was claimed.
    func giveBack() throws(Failure) {
        for (path, name) in claimed.reversed() where run.disk.exists(path) {
            try run.disk.move(path, run.disk.freeName(name))
        }
    }

    /// Where a file goes when it has been taken.
    func archived(_ candidate: Inbox.Candidate) throws(Failure) -> String {
        var folder = "archive/\(candidate.report.name)"
        if !candidate.marketplace.isEmpty { folder += "/\(candidate.marketplace)" }
        if !run.isPlan { try run.disk.makeFolder(folder) }
        let time = Instant.timeText(candidate.made).filter { $0.isNumber || $0 == "T" }
        let base = candidate.name.split(separator: "/").last ?? ""
        return run.disk.freeName("\(folder)/\(time)-\(base)")
    }
}
