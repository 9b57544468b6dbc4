import CBytes
import Ledgers
import Records

/// What order lines are known by: the keys of lines, and the keys and digests of a batch's rows.
final class LineKeys {
    /// The book's columns with these.
    private let (order, item, sku): (Int, Int, Int)
    private let keys = UnsafeMutablePointer<Key>.allocate(
        capacity: Batch.capacity + FlatTable.ahead)
    private let digests = UnsafeMutablePointer<UInt64>.allocate(capacity: Batch.capacity)
    private let isNamed = UnsafeMutablePointer<Bool>.allocate(capacity: Batch.capacity)
    private let hasItem = UnsafeMutablePointer<Bool>.allocate(capacity: Batch.capacity)
    /// Whether `digests` are of the batch at hand: made of raw rows, they stay when values are read.
    private var hasDigests = false

    init(order: Int, item: Int, sku: Int) {
        (self.order, self.item, self.sku) = (order, item, sku)
        keys.initialize(repeating: Key([]), count: Batch.capacity + FlatTable.ahead)
    }

    deinit {
        keys.deallocate()
        digests.deallocate()
        isNamed.deallocate()
        hasItem.deallocate()
    }

    /// The key of a line that has an item id.
    static func itemKey(_ order: Cell, _ item: Cell) -> Key {
        Key(tag(item.hash(after: order.hash(after: fm_hash())), 1))
    }

    /// The key of the line number `nth` of those with one sku in an order.
    static func skuKey(_ order: Cell, _ sku: Cell, nth: Int64) -> Key {
        Key(tag(sku.hash(after: order.hash(after: fm_hash())), 1 + UInt64(nth)))
    }

    /// The two kinds of keys, and several lines of one sku, must not meet.
    private static func tag(_ hash: fm_hash, _ tag: UInt64) -> fm_hash {
        var hash = hash
        hash.low ^= tag &* 0x9E37_79B9_7F4A_7C15
        hash.high ^= tag &* 0xD6E8_FEB8_6659_FD93
        return hash
    }

    /// The keys of a line as the book has it: order, item, sku, and its number among its like.
    static func keys(order: Cell, item: Cell, sku: Cell, nth: Int64) -> [Key] {
        let bySku = skuKey(order, sku, nth: nth)
        return item.isBlank ? [bySku] : [itemKey(order, item), bySku]
    }

    /// Forgets the batch before: a file begins.
    func begin() { hasDigests = false }

    /// Makes the keys and digests of a batch's selected rows, and asks for the first of their slots. `isSieved`: values
    /// that are not texts were not read yet, and the same rows come again when they are.
    func fill(_ batch: Batch, _ file: BookFile, _ index: BookIndex, isSieved: Bool) {
        let slots = file.feeder.slots
        let orders = batch.columns[slots[order]]
        let skus = slots[sku] >= 0 ? batch.columns[slots[sku]] : nil
        let items = slots[item] >= 0 ? batch.columns[slots[item]] : nil
        if isSieved { hasDigests = false }
        for at in 0..<batch.selected {
            let row = Int(batch.selection[at])
            let item = items?[row] ?? .absent
            hasItem[row] = !item.isBlank
            let sku = skus?[row] ?? .absent
            isNamed[row] = !orders[row].isBlank && (!item.isBlank || !sku.isBlank)
            keys[row] =
                item.isBlank
                ? Self.skuKey(orders[row], sku, nth: 1) : Self.itemKey(orders[row], item)
            if at < FlatTable.ahead { index.prefetch(keys[row]) }
            if !hasDigests { digests[row] = Self.digest(batch, row, file.feeder) }
        }
        hasDigests = isSieved
    }

    /// Whether a row says of which line it is.
    func isNamed(_ row: Int) -> Bool { isNamed[row] }

    /// The digest of a row, never 0.
    func digest(_ row: Int) -> UInt64 { digests[row] }

    /// Whether a file of this kind said last of a row's line what the row says: it has then said so, too.
    @inline(__always)
    func isKnown(_ row: Int, _ file: BookFile, _ index: BookIndex) -> Bool {
        index.prefetch(keys[row + FlatTable.ahead])
        // Of rows without item ids that are the same, the second is another.
        guard let slot = index.find(keys[row]), hasItem[row] || slot.serial != file.serial else {
            return false
        }
        return slot.isKnown(digests[row], file)
    }

    private static func digest(
        _ batch: Batch, _ row: Int, _ feeder: BookTarget.Feeder
    ) -> UInt64 {
        if feeder.isRawWhole {
            let raw = batch.raw[row]
            guard let start = raw.baseAddress else { return 1 }
            return max(1, fm_hash_bytes(start, raw.count, fm_hash()).low)
        }
        var hash = fm_hash()
        for slot in feeder.slots where slot >= 0 {
            hash = batch.columns[slot][row].hash(after: hash)
        }
        return max(1, hash.low)
    }
}

extension BookSlot {
    /// Whether the last file of this kind said the same, which this one has then, too.
    func isKnown(_ digest: UInt64, _ file: BookFile) -> Bool {
        guard !file.isAgain, (file.feeder.isTimed ? timed : plain) == digest else { return false }
        serial = file.serial
        return true
    }
}
