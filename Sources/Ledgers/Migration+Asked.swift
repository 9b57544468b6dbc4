extension Migration {
    /// The row of a dropped file that asked for a row of `told`: what became of it goes back in that file's columns.
    static let asked = Migration(
        name: "asked",
        sql: """
            CREATE TABLE asked (
                told INTEGER PRIMARY KEY,
                file INTEGER NOT NULL REFERENCES file (id),
                line INTEGER NOT NULL
            ) STRICT;
            """)
}
