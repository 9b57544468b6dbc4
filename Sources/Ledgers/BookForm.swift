import Records

/// A book as the ledger keeps it: a table with a column for each of its own.
package struct BookForm: Sendable {
    package struct Column: Sendable {
        package var name: String
        package var kind: Kind

        package init(name: String, kind: Kind) {
            self.name = name
            self.kind = kind
        }

        /// "order_id": names in SQL have no hyphens, which would have to be quoted, and SQLite takes a
        /// quoted name that it does not know for a text.
        package var sql: String { BookForm.sql(name) }
        /// Texts are texts, all other kinds whole numbers as `Kind` reads them.
        var type: String { kind == .text ? "TEXT" : "INTEGER" }
    }

    package var name: String
    package var columns: [Column]
    /// Columns that have an index of their own.
    package var indexes: [String]

    package init(name: String, columns: [Column], indexes: [String]) {
        self.name = name
        self.columns = columns
        self.indexes = indexes
    }

    package static func sql(_ name: String) -> String { replacing("-", by: "_", in: name) }

    /// A column of a query by its name outside of SQL.
    package static func name(_ sql: String) -> String { replacing("_", by: "-", in: sql) }

    private static func replacing(
        _ old: Unicode.Scalar, by new: Unicode.Scalar, in text: String
    ) -> String {
        let (old, new) = (UInt8(ascii: old), UInt8(ascii: new))
        return String(decoding: text.utf8.map { $0 == old ? new : $0 }, as: UTF8.self)
    }

    package var table: String { Self.sql(name) }
}
