import Records

/// That a stage ended, for one scope, and what its checkpoint file says.
package struct Receipt: Sendable, Equatable {
    package enum Outcome: String, Sendable {
        case done
        case guarded
        case failed
    }

    /// 0 until it is recorded.
    package var id: Int64 = 0
    /// The id of its run.
    package var run: Int64
    package var pipeline: String
    package var stage: String
    /// The marketplace or pool; empty where the stage has none.
    package var scope: String
    /// What the stage was made from, as a text that is the same when nothing has changed.
    package var inputs: String
    package var outcome: Outcome
    /// The name of the checkpoint file in the run's folder.
    package var name: String
    /// The text of the checkpoint file.
    package var checkpoint: String

    package init(
        run: Int64, pipeline: String, stage: String, scope: String, inputs: String,
        outcome: Outcome, name: String, checkpoint: String
    ) {
        self.run = run
        self.pipeline = pipeline
        self.stage = stage
        self.scope = scope
        self.inputs = inputs
        self.outcome = outcome
        self.name = name
        self.checkpoint = checkpoint
    }

    static let columns = """
        id, run, pipeline, stage, scope, inputs, outcome, name, checkpoint
        """

    init(_ row: borrowing Statement) throws(Failure) {
        id = row.integer(0)
        run = row.integer(1)
        pipeline = row.text(2)
        stage = row.text(3)
        scope = row.text(4)
        inputs = row.text(5)
        outcome = try row.word(6)
        name = row.text(7)
        checkpoint = row.text(8)
    }
}
