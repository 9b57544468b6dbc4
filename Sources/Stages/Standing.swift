import CBytes
import Catalog
import Ledgers
import Records

/// What stands at Amazon, as the rows of a listings report show it: first all of them are judged,
/// then those that can be relied on are taken.
final class Standing {
    enum Mark {
        static let active: UInt32 = 1
        /// A row of the key is not the merchant's.
        static let amazon: UInt32 = 2
        /// Rows of the key disagree.
        static let conflict: UInt32 = 4
        static let taken: UInt32 = 8
    }

    private let target: FeedTarget
    private let key: [Int]
    private let channel: Int?
    private let status: Int?
    private let values: UnsafeMutablePointer<Cell>
    private let keys = FlatTable(payload: 12, expected: 1 << 12)
    private var keyText: [UInt8] = []
    private var row: [UInt8] = []
    private(set) var adopted = 0
    private(set) var known = 0

    init(_ source: CurrentSource, _ target: FeedTarget) throws(Failure) {
        self.target = target
        key = target.feed.key.compactMap { source.columns.sourceSlot(of: $0) }
        // Where the feed does not ask who fulfils an offer, neither does this.
        channel = target.channel.flatMap { _ in
            source.columns.sourceSlot(of: "fulfillment-channel")
        }
        status = source.columns.sourceSlot(of: "status")
        values = .allocate(capacity: target.values.count)
        values.initialize(repeating: .absent, count: target.values.count)
        guard key.count == target.feed.key.count else {
            throw Failure(
                .definition,
                "report '\(source.report.name)' does not have the key of feed "
                    + "'\(target.feed.name)', so nothing can be adopted from it")
        }
    }

    deinit { values.deallocate() }

    func judge(_ batch: Batch) {
        for index in 0..<batch.selected {
            let row = Int(batch.selection[index])
            guard let key = self.key(batch, row) else { continue }
            let payload = keys.insert(key).payload
            var mark = payload.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
            if !isOwn(batch, row) {
                mark |= Mark.amazon
            } else if isActive(batch, row), readValues(batch, row) {
                let digest = target.rowText.digests(values).digest
                if mark & Mark.active == 0 {
                    payload.storeBytes(of: digest, as: UInt64.self)
                } else if payload.loadUnaligned(as: UInt64.self) != digest {
                    mark |= Mark.conflict
                }
                mark |= Mark.active
            }
            payload.storeBytes(of: mark, toByteOffset: 8, as: UInt32.self)
        }
    }

    func take(_ batch: Batch, into told: ToldWriter, _ index: ToldIndex) throws(Failure) {
        for number in 0..<batch.selected {
            let row = Int(batch.selection[number])
            guard let key = self.key(batch, row), let payload = keys.find(key),
                payload.loadUnaligned(fromByteOffset: 8, as: UInt32.self) == Mark.active,
                isOwn(batch, row), isActive(batch, row), readValues(batch, row)
            else { continue }
            payload.storeBytes(
                of: Mark.active | Mark.taken, toByteOffset: 8, as: UInt32.self)
            if index.find(key) != nil {
                known += 1
                continue
            }
            let (digest, shown) = target.rowText.digests(values)
            let id = try append(batch, row, told)
            let slot = index.insert(key)
            slot.digest = digest
            slot.shown = shown
            slot.row = try ToldIndex.row(id)
            slot.flags = ToldRow.Flags.adopted.rawValue
            adopted += 1
        }
    }

    private func append(_ batch: Batch, _ row: Int, _ told: ToldWriter) throws(Failure) -> Int64 {
        keyText.removeAll(keepingCapacity: true)
        batch.appendKey(of: row, key, to: &keyText)
        self.row.removeAll(keepingCapacity: true)
        target.rowText.append(values, to: &self.row)
        return try keyText.withUnsafeBufferPointer { (key) throws(Failure) in
            try self.row.withUnsafeBufferPointer { (row) throws(Failure) in
                try told.append(
                    key: key, row: row, document: nil, message: nil, before: nil, state: .adopted)
            }
        }
    }

    private func key(_ batch: Batch, _ row: Int) -> Key? {
        var hash = fm_hash()
        for slot in key {
            let cell = batch.columns[slot][row]
            if cell.isBlank { return nil }
            hash = cell.hash(after: hash)
        }
        return Key(hash)
    }

    private func isOwn(_ batch: Batch, _ row: Int) -> Bool {
        channel.map { batch.columns[$0][row].equals("DEFAULT") } ?? true
    }

    private func isActive(_ batch: Batch, _ row: Int) -> Bool {
        status.map { batch.columns[$0][row].equals("Active") } ?? true
    }

    /// Reads what the report shows. False where it shows nothing, or lacks a column that a row must
    /// have.
    private func readValues(_ batch: Batch, _ row: Int) -> Bool {
        var isAny = false
        for (column, slot) in target.shown.enumerated() {
            values[column] = .absent
            let definition = target.feed.columns[column]
            if let slot, !batch.columns[slot][row].isBlank {
                let cell = batch.columns[slot][row]
                values[column] =
                    definition.kind == .text
                    ? cell : definition.kind.read(cell).map { Cell(number: $0) } ?? .absent
            }
            if values[column].isAbsent {
                if !definition.isOptional { return false }
            } else {
                isAny = true
            }
        }
        return isAny
    }
}
