extension Migration {
    /// What Amazon answered, finding by finding; and what was told and answered without one is accepted.
    static let answer = Migration(
        name: "answer",
        sql: """
            CREATE TABLE finding (
                id INTEGER PRIMARY KEY,
                document INTEGER NOT NULL REFERENCES document (id),
                told INTEGER,
                message INTEGER,
                severity TEXT NOT NULL,
                code TEXT NOT NULL,
                text TEXT NOT NULL
            ) STRICT;
            CREATE INDEX finding_document ON finding (document);
            CREATE INDEX document_feed_id ON document (feed_id) WHERE feed_id IS NOT NULL;

            DROP VIEW telling;
            CREATE VIEW telling AS
                SELECT told.id, told.feed, told.scope, told.key, told.row,
                    document.name AS document, told.message, told.before,
                    CASE coalesce(told.state, document.state)
                        WHEN 'answered' THEN 'accepted'
                        ELSE coalesce(told.state, document.state) END AS state,
                    document.sent, told.flags
                FROM told LEFT JOIN document ON document.id = told.document;
            """)
}
