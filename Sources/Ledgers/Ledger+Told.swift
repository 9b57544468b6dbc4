import Records

extension Ledger {
    /// The keys that a document tells, in its order.
    package func keys(told document: DocumentRow) throws(Failure) -> [String] {
        try database.all(
            "SELECT key FROM told WHERE id BETWEEN ?1 AND ?2 AND document = ?3 ORDER BY id",
            [.integer(document.first), .integer(document.last), .integer(document.id)]
        ) { row in row.text(0) }
    }

    package func told(_ id: Int64) throws(Failure) -> ToldRow? {
        try database.first(
            "SELECT \(ToldRow.columns) FROM told WHERE id = ?1", [.integer(id)], ToldRow.init)
    }

    /// Goes through the rows that a document tells, in the order of its messages.
    package func forEachTold(
        of document: DocumentRow, _ body: (ToldRow) throws(Failure) -> Void
    ) throws(Failure) {
        let rows = try database.statement(
            """
            SELECT \(ToldRow.columns) FROM told
            WHERE id BETWEEN ?1 AND ?2 AND document = ?3 ORDER BY id
            """)
        try rows.bind(1, document.first)
        try rows.bind(2, document.last)
        try rows.bind(3, document.id)
        while try rows.step() { try body(try ToldRow(rows)) }
    }

    /// The row `id` and those before it of the same key, newest first.
    package func history(from id: Int64) throws(Failure) -> [ToldRow] {
        var rows: [ToldRow] = []
        var next: Int64? = id
        while let id = next, let row = try told(id) {
            rows.append(row)
            next = row.before
        }
        return rows
    }

    /// The newest row of a key, whatever became of it, found by reading the whole of `told`: for
    /// one key, where no index is at hand.
    package func latestTold(
        feed: String, scope: String, key: String
    ) throws(Failure) -> ToldRow? {
        try database.first(
            """
            SELECT \(ToldRow.columns) FROM told WHERE feed = ?1 AND scope = ?2 AND key = ?3
            ORDER BY id DESC LIMIT 1
            """, [.text(feed), .text(scope), .text(key)], ToldRow.init)
    }

    /// Gives a row its own state, as Amazon's answer settles it.
    package func setState(_ state: ToldRow.State, told id: Int64) throws(Failure) {
        try database.run(
            "UPDATE told SET state = ?2 WHERE id = ?1", [.integer(id), .text(state.rawValue)])
    }
}
