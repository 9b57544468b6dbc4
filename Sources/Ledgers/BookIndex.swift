import CBytes
import Files
import Records

/// For each key of a book, its row and digests of what files said of it last: what tells changed rows
/// from unchanged ones without touching the ledger.
///
/// It is derived: read from its file where that is of the book's revision, made anew from the book
/// where it is not. The digests are of rows as files have them, so an index made anew knows none, and
/// each row is held against the book once.
public final class BookIndex {
    package let book: String
    @usableFromInline let table: FlatTable
    /// The messages of files of which the book has every line.
    package let messages: MessageIndex
    /// Whether it has changed since it was read.
    package var hasChanged: Bool {
        get { hasOther || messages.hasChanged }
        set { hasOther = newValue }
    }
    private var hasOther = false

    private init(_ book: String, _ table: FlatTable, _ messages: MessageIndex) {
        self.book = book
        self.table = table
        self.messages = messages
    }

    private static func file(_ book: String) -> IndexFile {
        // "fmbook01"
        IndexFile(
            name: "index/book.\(book)", magic: 0x3130_6B6F_6F62_6D66, width: BookSlot.keptWidth)
    }

    /// The index of a book. `form` stands for how keys and digests are made; `rows` goes through the
    /// book's rows where the index must be made anew, giving the keys of each.
    package static func load(
        _ disk: Disk, _ ledger: Ledger, book: String, form: UInt64, expected: Int,
        rows: (_ add: (Key, Int64) throws(Failure) -> Void) throws(Failure) -> Void
    ) throws(Failure) -> BookIndex {
        let revision = try ledger.revision(of: Ledger.bookName(book))
        let messages = MessageIndex.load(disk, book: book, revision: revision)
        if let table = file(book).read(
            disk, revision: revision, form: form, payload: BookSlot.width, expected: expected)
        {
            return BookIndex(book, table, messages)
        }
        let index = BookIndex(
            book, FlatTable(payload: BookSlot.width, expected: max(1024, expected)), messages)
        index.hasChanged = true
        try rows { (key, row) throws(Failure) in
            index.insert(key).row = try ToldIndex.row(row)
        }
        return index
    }

    /// Writes the index to its file, as that of the book's `revision`: after the commit.
    package func save(_ disk: Disk, revision: Int64, form: UInt64) throws(Failure) {
        try Self.file(book).save(disk, table, revision: revision, form: form) { payload in
            BookSlot(payload).row != 0
        }
        try messages.save(disk, book: book, revision: revision)
    }

    /// The slot of a key that the book has; nil for any other.
    @inlinable @inline(__always)
    public func find(_ key: Key) -> BookSlot? {
        guard let payload = table.find(key) else { return nil }
        let slot = BookSlot(payload)
        return slot.row == 0 ? nil : slot
    }

    /// The slot of `key`, all zeros where the book does not have it. It stands until the next insert.
    @inlinable @inline(__always)
    public func insert(_ key: Key) -> BookSlot { BookSlot(table.insert(key).payload) }

    /// Asks the processor for the slot of `key`: worth it some tens of keys ahead.
    @inlinable @inline(__always)
    public func prefetch(_ key: Key) { table.prefetch(key) }
}

/// The place of one key in a `BookIndex`. It stands until the next insert into the index.
@frozen
public struct BookSlot {
    /// row, timed, plain; behind them what is of one run.
    static let keptWidth = 20
    static let width = 24

    @usableFromInline let payload: UnsafeMutableRawPointer

    @inlinable @inline(__always)
    init(_ payload: UnsafeMutableRawPointer) { self.payload = payload }

    /// The id of the book's row; 0: the slot holds nothing.
    @inlinable @inline(__always)
    public var row: UInt32 {
        get { payload.loadUnaligned(as: UInt32.self) }
        nonmutating set { payload.storeBytes(of: newValue, as: UInt32.self) }
    }

    /// The digest of what the last file said whose rows have times; 0 where none did.
    @inlinable @inline(__always)
    public var timed: UInt64 {
        get { payload.loadUnaligned(fromByteOffset: 4, as: UInt64.self) }
        nonmutating set { payload.storeBytes(of: newValue, toByteOffset: 4, as: UInt64.self) }
    }

    /// The same of files whose rows have no times.
    @inlinable @inline(__always)
    public var plain: UInt64 {
        get { payload.loadUnaligned(fromByteOffset: 12, as: UInt64.self) }
        nonmutating set { payload.storeBytes(of: newValue, toByteOffset: 12, as: UInt64.self) }
    }

    /// The number of the file, within the run, that spoke of the key last; 0: none.
    @inlinable @inline(__always)
    public var serial: UInt32 {
        get { payload.loadUnaligned(fromByteOffset: 20, as: UInt32.self) }
        nonmutating set { payload.storeBytes(of: newValue, toByteOffset: 20, as: UInt32.self) }
    }
}
