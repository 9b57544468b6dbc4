import CBytes
import Records

/// For each key of one feed and scope, a digest of what Amazon was told last: what tells changed
/// rows from unchanged ones without touching the ledger.
///
/// It is derived from `told`: read from its file where that is of the ledger's revision, made anew
/// where it is not. All of it is in memory, 32 bytes a key and a fifth to spare.
public final class ToldIndex {
    /// Gives, for the JSON text of a row's values, its digest (never 0) and the digest of the values
    /// that a report shows.
    package typealias Digests =
        (UnsafeBufferPointer<UInt8>) throws(Failure) -> (digest: UInt64, shown: UInt32)

    package let feed: String
    package let scope: String
    /// Made anew from the ledger, as its file was missing, damaged or of another revision.
    package internal(set) var isRebuilt = false

    @usableFromInline let table: FlatTable

    package convenience init(feed: String, scope: String, expected: Int) {
        self.init(
            feed: feed, scope: scope, FlatTable(payload: ToldSlot.width, expected: expected))
    }

    init(feed: String, scope: String, _ table: FlatTable) {
        self.feed = feed
        self.scope = scope
        self.table = table
    }

    /// What the ledger's revision of a feed's rows goes by, and the last part of the file's name.
    package static func name(feed: String, scope: String) -> String { "\(feed).\(scope)" }

    /// The index's file in the shop.
    package static func file(feed: String, scope: String) -> String {
        "index/" + name(feed: feed, scope: scope)
    }

    /// The key of key cells parted by tabs, as `told` has them.
    package static func key(_ cells: UnsafeBufferPointer<UInt8>) -> Key {
        var hash = fm_hash()
        var rest = cells[...]
        while let tab = rest.firstIndex(of: 9) {
            hash = Self.hash(rest[..<tab], after: hash)
            rest = rest[(tab + 1)...]
        }
        return Key(Self.hash(rest, after: hash))
    }

    package static func key(_ cells: [UInt8]) -> Key { cells.withUnsafeBufferPointer { key($0) } }

    private static func hash(
        _ bytes: Slice<UnsafeBufferPointer<UInt8>>, after seed: fm_hash
    ) -> fm_hash {
        guard let start = UnsafeBufferPointer(rebasing: bytes).baseAddress else {
            var none: UInt8 = 0
            return fm_hash_bytes(&none, 0, seed)
        }
        return fm_hash_bytes(start, bytes.count, seed)
    }

    /// The id as a slot holds it. Beyond four thousand million rows it holds no more.
    package static func row(_ id: Int64) throws(Failure) -> UInt32 {
        guard let row = UInt32(exactly: id), row > 0 else {
            throw Failure(
                .ledger, at: Place(Ledger.file),
                "told has reached row \(id), beyond the \(UInt32.max) that an index can hold; "
                    + "begin a new ledger and adopt what stands at Amazon")
        }
        return row
    }

    /// Makes the keys of rows from the cells of their key columns, and asks for the first slots.
    package func fill(
        _ keys: UnsafeMutablePointer<Key>, from columns: [UnsafeMutablePointer<Cell>],
        rows: UnsafePointer<Int32>, count: Int
    ) {
        table.fill(keys, from: columns, rows: rows, count: count)
    }

    /// Asks the processor for the slot of `key`: worth it some tens of keys ahead.
    @inlinable @inline(__always)
    public func prefetch(_ key: Key) { table.prefetch(key) }

    /// The slot of a key that something was told of; nil for any other.
    @inlinable @inline(__always)
    public func find(_ key: Key) -> ToldSlot? {
        guard let payload = table.find(key) else { return nil }
        let slot = ToldSlot(payload)
        return slot.row == 0 ? nil : slot
    }

    /// The slot of `key`, all zeros where nothing was told of it. Its `row` must then be set.
    @inlinable @inline(__always)
    public func insert(_ key: Key) -> ToldSlot { ToldSlot(table.insert(key).payload) }

    /// Takes the key away: nothing counts as told of it.
    package func forget(_ key: Key) { find(key)?.clear() }

    /// Goes through the keys that something was told of, in no order that means anything. Slots may
    /// be changed and keys forgotten meanwhile, but none inserted.
    @inlinable @inline(__always)
    package func visit<E>(_ body: (Key, ToldSlot) throws(E) -> Void) throws(E) {
        func look(key: Key, payload: UnsafeMutableRawPointer) throws(E) {
            let slot = ToldSlot(payload)
            if slot.row != 0 { try body(key, slot) }
        }
        try table.forEach(look)
    }

    /// Sets the flags that are free for a run to 0, in every slot.
    package func clearRunFlags() {
        let keep = { (_: Key, payload: UnsafeMutableRawPointer) in
            ToldSlot(payload).flags &= ToldSlot.keptFlags
        }
        table.forEach(keep)
    }

    /// How many keys something was told of. Goes through all of them.
    package func count() -> Int {
        var count = 0
        visit { _, _ in count += 1 }
        return count
    }
}
