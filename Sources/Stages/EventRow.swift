import Records

/// A row of an event feed that is to be told.
struct EventRow {
    /// The key's cells, parted by tabs.
    var key: [UInt8]
    /// The key's cells and then the feed's columns.
    var cells: UnsafeMutablePointer<Cell>
    /// What was told of the key before: its id in `told`.
    var before: Int64?
    /// Where it comes from: a dropped file and its line, or a query and the row's number.
    var place: RowPlace
}

/// Where a row of a query comes from.
struct RowPlace {
    /// The dropped file's id in the ledger; 0: the row is of no file.
    var id: Int64 = 0
    /// The file as it was dropped, or the query.
    var file = ""
    var line = 0
}
