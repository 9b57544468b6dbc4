import CBytes
import Records

/// Rejects the rows of a file of which the key stands in the file already.
final class RepeatedKeys {
    private let names: [String]
    private let slots: [Int]
    /// Nil while the keys ascend.
    private let table: FlatTable?
    private let keys = BatchKeys()
    /// The cells of the last key, where keys ascend.
    private var last: [[UInt8]] = []

    /// `expected` is how many rows the file may have.
    init(_ names: [String], _ slots: [Int], isSorted: Bool, expected: Int) {
        self.names = names
        self.slots = slots
        table = isSorted ? nil : FlatTable(payload: 8, expected: max(expected, 1 << 12))
    }

    /// False where keys were taken to ascend and do not.
    func reject(in batch: Batch) -> Bool {
        guard let table else { return ascends(batch) }
        keys.fill(batch, slots, for: table)
        var index = -1
        batch.keep { row in
            index += 1
            let (payload, isNew) = table.insert(keys.take(index, for: table))
            if isNew {
                payload.storeBytes(of: Int64(batch.lines[row]), as: Int64.self)
                return true
            }
            let first = payload.loadUnaligned(as: Int64.self)
            let filled = zip(names, slots).filter { !batch.columns[$1][row].isBlank }
            let key = (filled.isEmpty ? Array(zip(names, slots)) : filled)
                .map { "\($0) '\(batch.columns[$1][row].text)'" }.joined(separator: ", ")
            batch.leave(row, .rejected, "\(key) stands in line \(first) already")
            return false
        }
        return true
    }

    /// Whether each row's key comes after the one before it.
    private func ascends(_ batch: Batch) -> Bool {
        let columns = slots.map { batch.columns[$0] }
        var before: Int?
        for index in 0..<batch.selected {
            let row = Int(batch.selection[index])
            let isAfter =
                if let before {
                    Self.isAfter(columns, row, columns, before)
                } else {
                    last.isEmpty || isAfterLast(columns, row)
                }
            if !isAfter { return false }
            before = row
        }
        if let before { last = columns.map { Array($0[before].bytes) } }
        return true
    }

    @inline(__always)
    private static func isAfter(
        _ columns: [UnsafeMutablePointer<Cell>], _ row: Int,
        _ others: [UnsafeMutablePointer<Cell>], _ other: Int
    ) -> Bool {
        for column in 0..<columns.count {
            let order = compare(columns[column][row], others[column][other].bytes)
            if order != 0 { return order > 0 }
        }
        return false
    }

    private func isAfterLast(_ columns: [UnsafeMutablePointer<Cell>], _ row: Int) -> Bool {
        for column in 0..<columns.count {
            let order = last[column].withUnsafeBufferPointer {
                Self.compare(columns[column][row], $0)
            }
            if order != 0 { return order > 0 }
        }
        return false
    }

    /// Below, at or above zero as the cell comes before, is, or comes after the bytes. A key that
    /// holds a number is none that this can compare: it then comes before.
    @inline(__always)
    private static func compare(_ cell: Cell, _ other: UnsafeBufferPointer<UInt8>) -> Int {
        let bytes = cell.bytes
        guard !cell.isNumber, let start = bytes.baseAddress, let otherStart = other.baseAddress
        else { return -1 }
        let order = fm_compare(start, otherStart, min(bytes.count, other.count))
        return order != 0 ? Int(order) : bytes.count - other.count
    }
}
