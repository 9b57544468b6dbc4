import CSQLite
import Records

extension Ledger {
    /// Makes a book's table, or gives it the columns that it lacks. Columns that the form no longer has
    /// stay. Within a transaction, if one is open.
    ///
    /// Every row has an `id`, the `file` and `line` that it came from, the `run` that last changed it;
    /// lines of orders, too, `nth` of several with one sku in an order, how often it stood in its file
    /// (`repeated`), and when the last file without times was `made`.
    package func prepare(_ form: BookForm) throws(Failure) {
        let words = form.columns.map(\.sql).filter(Self.isKeyword)
        for name in (Self.isTaken(form.table) ? [form.table] : []) + words {
            throw Failure(
                .definition,
                "book '\(form.name)': '\(name)' is a word of SQL or of the ledger; give it another name"
            )
        }
        let known = try database.all(
            "SELECT name, type FROM pragma_table_info(?1)", [.text(form.table)]
        ) { row in (name: row.text(0), type: row.text(1)) }
        if known.isEmpty {
            let columns = form.columns.map { "    \($0.sql) \($0.type)" }
            try database.execute(
                """
                CREATE TABLE \(form.table) (
                    id INTEGER PRIMARY KEY,
                    file INTEGER NOT NULL,
                    line INTEGER NOT NULL,
                    run INTEGER NOT NULL,
                    nth INTEGER NOT NULL,
                    repeated INTEGER NOT NULL,
                    made INTEGER NOT NULL,
                \(columns.joined(separator: ",\n"))
                ) STRICT
                """)
            return
        }
        let types = Dictionary(
            known.map { ($0.name, $0.type) }, uniquingKeysWith: { first, _ in first })
        for column in form.columns {
            guard let old = types[column.sql] else {
                try database.execute(
                    "ALTER TABLE \(form.table) ADD COLUMN \(column.sql) \(column.type)")
                continue
            }
            guard old == column.type else {
                throw Failure(
                    .definition,
                    "book '\(form.name)' has its column '\(column.name)' as \(old.lowercased()) in the "
                        + "ledger, and a \(column.kind.rawValue) in its definition: give it another name"
                )
            }
        }
    }

    /// Whether a book's table is there.
    package func hasTable(_ form: BookForm) throws(Failure) -> Bool {
        try database.integer(
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?1",
            [.text(form.table)]) > 0
    }

    private static func isTaken(_ name: String) -> Bool {
        let own = [
            "file", "run", "receipt", "allowance", "document", "told", "telling", "event",
            "revision",
            "stamp", "approval", "coverage", "finding", "refusal", "purge",
            "asked", "incomplete",
        ]
        return own.contains(name) || isKeyword(name)
    }

    private static func isKeyword(_ name: String) -> Bool {
        sqlite3_keyword_check(name, Int32(name.utf8.count)) != 0
    }

    /// Makes the indexes of a book that it lacks: after a first load, not before.
    package func index(_ form: BookForm) throws(Failure) {
        for column in form.indexes.map(BookForm.sql) {
            try database.execute(
                "CREATE INDEX IF NOT EXISTS \(form.table)_\(column) ON \(form.table) (\(column))")
        }
    }

    /// What stands for the state of a book in `revision`.
    package static func bookName(_ book: String) -> String { "book \(book)" }
}

extension Ledger {
    /// A row of a book, for a person.
    package struct BookRow: Sendable {
        package var file: Int64
        package var line: Int64
        package var repeated: Int64
        /// In the order of the columns asked for.
        package var values: [Bound]
    }

    /// The rows of a book with a text in one column, in the order in which they were booked; none where the
    /// book has no table yet.
    package func bookRows(
        _ book: String, columns: [String], where column: String, is text: String
    ) throws(Failure) -> [BookRow] {
        let table = BookForm.sql(book)
        let known = try database.all(
            "SELECT name FROM pragma_table_info(?1)", [.text(table)]
        ) { row in row.text(0) }
        guard !known.isEmpty else { return [] }
        let names = columns.map(BookForm.sql).map { known.contains($0) ? $0 : "NULL" }
        return try database.all(
            """
            SELECT \((["file", "line", "repeated"] + names).joined(separator: ", ")) FROM \(table)
            WHERE \(BookForm.sql(column)) = ?1 ORDER BY id
            """, [.text(text)]
        ) { row in
            BookRow(
                file: row.integer(0), line: row.integer(1), repeated: row.integer(2),
                values: (0..<Int32(columns.count)).map { index in
                    switch row.type(index + 3) {
                    case .integer: .integer(row.integer(index + 3))
                    case .text: .text(row.text(index + 3))
                    case .none, .other: .null
                    }
                })
        }
    }

    /// What event feeds told of an order: by their key, or by their column `order-id`; in the order of telling.
    package func events(ofOrder order: String) throws(Failure) -> [ToldRow] {
        try database.all(
            """
            SELECT \(ToldRow.columns) FROM told
            WHERE flags >= 8 AND (
                key = ?1 OR key LIKE ?1 || char(9) || '%'
                OR json_extract(row, '$."order-id"') = ?1
                OR before IN (SELECT id FROM told WHERE flags >= 8
                    AND json_extract(row, '$."order-id"') = ?1))
            ORDER BY id
            """, [.text(order)], ToldRow.init)
    }
}
