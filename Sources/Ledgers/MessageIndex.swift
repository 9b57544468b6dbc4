import CBytes
import Files
import Records

/// The messages of XML files of which a book has every line as they say it, by what their bytes come to.
///
/// It lies beside the book's index, is of the same revision, and is derived: without it messages are
/// read once more. One that was in no file for more than `days` is forgotten.
package final class MessageIndex {
    private let table: FlatTable
    private let hasFile: Bool
    /// Whether a message was met that it did not have.
    private(set) var hasChanged = false
    /// A line took another value of the same time: which of the two counts depends on which file came last,
    /// so that no message may be passed over.
    private var isStale = false
    private var newest: UInt32 = 0
    private static let days: UInt32 = 8

    private init(_ table: FlatTable, hasFile: Bool) {
        self.table = table
        self.hasFile = hasFile
    }

    private static func file(_ book: String) -> IndexFile {
        // "fmmsgs01"
        IndexFile(
            name: "index/messages.\(book)", magic: 0x3130_7367_736D_6D66, width: MessageSlot.width)
    }

    static func load(_ disk: Disk, book: String, revision: Int64) -> MessageIndex {
        let table = file(book).read(
            disk, revision: revision, form: 0, payload: MessageSlot.width, expected: 0)
        // One that is of no use is written over: it might be taken for that of a later revision.
        return MessageIndex(
            table ?? FlatTable(payload: MessageSlot.width, expected: 0),
            hasFile: disk.exists(file(book).name))
    }

    func save(_ disk: Disk, book: String, revision: Int64) throws(Failure) {
        guard hasFile || table.count > 0 else { return }
        try Self.file(book).save(disk, table, revision: revision, form: 0) { payload in
            !isStale && MessageSlot(payload).day + Self.days >= newest
        }
    }

    /// A message of a file of that day, in days since 1970: its rows and the earliest of their times.
    package func find(_ key: Key, day: UInt32) -> (rows: Int, time: Int64)? {
        guard !isStale, let payload = table.find(key) else { return nil }
        let slot = MessageSlot(payload)
        slot.day = max(slot.day, day)
        newest = max(newest, day)
        return (Int(slot.rows), slot.time)
    }

    /// Keeps a message of which the book has every line.
    package func insert(_ key: Key, rows: Int, time: Int64, day: UInt32) {
        let slot = MessageSlot(table.insert(key).payload)
        slot.rows = UInt32(truncatingIfNeeded: rows)
        slot.time = time
        slot.day = max(slot.day, day)
        newest = max(newest, day)
        hasChanged = true
    }

    /// Forgets all, for this run and the next.
    package func forget() {
        isStale = true
        hasChanged = true
    }
}

private struct MessageSlot {
    static let width = 16

    let payload: UnsafeMutableRawPointer

    init(_ payload: UnsafeMutableRawPointer) { self.payload = payload }

    var time: Int64 {
        get { payload.loadUnaligned(as: Int64.self) }
        nonmutating set { payload.storeBytes(of: newValue, as: Int64.self) }
    }

    var rows: UInt32 {
        get { payload.loadUnaligned(fromByteOffset: 8, as: UInt32.self) }
        nonmutating set { payload.storeBytes(of: newValue, toByteOffset: 8, as: UInt32.self) }
    }

    /// When it was in a file last, in days since 1970.
    var day: UInt32 {
        get { payload.loadUnaligned(fromByteOffset: 12, as: UInt32.self) }
        nonmutating set { payload.storeBytes(of: newValue, toByteOffset: 12, as: UInt32.self) }
    }
}
