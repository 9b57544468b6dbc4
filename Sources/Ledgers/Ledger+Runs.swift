import Records

extension Ledger {
    /// Records a new run, open and in its first attempt.
    package func addRun(name: String, pipeline: String) throws(Failure) -> RunRow {
        let run = try database.first(
            """
            INSERT INTO run (name, pipeline, state, attempts) VALUES (?1, ?2, 'open', 1)
            RETURNING \(RunRow.columns)
            """, [.text(name), .text(pipeline)], RunRow.init)
        guard let run else { throw Failure(.ledger, at: Place(Self.file), "run not recorded") }
        return run
    }

    package func run(_ id: Int64) throws(Failure) -> RunRow? {
        try database.first(
            "SELECT \(RunRow.columns) FROM run WHERE id = ?1", [.integer(id)], RunRow.init)
    }

    package func run(named name: String) throws(Failure) -> RunRow? {
        try database.first(
            "SELECT \(RunRow.columns) FROM run WHERE name = ?1", [.text(name)], RunRow.init)
    }

    /// The latest runs, newest first.
    package func runs(limit: Int) throws(Failure) -> [RunRow] {
        try database.all(
            "SELECT \(RunRow.columns) FROM run ORDER BY id DESC LIMIT ?1",
            [.integer(Int64(limit))], RunRow.init)
    }

    /// The newest run of the pipeline that was begun and not finished.
    package func openRun(pipeline: String) throws(Failure) -> RunRow? {
        try database.first(
            """
            SELECT \(RunRow.columns) FROM run WHERE pipeline = ?1 AND state = 'open'
            ORDER BY id DESC LIMIT 1
            """, [.text(pipeline)], RunRow.init)
    }

    /// The number of a day's next run: one more than the highest in a name `DAY.NUMBER-…`.
    package func nextRunNumber(day: String) throws(Failure) -> Int64 {
        try database.integer(
            """
            SELECT 1 + coalesce(max(CAST(substr(name, length(?1) + 2) AS INTEGER)), 0)
            FROM run WHERE name >= ?1 || '.' AND name < ?1 || '/'
            """, [.text(day)])
    }

    /// Counts one more attempt of a run that is taken up again.
    package func countAttempt(run id: Int64) throws(Failure) {
        try database.run("UPDATE run SET attempts = attempts + 1 WHERE id = ?1", [.integer(id)])
    }

    /// Records how an attempt ended, and whether the run is to be taken up again (`open`).
    package func setState(
        _ state: RunRow.State, exit: Int32, run id: Int64
    ) throws(Failure) {
        try database.run(
            "UPDATE run SET state = ?2, exit = ?3 WHERE id = ?1",
            [.integer(id), .text(state.rawValue), .integer(Int64(exit))])
    }

    /// Records a receipt. Returns its id; `receipt.id` is not read.
    package func record(_ receipt: Receipt) throws(Failure) -> Int64 {
        try database.run(
            """
            INSERT INTO receipt (run, pipeline, stage, scope, inputs, outcome, name, checkpoint)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """,
            [
                .integer(receipt.run), .text(receipt.pipeline), .text(receipt.stage),
                .text(receipt.scope), .text(receipt.inputs), .text(receipt.outcome.rawValue),
                .text(receipt.name), .text(receipt.checkpoint),
            ])
        return database.lastId
    }

    /// The latest receipt of a stage, whatever its outcome; with `withInputs`, the latest that says
    /// what the stage was made from: those of stages that did not get through do not.
    package func latestReceipt(
        pipeline: String, stage: String, scope: String, withInputs: Bool = false
    ) throws(Failure) -> Receipt? {
        try database.first(
            """
            SELECT \(Receipt.columns) FROM receipt
            WHERE pipeline = ?1 AND stage = ?2 AND scope = ?3
            \(withInputs ? "AND inputs <> ''" : "") ORDER BY id DESC LIMIT 1
            """, [.text(pipeline), .text(stage), .text(scope)], Receipt.init)
    }

    /// The latest receipt of every stage and scope that ever ended.
    package func latestReceipts() throws(Failure) -> [Receipt] {
        try database.all(
            """
            SELECT \(Receipt.columns) FROM receipt
            WHERE id IN (SELECT max(id) FROM receipt GROUP BY pipeline, stage, scope) ORDER BY id
            """, [], Receipt.init)
    }

    /// The receipts of a run, in the order in which its stages ended.
    package func receipts(run id: Int64) throws(Failure) -> [Receipt] {
        try database.all(
            "SELECT \(Receipt.columns) FROM receipt WHERE run = ?1 ORDER BY id",
            [.integer(id)], Receipt.init)
    }

    /// Records that a person let a guard pass in this run.
    package func allow(guard name: String, stage: String, run id: Int64) throws(Failure) {
        try database.run(
            "INSERT OR IGNORE INTO allowance (run, guard, stage) VALUES (?1, ?2, ?3)",
            [.integer(id), .text(name), .text(stage)])
    }

    /// The guards that a person let pass in this run, with their stages.
    package func allowances(
        run id: Int64
    ) throws(Failure) -> [(guard: String, stage: String)] {
        try database.all(
            "SELECT guard, stage FROM allowance WHERE run = ?1 ORDER BY guard, stage",
            [.integer(id)]
        ) { row in (guard: row.text(0), stage: row.text(1)) }
    }
}
