import Stages

/// What a person asks of a run or a plan.
package struct RunRequest: Sendable {
    package var pipeline: String
    /// Only this stage.
    package var stage: String?
    /// This stage and all after it.
    package var from: String?
    /// Runs what would be skipped.
    package var force = false
    /// Guards that are let pass.
    package var allowed: Set<Guards.Name> = []
    /// Runs only if the documents would be those of this plan.
    package var expect: String?
    /// The only dropped files that are seen; nil: all.
    package var files: Set<String>?
    /// Where `files` was read from.
    package var filesFrom: String?
    /// Only goes on with a run that was stopped half way.
    package var resumes = false
    /// How long it waits for another run that holds the shop, in seconds.
    package var wait: Int64 = 0
    /// How many changes of a kind are listed; nil: all.
    package var listed: Int? = 0

    package init(pipeline: String) { self.pipeline = pipeline }
}
