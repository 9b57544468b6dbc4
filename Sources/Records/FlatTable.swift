import CBytes
import Glibc

/// A table from `Key` to a few fixed bytes: one piece of memory, open addressing, no object a row.
///
/// A slot is the key (12 bytes) and a payload of the width that the table was made with. The slot a
/// key belongs to grows with its hash, so going through the table goes through the hashes in order,
/// and writing such a sequence into another table walks its memory from front to back.
/// Not for several threads at once.
package final class FlatTable {
    package static let keyWidth = 12

    package var count: Int { keys }

    package let stride: Int
    private var keys = 0
    private var capacity: Int
    private var slots: UnsafeMutableRawPointer

    /// `expected` is how many keys will come, as far as known: right, it saves growing.
    package init(payload: Int, expected: Int) {
        stride = (Self.keyWidth + payload + 3) & ~3
        capacity = Self.room(for: expected)
        slots = Self.allocate(capacity * stride)
    }

    deinit { free(slots) }

    /// The table is kept at most five sixths full.
    private static func room(for count: Int) -> Int { max(16, count + count / 5 + 8) }

    private static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
        guard let memory = fm_table_memory(bytes) else { fatalError("out of memory") }
        return memory
    }

    @inline(__always)
    private func home(_ key: Key) -> Int {
        Int(truncatingIfNeeded: key.low.multipliedFullWidth(by: UInt64(capacity)).high)
    }

    /// Asks the processor for the slot of `key`: worth it some tens of keys ahead.
    @inline(__always)
    package func prefetch(_ key: Key) { fm_prefetch(slots + home(key) * stride) }

    /// The payload of `key`; nil where the table has no such key. It stands until the next insert.
    @inline(__always)
    package func find(_ key: Key) -> UnsafeMutableRawPointer? {
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
    @inline(__always)
    package func insert(_ key: Key) -> (payload: UnsafeMutableRawPointer, isNew: Bool) {
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
    @inline(__always)
    package func forEach<E>(
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

    private func grow() {
        let (old, oldCapacity) = (slots, capacity)
        capacity = Self.room(for: capacity * 2)
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
        free(old)
    }
}
