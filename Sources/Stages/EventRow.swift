import Records

/// A row of an event feed that is to be told.
struct EventRow {
    /// The key's cells, parted by tabs.
    var key: [UInt8]
    /// The key's cells and then the feed's columns.
    var cells: UnsafeMutablePointer<Cell>
    /// What was told of the key before: its id in `told`.
    var before: Int64?
    /// Where it comes from.
    var file: String
    var line: Int
}
