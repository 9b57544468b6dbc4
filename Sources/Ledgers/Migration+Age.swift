extension Migration {
    /// How a file lies in the archive.
    static let age = Migration(
        name: "age",
        sql: """
            ALTER TABLE file ADD COLUMN kept TEXT NOT NULL DEFAULT 'whole'
                CHECK (kept IN ('whole', 'packed', 'gone'));
            """)
}
