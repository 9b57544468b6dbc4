extension Migration {
    /// What a person let pass: values that a feed would not tell by itself. `told` is the row of
    /// `told` that tells them; `void` is 1 where the approval counts no more.
    static let approval = Migration(
        name: "approval",
        sql: """
            CREATE TABLE approval (
                id INTEGER PRIMARY KEY,
                feed TEXT NOT NULL,
                scope TEXT NOT NULL,
                key TEXT NOT NULL,
                digest TEXT NOT NULL,
                time INTEGER NOT NULL,
                who TEXT NOT NULL,
                told INTEGER,
                void INTEGER NOT NULL DEFAULT 0
            ) STRICT;
            CREATE INDEX approval_key ON approval (feed, scope, key);
            """)
}
