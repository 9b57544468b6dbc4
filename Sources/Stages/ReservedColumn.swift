import CBytes
import Catalog
import Records

/// A column `reserved-…` that a table gives: units of the row's item that are there and not to be sold.
struct ReservedColumn {
    static let prefix = "reserved-"

    let name: String
    let slot: Int
    /// The slot of the item that it is looked up by.
    let item: Int
    private let map: MapStep
    private let value: Int

    /// Those that steps so far look up, in the order of their names.
    static func all(_ builder: StageBuilder) -> [ReservedColumn] {
        builder.tables.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }
            .compactMap { name, map in
                map.looked(name).map {
                    ReservedColumn(
                        name: name, slot: $0.slot, item: $0.item, map: map, value: $0.value)
                }
            }
    }

    /// Why a column of a table that is looked up next can be of no use; nil where all is well, as for any
    /// that is not called `reserved-…`.
    static func mistake(
        _ given: Table.Given, of table: Table, _ builder: StageBuilder
    ) -> String? {
        guard given.name.hasPrefix(prefix) else { return nil }
        if table.by.count != 1 || given.kind == .text {
            return "'\(given.name)' must be a number of units, looked up by the item alone"
        }
        if builder.hasAvailable || builder.kit != nil || builder.share != nil {
            return
                "what sets '\(given.name)' stands before 'kit', 'share' and 'available', which take "
                + "it off the stock"
        }
        return nil
    }

    /// The units of an item, none where the table does not name it; nil where a row of it was rejected.
    func units(_ item: Key) -> Int64? {
        guard let table = map.table, let payload = table.table.find(item) else { return 0 }
        let cell = table.get(value, of: payload)
        return cell.isNumber ? cell.number : nil
    }

    /// The same for a row that the table was looked up for.
    @inline(__always)
    func units(_ batch: Batch, _ row: Int) -> Int64? {
        let cell = batch.columns[slot][row]
        if cell.isNumber { return cell.number }
        guard let table = map.table, table.hasUnknown else { return 0 }
        return units(Key(batch.columns[item][row].hash(after: fm_hash())))
    }

    var title: String { map.title }
}
