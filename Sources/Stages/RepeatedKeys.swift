import Records

/// Rejects the rows of a file of which the key stands in the file already.
final class RepeatedKeys {
    private let names: [String]
    private let slots: [Int]
    private let table: FlatTable
    private let keys = BatchKeys()

    /// `expected` is how many rows the file may have.
    init(_ names: [String], _ slots: [Int], expected: Int) {
        self.names = names
        self.slots = slots
        table = FlatTable(payload: 8, expected: max(expected, 1 << 12))
    }

    func reject(in batch: Batch) {
        keys.fill(batch, slots, for: table)
        var index = -1
        batch.keep { row in
            index += 1
            let (payload, isNew) = table.insert(keys[index])
            if isNew {
                payload.storeBytes(of: Int64(batch.lines[row]), as: Int64.self)
                return true
            }
            let first = payload.loadUnaligned(as: Int64.self)
            let key = zip(names, slots)
                .map { "\($0) '\(batch.columns[$1][row].text)'" }.joined(separator: ", ")
            batch.leave(row, .rejected, "\(key) stands in line \(first) already")
            return false
        }
    }
}
