extension Migration {
    /// That personal data was removed: how much, and nothing of what it was.
    static let purge = Migration(
        name: "purge",
        sql: """
            CREATE TABLE purge (
                id INTEGER PRIMARY KEY,
                time INTEGER NOT NULL,
                what TEXT NOT NULL,
                count INTEGER NOT NULL
            ) STRICT;
            """)
}
