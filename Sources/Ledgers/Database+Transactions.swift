import Records

extension Database {
    /// Opens a transaction that writes. It is not nested: see `savepoint`.
    package func begin() throws(Failure) { try execute("BEGIN IMMEDIATE") }

    package func commit() throws(Failure) { try execute("COMMIT") }

    /// Undoes all since `begin`; where no transaction is open, there is nothing to undo.
    package func rollback() throws(Failure) {
        if isInTransaction { try execute("ROLLBACK") }
    }

    /// Marks a point in the open transaction that can be gone back to. Points nest.
    package func savepoint(_ name: String) throws(Failure) {
        try execute("SAVEPOINT \(Self.quoted(name))")
    }

    /// Keeps what was written since the point, and removes the point.
    package func release(_ name: String) throws(Failure) {
        try execute("RELEASE \(Self.quoted(name))")
    }

    /// Undoes what was written since the point, and removes the point. Where SQLite has already
    /// ended the transaction, all is undone and nothing is left to do.
    package func rollback(to name: String) throws(Failure) {
        guard isInTransaction else { return }
        let point = Self.quoted(name)
        try execute("ROLLBACK TO \(point); RELEASE \(point)")
    }

    /// Runs `body` in a transaction of its own: all of it is written, or nothing.
    package func transaction<R>(_ body: () throws(Failure) -> R) throws(Failure) -> R {
        try begin()
        do throws(Failure) {
            let result = try body()
            try commit()
            return result
        } catch {
            try rollback()
            throw error
        }
    }

    /// Runs `body` inside the open transaction: all of it is kept, or nothing.
    package func savepoint<R>(
        _ name: String, _ body: () throws(Failure) -> R
    ) throws(Failure) -> R {
        try savepoint(name)
        do throws(Failure) {
            let result = try body()
            try release(name)
            return result
        } catch {
            try rollback(to: name)
            throw error
        }
    }

    private static func quoted(_ name: String) -> String {
        let inner = name.split(separator: "\"", omittingEmptySubsequences: false)
        return "\"" + inner.joined(separator: "\"\"") + "\""
    }
}
