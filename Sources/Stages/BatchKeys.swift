import Records

/// The keys of a batch's rows, made all at once, so that a table's memory is on its way before it is
/// asked for.
final class BatchKeys {
    private let keys = UnsafeMutablePointer<Key>.allocate(capacity: Batch.capacity)

    deinit { keys.deallocate() }

    /// The key of the selected row at `index`, in the order of the selection.
    @inline(__always)
    subscript(index: Int) -> Key { keys[index] }

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
