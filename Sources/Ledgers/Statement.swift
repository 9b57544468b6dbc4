import CSQLite
import Records

/// A prepared statement, lent by its database and given back when it goes out of scope.
///
/// Parameters count from 1, columns from 0, as in SQLite.
package struct Statement: ~Copyable {
    let raw: OpaquePointer
    private let sql: String
    let database: Database

    init(raw: OpaquePointer, sql: String, database: Database) {
        self.raw = raw
        self.sql = sql
        self.database = database
    }

    deinit { database.takeBack(raw, sql: sql) }

    /// Goes to the next row. False: there is none, and the statement has done its work.
    package func step() throws(Failure) -> Bool {
        let code = sqlite3_step(raw)
        if code == SQLITE_ROW { return true }
        guard code == SQLITE_DONE else { throw database.failure(code) }
        return false
    }

    /// Does the statement's work and makes it ready to run again with the parameters it has.
    @inline(__always)
    package func run() throws(Failure) {
        let code = sqlite3_step(raw)
        guard code == SQLITE_DONE || code == SQLITE_ROW else {
            let failure = database.failure(code)
            sqlite3_reset(raw)
            throw failure
        }
        sqlite3_reset(raw)
    }

    /// Makes the statement ready to run again with the parameters it has.
    package func reset() { sqlite3_reset(raw) }
}
