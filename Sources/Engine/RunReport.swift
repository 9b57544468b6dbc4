import Records
import Stages

/// What a run did, or a plan would do.
package struct RunReport: Sendable {
    package struct Entry: Sendable {
        package enum State: String, Sendable {
            /// Its inputs are those of its last receipt.
            case skipped
            /// No new file.
            case idle
            case done
            /// A guard stopped it.
            case guarded
            case failed
            /// The shop is paused.
            case paused
        }

        package var stage: String
        /// The marketplace or pool; empty where the stage has none.
        package var scope: String
        package var state: State
        /// Why it ran, or why it did not.
        package var reason: String
        package var result: StageResult?
        package var failure: Failure?
    }

    /// A dropped file that nobody can use.
    package struct Stranger: Sendable {
        package var name: String
        package var reason: String
        /// What it has beyond the columns of the nearest report.
        package var beyond: String?
    }

    package var pipeline: String
    package var isPlan: Bool
    /// The run's folder name; nil where nothing was left behind.
    package var name: String?
    package var entries: [Entry] = []
    /// What was dropped and nobody can use, and why.
    package var strangers: [Stranger] = []
    /// What settling the last run, or PAUSE, did.
    package var notes: [String] = []
    /// Whether stages that an earlier attempt of this run finished have rejected rows.
    var hadRejects = false

    package init(pipeline: String, isPlan: Bool) {
        self.pipeline = pipeline
        self.isPlan = isPlan
    }

    /// Stands for all documents that are written, by name and content: what `--expect` takes.
    package var digest: String {
        let lines = entries.flatMap { $0.result?.documents ?? [] }
            .map { "\($0.name) \($0.digest.text)\n" }
        return Digest(of: lines.joined()).text
    }

    package var hasChanges: Bool {
        entries.contains { $0.state == .done } || !strangers.isEmpty
    }

    package var exit: Exit {
        let failures = entries.compactMap { $0.failure?.exit ?? $0.result?.heldBack?.exit }
        for exit in [Exit.ledger, .disk, .definition, .guarded, .data]
        where failures.contains(exit) {
            return exit
        }
        if !strangers.isEmpty { return .data }
        if isPlan { return hasChanges ? .changes : .done }
        let hasRejects = hadRejects || entries.contains { ($0.result?.rejected ?? 0) > 0 }
        return hasRejects ? .rejects : .done
    }
}
