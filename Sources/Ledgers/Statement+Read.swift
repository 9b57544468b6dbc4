import CSQLite
import Records

// The row that `step` went to. Columns count from 0; NULL reads as 0, "" or no bytes.
extension Statement {
    @inline(__always)
    package func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(raw, column) }

    package func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(raw, column) == SQLITE_NULL
    }

    package func optionalInteger(_ column: Int32) -> Int64? {
        isNull(column) ? nil : integer(column)
    }

    package func text(_ column: Int32) -> String {
        String(decoding: bytes(column), as: UTF8.self)
    }

    package func optionalText(_ column: Int32) -> String? {
        isNull(column) ? nil : text(column)
    }

    /// The bytes of a text or a blob; none for NULL. They stand until the next step.
    @inline(__always)
    package func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
        let start = sqlite3_column_blob(raw, column)
        return UnsafeBufferPointer(
            start: start?.assumingMemoryBound(to: UInt8.self),
            count: Int(sqlite3_column_bytes(raw, column)))
    }

    package var columnCount: Int { Int(sqlite3_column_count(raw)) }

    package func columnName(_ column: Int32) -> String {
        sqlite3_column_name(raw, column).map { String(cString: $0) } ?? ""
    }

    /// The text as one of the words of `Word`; fails where it is none of them.
    package func word<Word: RawRepresentable>(_ column: Int32) throws(Failure) -> Word
    where Word.RawValue == String {
        let text = text(column)
        guard let word = Word(rawValue: text) else {
            throw Failure(
                .ledger, at: Place(Ledger.file),
                "column \(columnName(column)) holds '\(text)', which this feedmill does not know")
        }
        return word
    }

    /// The text as a digest; fails where it is none.
    package func digest(_ column: Int32) throws(Failure) -> Digest {
        guard let digest = Digest(text: text(column)) else {
            throw Failure(
                .ledger, at: Place(Ledger.file),
                "column \(columnName(column)) holds something that is not 32 hex digits")
        }
        return digest
    }
}

extension Statement {
    /// What a value is in SQLite.
    package enum ValueType { case none, integer, text, other }

    package func type(_ column: Int32) -> ValueType {
        switch sqlite3_column_type(raw, column) {
        case SQLITE_NULL: .none
        case SQLITE_INTEGER: .integer
        case SQLITE_TEXT: .text
        default: .other
        }
    }
}
