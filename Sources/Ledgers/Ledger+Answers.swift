import Records

/// A finding of Amazon's answer to a document, as the ledger keeps it.
package struct FindingRow: Sendable, Equatable {
    package var document: Int64
    /// The row of `told` that it is of; nil where it is of the document, or of no row that is known.
    package var told: Int64?
    package var message: Int64?
    package var severity: String
    package var code: String
    package var text: String

    package init(
        document: Int64, told: Int64?, message: Int64?, severity: String, code: String, text: String
    ) {
        self.document = document
        self.told = told
        self.message = message
        self.severity = severity
        self.code = code
        self.text = text
    }
}

extension Ledger {
    /// What stands in `revision` for what became of the rows of an event feed: answers, and a person's words.
    package static func settledName(feed: String) -> String { "settled \(feed)" }

    package func record(_ finding: FindingRow) throws(Failure) {
        try database.run(
            """
            INSERT INTO finding (document, told, message, severity, code, text)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """,
            [
                .integer(finding.document), Bound(finding.told), Bound(finding.message),
                .text(finding.severity), .text(finding.code), .text(finding.text),
            ])
    }

    /// Notes why a row of `told` was refused. `reason` holds no buyer's data.
    package func record(refusal reason: String, of told: Int64) throws(Failure) {
        try database.run(
            "INSERT OR REPLACE INTO refusal (told, reason) VALUES (?1, ?2)",
            [.integer(told), .text(reason)])
    }

    /// The rows of dropped files that asked for what a document tells, by its rows in `told`.
    package func asked(
        for document: DocumentRow
    ) throws(Failure) -> [Int64: (file: Int64, line: Int)] {
        var asked: [Int64: (file: Int64, line: Int)] = [:]
        let rows = try database.statement(
            "SELECT told, file, line FROM asked WHERE told BETWEEN ?1 AND ?2")
        try rows.bind(1, document.first)
        try rows.bind(2, document.last)
        while try rows.step() {
            asked[rows.integer(0)] = (rows.integer(1), Int(rows.integer(2)))
        }
        return asked
    }

    /// Why a row of `told` was refused; nil where that is not known.
    package func refusal(of told: Int64) throws(Failure) -> String? {
        try database.first(
            "SELECT reason FROM refusal WHERE told = ?1", [.integer(told)]
        ) { row in row.text(0) }
    }

    /// The findings of a document, in the order of the answer.
    package func findings(document id: Int64) throws(Failure) -> [FindingRow] {
        try database.all(
            """
            SELECT document, told, message, severity, code, text FROM finding
            WHERE document = ?1 ORDER BY id
            """, [.integer(id)]
        ) { row in
            FindingRow(
                document: row.integer(0), told: row.optionalInteger(1),
                message: row.optionalInteger(2), severity: row.text(3), code: row.text(4),
                text: row.text(5))
        }
    }

    /// The document that Amazon calls `feedId`; nil where there is none.
    package func document(feedId: String) throws(Failure) -> DocumentRow? {
        try database.first(
            "SELECT \(DocumentRow.columns) FROM document WHERE feed_id = ?1", [.text(feedId)],
            DocumentRow.init)
    }

    /// The ids of the latest rows of some keys of a feed, told from the row `first` on.
    package func latest(
        feed: String, scope: String, from first: Int64, keys: [String]
    ) throws(Failure) -> [String: Int64] {
        let list = JSON.list(keys.map { .text($0) }).line
        let rows = try database.all(
            """
            SELECT key, max(id) FROM told
            WHERE id >= ?3 AND feed = ?1 AND scope = ?2
                AND key IN (SELECT value FROM json_each(?4))
            GROUP BY key
            """, [.text(feed), .text(scope), .integer(first), .text(list)]
        ) { row in (key: row.text(0), id: row.integer(1)) }
        return Dictionary(rows.map { ($0.key, $0.id) }, uniquingKeysWith: { max($0, $1) })
    }

    /// A number that a row of `told` says, as it stands there; nil where it says none.
    package func value(_ column: String, told id: Int64) throws(Failure) -> Int64? {
        try database.first(
            "SELECT json_extract(row, ?2) FROM told WHERE id = ?1",
            [.integer(id), .text("$.\"\(column)\"")]
        ) { row in row.optionalInteger(0) } ?? nil
    }

    /// Rows of an event feed of which the key is `key` or begins with it, the latest of each.
    package func events(feed: String?, key: String) throws(Failure) -> [ToldRow] {
        let rows = try database.all(
            """
            SELECT \(ToldRow.columns) FROM told
            WHERE flags >= 8 AND (?1 = '' OR feed = ?1)
                AND (key = ?2 OR key >= ?2 || char(9) AND key < ?2 || char(10))
            ORDER BY id
            """, [.text(feed ?? ""), .text(key)], ToldRow.init)
        var latest: [String: ToldRow] = [:]
        for row in rows { latest[row.feed + " " + row.key] = row }
        return latest.values.sorted { $0.id < $1.id }
    }

    /// How many rows told once stand rejected, refused or unknown, by feed and state: those that nothing
    /// followed.
    package func unsettledEvents() throws(Failure) -> [(feed: String, state: String, count: Int64)]
    {
        try database.all(
            """
            SELECT feed, state, count(*) FROM told
            WHERE flags >= 8 AND state IN ('rejected', 'refused', 'unknown')
                AND NOT EXISTS (SELECT 1 FROM told AS later WHERE later.feed = told.feed
                    AND later.key = told.key AND later.flags >= 8 AND later.id > told.id)
            GROUP BY feed, state ORDER BY feed, state
            """
        ) { row in (feed: row.text(0), state: row.text(1), count: row.integer(2)) }
    }
}
