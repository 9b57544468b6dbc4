extension Migration {
    /// What the order side needs beside the books, whose tables their definitions make: what is told once
    /// is found by its key, and each order report says which hours it covers.
    static let book = Migration(
        name: "book",
        sql: """
            -- Only of rows with the flag of events (8), which are few: a first day of prices appends
            -- a million rows that have no place in it.
            CREATE INDEX told_event ON told (feed, key) WHERE flags >= 8;

            -- What was told once: a row for each telling of an identity, the last of which counts. Its key
            -- is the cells of the feed's key, parted by tabs.
            CREATE VIEW event AS
                SELECT told.id, told.feed, told.key, told.row, told.message,
                    document.name AS document, document.sent,
                    CASE coalesce(told.state, document.state)
                        WHEN 'answered' THEN 'accepted'
                        ELSE coalesce(told.state, document.state) END AS state
                FROM told LEFT JOIN document ON document.id = told.document
                WHERE told.flags >= 8;

            CREATE TABLE coverage (
                file INTEGER PRIMARY KEY REFERENCES file (id),
                since INTEGER NOT NULL,
                until INTEGER NOT NULL
            ) STRICT;
            """)
}
