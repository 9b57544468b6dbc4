import Records

/// Appends rows to what a feed has told in one scope: a million of them in about a second.
///
/// The ids that it gives grow by one a row, as long as nothing else appends in between.
package final class ToldWriter {
    private let statement: Statement
    private let database: Database
    private let asking: Statement

    package init(_ ledger: Ledger, feed: String, scope: String) throws(Failure) {
        database = ledger.database
        statement = try database.statement(
            """
            INSERT INTO told (feed, scope, key, row, document, message, before, state, flags)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """)
        asking = try database.statement(
            "INSERT INTO asked (told, file, line) VALUES (?1, ?2, ?3)")
        try statement.bind(1, feed)
        try statement.bind(2, scope)
    }

    /// Appends a row that `document` tells, or, without a document, one that was adopted. `key` is
    /// the key's cells parted by tabs, `row` a JSON object, both UTF-8. Returns its id.
    package func append(
        key: UnsafeBufferPointer<UInt8>, row: UnsafeBufferPointer<UInt8>, document: Int64?,
        message: Int64?, before: Int64?, state: ToldRow.State? = nil, flags: ToldRow.Flags = []
    ) throws(Failure) -> Int64 {
        try statement.bind(3, standing: key)
        try statement.bind(4, standing: row)
        try statement.bind(5, document)
        try statement.bind(6, message)
        try statement.bind(7, before)
        if let state { try statement.bind(8, state.rawValue) } else { try statement.bindNull(8) }
        try statement.bind(9, Int64(flags.rawValue))
        try statement.run()
        return database.lastId
    }

    /// Notes the row of a dropped file that asked for a row of `told`.
    package func note(_ told: Int64, askedBy file: Int64, line: Int) throws(Failure) {
        try asking.bind(1, told)
        try asking.bind(2, file)
        try asking.bind(3, Int64(line))
        try asking.run()
    }

    /// Appends a mark: `forgotten` or `retell`. Returns its id. One of an event has its flag.
    @discardableResult
    package func mark(
        _ state: ToldRow.State, key: String, before: Int64?, flags: ToldRow.Flags = []
    ) throws(Failure) -> Int64 {
        try statement.bind(3, key)
        for parameter: Int32 in 4...6 { try statement.bindNull(parameter) }
        try statement.bind(7, before)
        try statement.bind(8, state.rawValue)
        try statement.bind(9, Int64(flags.rawValue))
        try statement.run()
        return database.lastId
    }
}
