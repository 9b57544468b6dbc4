import Records

extension Ledger {
    /// When an order counts as delivered, in SQL over its lines. Nobody tells the seller that: it is the latest day
    /// that Amazon promised, else two weeks after it was sent off or was to be, else two weeks after the purchase.
    private static let delivered = """
        max(coalesce(latest_delivery_date, promise_date,
            coalesce(shipped_by, latest_ship_date, purchase_date, 0) + 1209600))
        """

    /// Makes a temporary table `past` of the orders delivered before a time, in Unix seconds, within the open
    /// transaction; false where the shop has no book of orders.
    package func findPast(before time: Int64) throws(Failure) -> Bool {
        let hasOrders = try database.integer(
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'orders'")
        guard hasOrders > 0 else { return false }
        try database.execute(
            """
            DROP TABLE IF EXISTS temp.past;
            CREATE TEMP TABLE past (order_id TEXT PRIMARY KEY) WITHOUT ROWID;
            """)
        try database.run(
            """
            INSERT INTO past SELECT order_id FROM orders WHERE order_id IS NOT NULL
            GROUP BY order_id HAVING \(Self.delivered) < ?1
            """, [.integer(time)])
        return true
    }

    /// Takes the values of these columns, by their names in SQL, out of a book's rows whose orders are `past`.
    /// Money and identities stay. Returns how many rows had any.
    package func purge(book: String, columns: [String]) throws(Failure) -> Int64 {
        guard !columns.isEmpty else { return 0 }
        let known = try database.all(
            "SELECT name FROM pragma_table_info(?1)", [.text(book)]
        ) { row in row.text(0) }
        guard known.contains("order_id") else { return 0 }
        let columns = columns.filter(known.contains)
        guard !columns.isEmpty else { return 0 }
        try database.run(
            """
            UPDATE \(book) SET \(columns.map { "\($0) = NULL" }.joined(separator: ", "))
            WHERE (\(columns.map { "\($0) IS NOT NULL" }.joined(separator: " OR ")))
                AND order_id IN (SELECT order_id FROM past)
            """)
        return try database.integer("SELECT changes()")
    }

    /// Takes these columns out of what an event feed told of orders that are `past`; its keys begin with the
    /// order's id. What it was is marked as `purged`, so that nobody takes it for changed.
    package func purge(told feed: String, columns: [String]) throws(Failure) -> Int64 {
        guard !columns.isEmpty else { return 0 }
        let paths = columns.map { "'$.\"\($0)\"'" }.joined(separator: ", ")
        try database.run(
            """
            UPDATE told SET row = json_set(json_remove(row, \(paths)), '$.purged', json('true'))
            WHERE feed = ?1 AND flags >= 8 AND row IS NOT NULL
                AND json_extract(row, '$.purged') IS NULL
                AND substr(key, 1, instr(key, char(9)) - 1) IN (SELECT order_id FROM past)
            """, [.text(feed)])
        return try database.integer("SELECT changes()")
    }

    /// The files of a report that are kept and were made before a time; `keepingCurrent`: but for those that are current.
    package func files(
        report: String, madeBefore time: Int64, keepingCurrent: Bool
    ) throws(Failure) -> [FileRow] {
        try database.all(
            """
            SELECT \(FileRow.columns) FROM file
            WHERE report = ?1 AND made < ?2 AND (current = 0 OR NOT ?3) AND kept <> 'gone' ORDER BY id
            """, [.text(report), .integer(time), .integer(keepingCurrent ? 1 : 0)], FileRow.init)
    }

    /// The documents of a feed that were written before a time.
    package func documents(
        feed: String, sentBefore time: Int64
    ) throws(Failure) -> [DocumentRow] {
        try database.all(
            "SELECT \(DocumentRow.columns) FROM document WHERE feed = ?1 AND sent < ?2 ORDER BY id",
            [.text(feed), .integer(time)], DocumentRow.init)
    }

    package func record(purge what: String, count: Int64, at time: Int64) throws(Failure) {
        try database.run(
            "INSERT INTO purge (time, what, count) VALUES (?1, ?2, ?3)",
            [.integer(time), .text(what), .integer(count)])
    }

    /// Overwrites what was deleted, so that no byte of it is left in the ledger's files. Outside of a transaction.
    package func scour() throws(Failure) {
        // The copy that SQLite makes meanwhile is as large as the ledger: not in memory.
        try database.execute(
            """
            PRAGMA temp_store = FILE;
            VACUUM;
            PRAGMA temp_store = MEMORY;
            PRAGMA wal_checkpoint(TRUNCATE);
            """)
    }
}
