extension Migration {
    /// The first form: files, runs, receipts, documents, and what was told.
    static let begin = Migration(
        name: "begin",
        sql: """
            CREATE TABLE run (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE,
                pipeline TEXT NOT NULL,
                state TEXT NOT NULL,
                attempts INTEGER NOT NULL,
                exit INTEGER
            ) STRICT;

            CREATE TABLE receipt (
                id INTEGER PRIMARY KEY,
                run INTEGER NOT NULL REFERENCES run (id),
                pipeline TEXT NOT NULL,
                stage TEXT NOT NULL,
                scope TEXT NOT NULL,
                inputs TEXT NOT NULL,
                outcome TEXT NOT NULL,
                name TEXT NOT NULL,
                checkpoint TEXT NOT NULL
            ) STRICT;
            CREATE INDEX receipt_stage ON receipt (pipeline, stage, scope, id);
            CREATE INDEX receipt_run ON receipt (run);

            CREATE TABLE allowance (
                run INTEGER NOT NULL REFERENCES run (id),
                guard TEXT NOT NULL,
                stage TEXT NOT NULL,
                PRIMARY KEY (run, guard, stage)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE file (
                id INTEGER PRIMARY KEY,
                digest TEXT NOT NULL,
                report TEXT NOT NULL,
                marketplace TEXT NOT NULL,
                name TEXT NOT NULL,
                path TEXT NOT NULL,
                size INTEGER NOT NULL,
                encoding TEXT NOT NULL,
                rows INTEGER NOT NULL,
                rejected INTEGER NOT NULL,
                made INTEGER NOT NULL,
                run INTEGER NOT NULL REFERENCES run (id),
                current INTEGER NOT NULL,
                locations TEXT
            ) STRICT;
            CREATE INDEX file_digest ON file (digest);
            CREATE INDEX file_current ON file (report, marketplace) WHERE current = 1;

            CREATE TABLE stamp (
                path TEXT PRIMARY KEY,
                size INTEGER NOT NULL,
                modified INTEGER NOT NULL,
                changed INTEGER NOT NULL,
                inode INTEGER NOT NULL,
                digest TEXT NOT NULL,
                seen INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE document (
                id INTEGER PRIMARY KEY,
                feed TEXT NOT NULL,
                scope TEXT NOT NULL,
                name TEXT NOT NULL UNIQUE,
                dialect TEXT NOT NULL,
                deliver TEXT NOT NULL,
                digest TEXT NOT NULL,
                bytes INTEGER NOT NULL,
                messages INTEGER NOT NULL,
                first INTEGER NOT NULL,
                last INTEGER NOT NULL,
                run INTEGER NOT NULL REFERENCES run (id),
                part INTEGER NOT NULL,
                parts INTEGER NOT NULL,
                state TEXT NOT NULL,
                sent INTEGER,
                feed_id TEXT,
                answer TEXT
            ) STRICT;
            CREATE INDEX document_feed ON document (feed, scope, state);
            CREATE INDEX document_run ON document (run);

            -- No index on key and no reference to document: a first day appends a million rows, and
            -- the row of a document comes after the rows that it tells.
            CREATE TABLE told (
                id INTEGER PRIMARY KEY,
                feed TEXT NOT NULL,
                scope TEXT NOT NULL,
                key TEXT NOT NULL,
                row TEXT,
                document INTEGER,
                message INTEGER,
                before INTEGER,
                state TEXT,
                flags INTEGER NOT NULL
            ) STRICT;

            CREATE VIEW telling AS
                SELECT told.id, told.feed, told.scope, told.key, told.row,
                    document.name AS document, told.message, told.before,
                    coalesce(told.state, document.state) AS state, document.sent, told.flags
                FROM told LEFT JOIN document ON document.id = told.document;

            CREATE TABLE revision (
                name TEXT PRIMARY KEY,
                number INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            """)
}
