extension Migration {
    /// Orders of which a file had a row that could not be used, until a file has all of them: half an order
    /// is not to be sent off.
    static let incomplete = Migration(
        name: "incomplete",
        sql: """
            CREATE TABLE incomplete (
                book TEXT NOT NULL,
                order_id TEXT NOT NULL,
                file INTEGER NOT NULL,
                line INTEGER NOT NULL,
                PRIMARY KEY (book, order_id)
            ) STRICT, WITHOUT ROWID;
            """)
}
