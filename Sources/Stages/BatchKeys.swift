import Records

/// The keys of a batch's rows, made all at once and taken in their order, so that a table's memory is on its
/// way before it is needed.
final class BatchKeys {
    private let keys = UnsafeMutablePointer<Key>.allocate(
        capacity: Batch.capacity + FlatTable.ahead)

    init() { keys.initialize(repeating: Key([]), count: Batch.capacity + FlatTable.ahead) }

    deinit { keys.deallocate() }

    /// The key of the selected row at `index`, in the order of the selection; the memory that a later one will
    /// need of the table is asked for.
    @inline(__always)
    func take(_ index: Int, for table: FlatTable) -> Key {
        table.prefetch(keys[index + FlatTable.ahead])
        return keys[index]
    }

    /// Makes the keys of the selected rows from the cells in `slots`.
    func fill(_ batch: Batch, _ slots: [Int], for table: FlatTable) {
        let columns = slots.map { batch.columns[$0] }
        guard !columns.isEmpty else {
            for index in 0..<batch.selected { keys[index] = Key([]) }
            return
        }
        table.fill(keys, from: columns, rows: batch.selection, count: batch.selected)
    }
}
