import Records

extension Ledger {
    /// The id that the next document is to take.
    package func nextDocumentId() throws(Failure) -> Int64 {
        try database.integer("SELECT 1 + coalesce(max(id), 0) FROM document")
    }

    /// Records a document, under the id that it has.
    package func record(_ document: DocumentRow) throws(Failure) {
        try database.run(
            """
            INSERT INTO document (\(DocumentRow.columns))
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
                ?18)
            """,
            [
                .integer(document.id), .text(document.feed), .text(document.scope),
                .text(document.name), .text(document.dialect), .text(document.deliver),
                .text(document.digest.text), .integer(document.bytes),
                .integer(document.messages), .integer(document.first), .integer(document.last),
                .integer(document.run), .integer(document.part), .integer(document.parts),
                .text(document.state.rawValue), Bound(document.sent), Bound(document.feedId),
                Bound(document.answer),
            ])
    }

    /// When something was sent last, in Unix seconds; nil where nothing ever was.
    package func lastSent() throws(Failure) -> Int64? {
        try database.first("SELECT max(sent) FROM document") { row in row.optionalInteger(0) }
            ?? nil
    }

    package func document(_ id: Int64) throws(Failure) -> DocumentRow? {
        try database.first(
            "SELECT \(DocumentRow.columns) FROM document WHERE id = ?1", [.integer(id)],
            DocumentRow.init)
    }

    package func document(named name: String) throws(Failure) -> DocumentRow? {
        try database.first(
            "SELECT \(DocumentRow.columns) FROM document WHERE name = ?1", [.text(name)],
            DocumentRow.init)
    }

    /// The documents of a feed that are ready to send, oldest first.
    package func unsentDocuments(
        feed: String, scope: String
    ) throws(Failure) -> [DocumentRow] {
        try documents(feed: feed, scope: scope, state: .ready)
    }

    package func documents(
        feed: String, scope: String, state: DocumentRow.State
    ) throws(Failure) -> [DocumentRow] {
        try database.all(
            """
            SELECT \(DocumentRow.columns) FROM document
            WHERE feed = ?1 AND scope = ?2 AND state = ?3 ORDER BY id
            """, [.text(feed), .text(scope), .text(state.rawValue)], DocumentRow.init)
    }

    /// The ids of a feed's withdrawn documents. The rows of an event feed have no scope of their own:
    /// then those of all scopes.
    func withdrawnDocuments(feed: String, scope: String) throws(Failure) -> [Int64] {
        try database.all(
            """
            SELECT id FROM document
            WHERE feed = ?1 AND (scope = ?2 OR ?2 = '') AND state = 'withdrawn'
            """, [.text(feed), .text(scope)]
        ) { row in row.integer(0) }
    }

    /// All documents in a state, oldest first.
    package func documents(state: DocumentRow.State) throws(Failure) -> [DocumentRow] {
        try database.all(
            "SELECT \(DocumentRow.columns) FROM document WHERE state = ?1 ORDER BY id",
            [.text(state.rawValue)], DocumentRow.init)
    }

    /// The documents that a run wrote, in that order.
    package func documents(run: Int64) throws(Failure) -> [DocumentRow] {
        try database.all(
            "SELECT \(DocumentRow.columns) FROM document WHERE run = ?1 ORDER BY id",
            [.integer(run)], DocumentRow.init)
    }

    /// Changes a document's state. `sent` (Unix seconds) is kept as it was where it is nil.
    package func setState(
        _ state: DocumentRow.State, document id: Int64, sent: Int64? = nil
    ) throws(Failure) {
        try database.run(
            "UPDATE document SET state = ?2, sent = coalesce(?3, sent) WHERE id = ?1",
            [.integer(id), .text(state.rawValue), Bound(sent)])
    }

    /// Records what Amazon calls a document.
    package func setFeedId(_ feedId: String, document id: Int64) throws(Failure) {
        try database.run(
            "UPDATE document SET feed_id = ?2 WHERE id = ?1", [.integer(id), .text(feedId)])
    }

    /// Records Amazon's answer to a document, which thereby is answered.
    package func setAnswer(_ answer: String, document id: Int64) throws(Failure) {
        try database.run(
            "UPDATE document SET state = 'answered', answer = ?2 WHERE id = ?1",
            [.integer(id), .text(answer)])
    }
}
