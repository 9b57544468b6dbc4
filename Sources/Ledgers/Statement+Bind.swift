import CSQLite
import Records

// Parameters count from 1. They keep their values until the statement is given back.
extension Statement {
    @inline(__always)
    package func bind(_ index: Int32, _ number: Int64) throws(Failure) {
        try check(sqlite3_bind_int64(raw, index, number))
    }

    /// Binds the number, or NULL.
    @inline(__always)
    package func bind(_ index: Int32, _ number: Int64?) throws(Failure) {
        if let number { try bind(index, number) } else { try bindNull(index) }
    }

    /// Binds a copy of the text.
    package func bind(_ index: Int32, _ text: String) throws(Failure) {
        try check(
            sqlite3_bind_text(raw, index, text, Int32(text.utf8.count), Self.copied))
    }

    /// Binds a copy of the bytes, as a blob.
    package func bind(_ index: Int32, _ bytes: [UInt8]) throws(Failure) {
        if bytes.isEmpty {
            try check(sqlite3_bind_zeroblob(raw, index, 0))
        } else {
            try check(sqlite3_bind_blob(raw, index, bytes, Int32(bytes.count), Self.copied))
        }
    }

    /// Binds UTF-8 text where it stands: it must stand, unchanged, until the statement has run.
    @inline(__always)
    package func bind(_ index: Int32, standing text: UnsafeBufferPointer<UInt8>) throws(Failure) {
        let nothing: StaticString = ""
        let start = UnsafeRawPointer(text.baseAddress ?? nothing.utf8Start)
        try check(
            sqlite3_bind_text(
                raw, index, start.assumingMemoryBound(to: CChar.self), Int32(text.count), nil))
    }

    @inline(__always)
    package func bindNull(_ index: Int32) throws(Failure) {
        try check(sqlite3_bind_null(raw, index))
    }

    /// Binds the parameters from the first on.
    package func bind(_ values: [Bound]) throws(Failure) {
        var index: Int32 = 0
        for value in values {
            index += 1
            switch value {
            case .null: try bindNull(index)
            case .integer(let number): try bind(index, number)
            case .text(let text): try bind(index, text)
            case .bytes(let bytes): try bind(index, bytes)
            }
        }
    }

    /// Tells SQLite to take a copy: the macro SQLITE_TRANSIENT.
    private static var copied: sqlite3_destructor_type {
        unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }

    @inline(__always)
    private func check(_ code: Int32) throws(Failure) {
        if code != SQLITE_OK { throw database.failure(code) }
    }
}
