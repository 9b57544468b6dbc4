import CSQLite
import Records

/// What a query gives and needs, as SQLite understands it.
package struct QueryShape: Sendable {
    /// The columns' names as the query has them, in order.
    package var columns: [String]
    /// The tables and views that it reads, those inside views among them.
    package var tables: Set<String>
    /// Its parameters, without the colon.
    package var parameters: [String]
}

/// What is wrong with a query.
package struct QueryFault: Error {
    package var message: String
    /// Bytes before the place of it; nil where SQLite does not say.
    package var offset: Int?
}

extension Ledger {
    /// Prepares a query and says what it is. It must be one statement that only reads, and reads only what
    /// the ledger holds.
    package func shape(of sql: String) throws(QueryFault) -> QueryShape {
        let reads = Reads()
        let handle = database.handle
        // Where these are named first, SQLite makes them, which the query itself must not.
        for table in ["json_each", "json_tree"] {
            sqlite3_exec(handle, "SELECT 1 FROM \(table)('[]')", nil, nil, nil)
        }
        sqlite3_set_authorizer(
            handle, Self.authorize, Unmanaged.passUnretained(reads).toOpaque())
        defer { sqlite3_set_authorizer(handle, nil, nil) }
        var raw: OpaquePointer?
        var text = sql
        let (code, tail) = text.withUTF8 { bytes -> (Int32, Int) in
            bytes.withMemoryRebound(to: CChar.self) { chars in
                var tail: UnsafePointer<CChar>?
                let code = sqlite3_prepare_v2(
                    handle, chars.baseAddress, Int32(chars.count), &raw, &tail)
                let start = chars.baseAddress
                return (code, tail.flatMap { end in start.map { end - $0 } } ?? 0)
            }
        }
        defer { sqlite3_finalize(raw) }
        guard code == SQLITE_OK else {
            let offset = Int(sqlite3_error_offset(handle))
            let message =
                reads.refused.map { "a query must not \($0)" }
                ?? String(cString: sqlite3_errmsg(handle))
            throw QueryFault(message: message, offset: offset < 0 ? nil : offset)
        }
        guard let raw, sqlite3_stmt_readonly(raw) != 0, sqlite3_column_count(raw) > 0 else {
            throw QueryFault(message: "a query is one SELECT, or WITH … SELECT", offset: nil)
        }
        let rest = Array(sql.utf8.dropFirst(tail))
        if !Self.isBlank(rest) {
            throw QueryFault(message: "a query is one statement, and here is another", offset: tail)
        }
        return QueryShape(
            columns: (0..<sqlite3_column_count(raw)).map {
                String(cString: sqlite3_column_name(raw, $0))
            },
            tables: reads.tables,
            parameters: (0..<sqlite3_bind_parameter_count(raw)).map {
                sqlite3_bind_parameter_name(raw, $0 + 1).map { String(cString: $0 + 1) } ?? "?"
            })
    }

    /// What a query being prepared reads, and the first thing that it must not.
    private final class Reads {
        var tables: Set<String> = []
        var refused: String?
    }

    private static let authorize:
        @convention(c) (
            UnsafeMutableRawPointer?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
            UnsafePointer<CChar>?, UnsafePointer<CChar>?
        ) -> Int32 = { context, action, first, second, _, _ in
            guard let context else { return SQLITE_DENY }
            let reads = Unmanaged<Reads>.fromOpaque(context).takeUnretainedValue()
            let name = first.map { String(cString: $0) } ?? ""
            switch action {
            case SQLITE_SELECT, SQLITE_RECURSIVE: return SQLITE_OK
            case SQLITE_READ:
                if name.hasPrefix("sqlite_") || name.hasPrefix("pragma_") {
                    reads.refused = reads.refused ?? "read '\(name)'"
                    return SQLITE_DENY
                }
                reads.tables.insert(name)
                return SQLITE_OK
            case SQLITE_FUNCTION:
                let function = second.map { String(cString: $0) } ?? ""
                guard function == "load_extension" else { return SQLITE_OK }
                reads.refused = reads.refused ?? "call '\(function)'"
                return SQLITE_DENY
            default:
                reads.refused = reads.refused ?? "change anything"
                return SQLITE_DENY
            }
        }

    /// Whether there are only blanks, line ends, semicolons and comments.
    private static func isBlank(_ bytes: [UInt8]) -> Bool {
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let text = line.drop { $0 == " " || $0 == "\t" || $0 == ";" || $0 == "\r" }
            if !text.isEmpty, !text.hasPrefix("--") { return false }
        }
        return true
    }
}
