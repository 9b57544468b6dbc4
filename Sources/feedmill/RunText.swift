import Engine
import Records
import Stages

/// A run as a person reads it.
enum RunText {
    /// What a stage did, in one line, and what else is to be said of it.
    static func lines(_ entry: RunReport.Entry, _ stages: [String]) -> [Line] {
        let title = entry.title(stages)
        if let failure = entry.failure {
            let word = entry.state == .guarded ? "stopped by a guard" : "failed"
            return [.failure("\(title)  \(word)")] + failure.lines(indent: 2)
        }
        guard let result = entry.result else {
            let word = entry.state == .done ? "" : "\(entry.state.rawValue): "
            return [Line("\(title)  \(word)\(entry.reason)")]
        }
        let outcome = entry.outcome.isEmpty ? "" : " → \(entry.outcome)"
        var lines = [Line("\(title)  \(entry.figures)\(outcome)")]
        if !result.withdrawn.isEmpty {
            lines.append("  withdrawn, not sent yet: \(result.withdrawn.joined(separator: ", "))")
        }
        lines += result.notes.map { Line("  \($0)") }
        lines += result.allowed.map { Line("  guard '\($0)' let pass") }
        if let failure = result.heldBack { lines += failure.lines(indent: 2) }
        return lines
    }

    static func end(_ report: RunReport) -> [Line] {
        var lines = report.notes.map { Line($0) }
        lines += report.strangers.map {
            .failure("\($0.name): \($0.reason); moved to failed/")
        }
        let exit = report.exit
        let status = exit == .done ? "" : " (exit \(exit.rawValue))"
        guard let name = report.name else {
            let nothing: Line = lines.isEmpty ? "nothing to do" : "nothing else to do"
            lines.append(exit == .done ? nothing : Line("\(exit.about)\(status)"))
            return lines
        }
        lines.append(.head("run \(name): \(exit.about)\(status)"))
        return lines
    }
}
