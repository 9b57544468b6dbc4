import CSQLite
import Records

/// One open SQLite database and its prepared statements.
///
/// Every error is a `Failure(.ledger)` at the database's place, and holds no bound value. For one
/// thread at a time.
package final class Database {
    let handle: OpaquePointer
    private let place: Place
    /// Prepared and not lent, by their text.
    private var idle: [String: OpaquePointer] = [:]

    /// Opens the file at `path`, making it where there is none; ":memory:" opens a new database in
    /// memory. `place` is how messages name it.
    package init(path: String, place: Place) throws(Failure) {
        let flags =
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
            | SQLITE_OPEN_EXRESCODE
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            let failure = Failure(.ledger, at: place, sqlite: code, of: opened)
            sqlite3_close(opened)
            throw failure
        }
        handle = opened
        self.place = place
        fm_sqlite_strict(opened)
        // The shop has one writer; what is waited for is a reader that is just closing.
        sqlite3_busy_timeout(opened, 5000)
    }

    deinit {
        for statement in idle.values { sqlite3_finalize(statement) }
        sqlite3_close(handle)
    }

    /// Lends the statement `sql`, prepared once however often it is asked for. It is reset, and its
    /// parameters are cleared, when the borrower lets go of it.
    package func statement(_ sql: String) throws(Failure) -> Statement {
        if let raw = idle.removeValue(forKey: sql) {
            return Statement(raw: raw, sql: sql, database: self)
        }
        var raw: OpaquePointer?
        let code = sqlite3_prepare_v3(
            handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &raw, nil)
        guard code == SQLITE_OK, let raw else { throw failure(code) }
        return Statement(raw: raw, sql: sql, database: self)
    }

    func takeBack(_ raw: OpaquePointer, sql: String) {
        sqlite3_reset(raw)
        sqlite3_clear_bindings(raw)
        if let twin = idle.updateValue(raw, forKey: sql) { sqlite3_finalize(twin) }
    }

    /// Runs statements parted by semicolons, none of which has parameters.
    package func execute(_ script: String) throws(Failure) {
        let code = sqlite3_exec(handle, script, nil, nil, nil)
        if code != SQLITE_OK { throw failure(code) }
    }

    /// Runs a statement that gives no rows.
    package func run(_ sql: String, _ values: [Bound] = []) throws(Failure) {
        let statement = try statement(sql)
        try statement.bind(values)
        try statement.run()
    }

    /// The rows that a query gives, each as `read` makes it.
    package func all<R>(
        _ sql: String, _ values: [Bound] = [],
        _ read: (borrowing Statement) throws(Failure) -> R
    ) throws(Failure) -> [R] {
        let statement = try statement(sql)
        try statement.bind(values)
        var rows: [R] = []
        while try statement.step() { rows.append(try read(statement)) }
        return rows
    }

    /// The first row that a query gives; nil where it gives none.
    package func first<R>(
        _ sql: String, _ values: [Bound] = [],
        _ read: (borrowing Statement) throws(Failure) -> R
    ) throws(Failure) -> R? {
        let statement = try statement(sql)
        try statement.bind(values)
        return try statement.step() ? try read(statement) : nil
    }

    /// The whole number that a query gives: 0 where it gives no row or NULL.
    package func integer(_ sql: String, _ values: [Bound] = []) throws(Failure) -> Int64 {
        try first(sql, values) { row in row.integer(0) } ?? 0
    }

    /// The id of the row that was inserted last.
    package var lastId: Int64 { sqlite3_last_insert_rowid(handle) }

    /// Whether a transaction is open. SQLite ends one by itself where the disk is full.
    package var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    func failure(_ code: Int32) -> Failure {
        Failure(.ledger, at: place, sqlite: code, of: handle)
    }
}
