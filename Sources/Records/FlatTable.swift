import CBytes

/// A table from `Key` to a few fixed bytes: one piece of memory, open addressing, no object a row.
///
/// A slot is the key (12 bytes) and a payload of the width that the table was made with. The slot a
/// key belongs to grows with its hash, so going through the table goes through the hashes in order,
/// and writing such a sequence into another table walks its memory from front to back.
/// Not for several threads at once.
public final class FlatTable {
    public static var keyWidth: Int { @inlinable get { 12 } }

    @inlinable @inline(__always) public var count: Int { keys }

    @usableFromInline let stride: Int
    @usableFromInline var keys = 0
    @usableFromInline var capacity: Int
    @usableFromInline var slots: UnsafeMutableRawPointer

    /// `expected` is how many keys will come, as far as known: right, it saves growing.
    public init(payload: Int, expected: Int) {
        stride = (Self.keyWidth + payload + 3) & ~3
        capacity = Self.room(for: expected)
        slots = Self.allocate(capacity * stride)
    }

    deinit { fm_table_free(slots, capacity * stride) }

    /// The table is kept at most five sixths full.
    private static func room(for count: Int) -> Int { max(16, count + count / 5 + 8) }

    /// Where there is no memory the process ends, as with every allocation in Swift: what it had not
    /// committed is undone at the next start, as after any crash.
    private static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
        guard let memory = fm_table_memory(bytes) else {
            fatalError("no memory for a table of \(bytes) bytes")
        }
        return memory
    }

    @inlinable @inline(__always)
    func home(_ key: Key) -> Int {
        Int(truncatingIfNeeded: key.low.multipliedFullWidth(by: UInt64(capacity)).high)
    }

    /// Makes the keys of rows from the cells of their key columns, and asks for their slots. `keys`
    /// must have room for them; `rows` names the rows.
    public func fill(
        _ keys: UnsafeMutablePointer<Key>, from columns: [UnsafeMutablePointer<Cell>],
        rows: UnsafePointer<Int32>, count: Int
    ) {
        columns.withUnsafeBufferPointer { columns in
            guard let first = columns.baseAddress else { return }
            fm_keys(
                UnsafeRawPointer(first).assumingMemoryBound(to: UnsafePointer<fm_cell>?.self),
                columns.count, rows, count,
                UnsafeMutableRawPointer(keys).assumingMemoryBound(to: fm_key.self), slots,
                capacity, stride)
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
                }, columns.count, rows, count,
                slots.assumingMemoryBound(to: UInt8.self), capacity, stride, payloads)
        }
    }

    /// Asks the processor for the slot of `key`: worth it some tens of keys ahead.
    @inlinable @inline(__always)
    public func prefetch(_ key: Key) { fm_prefetch(slots + home(key) * stride) }

    /// The payload of `key`; nil where the table has no such key. It stands until the next insert.
    @inlinable @inline(__always)
    public func find(_ key: Key) -> UnsafeMutableRawPointer? {
        var index = home(key)
        while true {
            let slot = slots + index * stride
            let check = slot.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
            if check == key.check, slot.loadUnaligned(as: UInt64.self) == key.low {
                return slot + Self.keyWidth
            }
            if check == 0 { return nil }
            index += 1
            if index == capacity { index = 0 }
        }
    }

    /// The payload of `key`, all zeros where it is new. It stands until the next insert.
    @inlinable @inline(__always)
    public func insert(_ key: Key) -> (payload: UnsafeMutableRawPointer, isNew: Bool) {
        if keys >= capacity - capacity / 6 { grow() }
        var index = home(key)
        while true {
            let slot = slots + index * stride
            let check = slot.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
            if check == key.check, slot.loadUnaligned(as: UInt64.self) == key.low {
                return (slot + Self.keyWidth, false)
            }
            if check == 0 {
                slot.storeBytes(of: key.low, as: UInt64.self)
                slot.storeBytes(of: key.check, toByteOffset: 8, as: UInt32.self)
                keys += 1
                return (slot + Self.keyWidth, true)
            }
            index += 1
            if index == capacity { index = 0 }
        }
    }

    /// Goes through all keys, in the order of their slots. The table must not change meanwhile.
    @inlinable @inline(__always)
    public func forEach<E>(
        _ body: (Key, UnsafeMutableRawPointer) throws(E) -> Void
    ) throws(E) {
        for index in 0..<capacity {
            let slot = slots + index * stride
            let check = slot.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
            guard check != 0 else { continue }
            try body(
                Key(low: slot.loadUnaligned(as: UInt64.self), check: check), slot + Self.keyWidth)
        }
    }

    @usableFromInline func grow() {
        let (old, oldCapacity) = (slots, capacity)
        capacity = Self.room(for: capacity + capacity / 2)
        slots = Self.allocate(capacity * stride)
        keys = 0
        for index in 0..<oldCapacity {
            let slot = old + index * stride
            let check = slot.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
            guard check != 0 else { continue }
            let key = Key(low: slot.loadUnaligned(as: UInt64.self), check: check)
            insert(key).payload.copyMemory(
                from: slot + Self.keyWidth, byteCount: stride - Self.keyWidth)
        }
        fm_table_free(old, oldCapacity * stride)
    }
}
