import CBytes

/// A table from `Key` to a few fixed bytes: one piece of memory, open addressing, no object a row.
///
/// A slot is the key (12 bytes) and a payload of the width that the table was made with. The line of
/// slots that a key belongs to grows with its hash, so going through the table goes through the hashes
/// nearly in order, and writing such a sequence into another table walks its memory from front to back.
/// Not for several threads at once.
public final class FlatTable {
    public static var keyWidth: Int { @inlinable get { 12 } }
    /// How many keys ahead memory is asked for.
    public static var ahead: Int { @inlinable get { Int(fm_ahead) } }
    /// What memory gives at once, on every machine that matters.
    private static let line = 64

    @inlinable @inline(__always) public var count: Int { keys }

    @usableFromInline var keys = 0
    /// How many keys it holds before it grows.
    @usableFromInline var room: Int
    @usableFromInline var table: fm_table

    /// `expected` is how many keys will come, as far as known: right, it saves growing.
    public init(payload: Int, expected: Int) {
        table = fm_table()
        table.stride = (Self.keyWidth + payload + 3) & ~3
        let per = Self.line / table.stride
        let isLined = per > 1 && Self.line - per * table.stride <= Self.line / 8
        table.per = isLined ? per : 1
        table.line = isLined ? Self.line : table.stride
        room = 0
        allocate(expected: expected)
    }

    deinit { fm_table_free(table.slots, table.lines * table.line) }

    /// The table is kept at most five sixths full.
    ///
    /// Where there is no memory the process ends there, with words and the exit code of a full disk: what it had
    /// not committed is undone at the next start, as after a crash.
    private func allocate(expected: Int) {
        table.lines = max(16, expected + expected / 5 + 8) / table.per + 1
        let capacity = table.lines * table.per
        room = capacity - capacity / 6
        guard let memory = fm_table_memory(table.lines * table.line) else {
            fm_no_memory(table.lines * table.line, Exit.disk.rawValue)
        }
        table.slots = memory.assumingMemoryBound(to: UInt8.self)
    }

    @inlinable @inline(__always)
    func home(_ key: Key) -> UnsafeMutableRawPointer {
        UnsafeMutableRawPointer(fm_home(&table, key.low))
    }

    @inlinable @inline(__always)
    var end: UnsafeMutableRawPointer {
        UnsafeMutableRawPointer(table.slots) + table.lines * table.line
    }

    /// Makes the keys of rows from the cells of their key columns, and asks for the memory of the first
    /// `ahead`. `keys` must have room for them; `rows` names the rows.
    public func fill(
        _ keys: UnsafeMutablePointer<Key>, from columns: [UnsafeMutablePointer<Cell>],
        rows: UnsafePointer<Int32>, count: Int
    ) {
        columns.withUnsafeBufferPointer { columns in
            guard let first = columns.baseAddress else { return }
            fm_keys(
                UnsafeRawPointer(first).assumingMemoryBound(to: UnsafePointer<fm_cell>?.self),
                columns.count, rows, count,
                UnsafeMutableRawPointer(keys).assumingMemoryBound(to: fm_key.self), &table)
        }
    }

    /// Looks up the rows that `rows` names by the cells of their key columns: a payload for each, nil
    /// where the table does not have it.
    public func find(
        _ columns: [UnsafeMutablePointer<Cell>], rows: UnsafePointer<Int32>, count: Int,
        _ payloads: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    ) {
        columns.withUnsafeBufferPointer { columns in
            fm_find(
                columns.baseAddress.map {
                    UnsafeRawPointer($0).assumingMemoryBound(to: UnsafePointer<fm_cell>?.self)
                }, columns.count, rows, count, &table, payloads)
        }
    }

    /// Asks the processor for the line of `key`: worth it some tens of keys ahead.
    @inlinable @inline(__always)
    public func prefetch(_ key: Key) {
        let home = home(key)
        fm_prefetch(home)
        // Slots that fill no line go on in the next.
        if table.per == 1 { fm_prefetch(home + 64) }
    }

    /// The slot of `key`, or the empty one where it belongs.
    @inlinable @inline(__always)
    func look(for key: Key) -> (slot: UnsafeMutableRawPointer, isEmpty: Bool) {
        let table = table
        var line = home(key)
        while true {
            var slot = line
            for _ in 0..<table.per {
                let check = slot.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
                if check == key.check, slot.loadUnaligned(as: UInt64.self) == key.low {
                    return (slot, false)
                }
                if check == 0 { return (slot, true) }
                slot += table.stride
            }
            line += table.line
            if line == end { line = UnsafeMutableRawPointer(table.slots) }
        }
    }

    /// The payload of `key`; nil where the table has no such key. It stands until the next insert.
    @inlinable @inline(__always)
    public func find(_ key: Key) -> UnsafeMutableRawPointer? {
        let (slot, isEmpty) = look(for: key)
        return isEmpty ? nil : slot + Self.keyWidth
    }

    /// The payload of `key`, all zeros where it is new. It stands until the next insert.
    @inlinable @inline(__always)
    public func insert(_ key: Key) -> (payload: UnsafeMutableRawPointer, isNew: Bool) {
        if keys >= room { grow() }
        let (slot, isEmpty) = look(for: key)
        if isEmpty {
            slot.storeBytes(of: key.low, as: UInt64.self)
            slot.storeBytes(of: key.check, toByteOffset: 8, as: UInt32.self)
            keys += 1
        }
        return (slot + Self.keyWidth, isEmpty)
    }

    /// Goes through all keys, in the order of their slots. The table must not change meanwhile.
    @inlinable @inline(__always)
    public func forEach<E>(
        _ body: (Key, UnsafeMutableRawPointer) throws(E) -> Void
    ) throws(E) {
        try Self.forEach(in: table, body)
    }

    @inlinable @inline(__always)
    static func forEach<E>(
        in table: fm_table, _ body: (Key, UnsafeMutableRawPointer) throws(E) -> Void
    ) throws(E) {
        for line in 0..<table.lines {
            var slot = UnsafeMutableRawPointer(table.slots) + line * table.line
            for _ in 0..<table.per {
                let check = slot.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
                // A line is filled from its front.
                if check == 0 { break }
                try body(
                    Key(low: slot.loadUnaligned(as: UInt64.self), check: check),
                    slot + Self.keyWidth)
                slot += table.stride
            }
        }
    }

    @usableFromInline func grow() {
        let old = table
        allocate(expected: old.lines * old.per * 3 / 2)
        keys = 0
        let copy = { (key: Key, payload: UnsafeMutableRawPointer) in
            self.insert(key).payload.copyMemory(
                from: payload, byteCount: old.stride - Self.keyWidth)
        }
        Self.forEach(in: old, copy)
        fm_table_free(old.slots, old.lines * old.line)
    }
}
