import Engine
import Records
import Stages

/// A plan as a person reads it.
struct PlanText {
    private(set) var lines: [Line] = []
    private let stages: [String]

    /// `stages` are the names of the pipeline's stages, in order.
    init(_ report: RunReport, _ request: RunRequest, stages: [String]) {
        self.stages = stages
        lines += report.notes.map { Line($0) }
        for entry in report.entries { add(entry) }
        lines += report.strangers.map { .failure("\($0.name): \($0.reason)") }
        addEnd(report, request)
    }

    private mutating func add(_ entry: RunReport.Entry) {
        let verdict = entry.state == .done ? "run: \(entry.reason)" : Self.verdict(entry)
        lines.append(.head("\(entry.title(stages)): \(verdict)"))
        if let failure = entry.failure { lines += failure.lines(indent: 2) }
        guard let result = entry.result else { return }
        for group in result.groups { add(group) }
        for document in result.documents {
            let verb = document.isDry ? "would write, dry," : "writes"
            let size = Figures.many(document.bytes, "byte")
            let messages = Figures.many(document.messages, "message")
            lines.append("  \(verb) \(document.name): \(messages), \(size)")
        }
        if !result.withdrawn.isEmpty {
            lines.append("  withdraws \(result.withdrawn.joined(separator: ", ")), not sent yet")
        }
        let current = result.current.map { "; current is then \($0)" } ?? ""
        lines.append("  \(entry.figures)\(current)")
        lines += result.notes.map { Line("  \($0)") }
        lines += result.allowed.map { Line("  guard '\($0)' let pass") }
        if let failure = result.heldBack { lines += failure.lines(indent: 2) }
    }

    private static func verdict(_ entry: RunReport.Entry) -> String {
        switch entry.state {
        case .skipped: "skip: \(entry.reason)"
        case .idle: "idle: \(entry.reason)"
        case .done: "run: \(entry.reason)"
        case .guarded: "stopped by a guard"
        case .failed: "failed"
        case .paused: "paused: \(entry.reason)"
        }
    }

    private mutating func add(_ group: StageResult.Group) {
        lines.append("  \(group.name): \(Figures.count(group.count))")
        let width = group.changes.map(\.old.count).max() ?? 0
        let rows = group.changes.map { change in
            let margin = String(repeating: " ", count: width - change.old.count)
            let values =
                change.old.isEmpty ? change.new : "\(margin)\(change.old) → \(change.new)"
            return [change.key, values] + (change.why.isEmpty ? [] : ["(\(change.why))"])
        }
        lines += Figures.table(rows, indent: 4).map { Line($0) }
        let more = group.count - group.changes.count
        if more > 0 { lines.append("    … and \(Figures.count(more)) more (--all lists them)") }
    }

    private mutating func addEnd(_ report: RunReport, _ request: RunRequest) {
        guard report.hasChanges else {
            lines.append("nothing to do")
            return
        }
        let results = report.entries.compactMap(\.result)
        func sum(_ number: (StageResult) -> Int) -> Int { results.reduce(0) { $0 + number($1) } }
        let dry = results.flatMap(\.documents).filter(\.isDry).reduce(0) { $0 + $1.messages }
        let figures = Figures.list([
            (dry, "dry"), (sum(\.withheld), "withheld"), (sum(\.rejected), "rejected"),
            (sum(\.forgotten), "forgotten"), (sum(\.drifted), "drifted"),
            (report.strangers.count, "not recognised"),
        ])
        let told = results.filter { $0.encoding == nil }.reduce(0) { $0 + $1.told }
        let all = "\(Figures.count(told)) told" + (figures.isEmpty ? "" : ", \(figures)")
        let command = RunFlags.command(request, digest: report.digest)
        lines.append("plan \(report.digest): \(all); run it with: \(command)")
    }
}
