import CBytes
import Catalog
import Records

/// The column that holds the stock of a row's item, and the table that it was looked up in: what steps
/// need that reckon with the stock of other items too.
struct StockColumn {
    let column: String
    let slot: Int
    /// The slot of the item.
    let item: Int
    private let map: MapStep
    private let value: Int
    /// The tables that say what of it is reserved.
    private let reserved: [ReservedColumn]

    /// `field` names the column. Nil, and a mistake, where no step before looks it up in a table.
    init?(_ fields: Fields, _ field: String, _ builder: StageBuilder) {
        column = fields.word(field)
        guard let map = builder.tables[column], let found = map.looked(column),
            builder.columns.slot(of: column) == found.slot
        else {
            builder.mistakes.append(
                fields.mistake(
                    field, "'\(field)' needs the column '\(column)' as a table gives it",
                    hint: "a step before it must set it: { map: \"\(column)\", on: [\"item\"] }"))
            return nil
        }
        reserved = ReservedColumn.all(builder)
        if let other = reserved.first(where: { $0.item != found.item }) {
            builder.mistakes.append(
                fields.mistake(
                    field, "'\(other.name)' is looked up by another column than '\(column)'",
                    hint: "{ map: …, on: [\"\(map.keyNames[0])\"] } for both"))
            return nil
        }
        self.map = map
        (slot, item, value) = found
        builder.columns.use(slot, as: .integer)
    }

    /// The units of an item that nothing is reserved of; nil where they are not known.
    func free(_ item: Key) -> Int64? {
        guard var free = units(item) else { return nil }
        for column in reserved {
            guard let units = column.units(item) else { return nil }
            free = free.less(units)
        }
        return free
    }

    /// The units of an item that are reserved; nil where they are not known.
    func reserved(_ item: Key) -> Int64? {
        guard let units = units(item), let free = free(item) else { return nil }
        return units - free
    }

    /// Says of a row that nothing more is to be taken off it.
    func settleReserved(_ batch: Batch, _ row: Int) {
        for column in reserved { batch.columns[column.slot][row] = Cell(number: 0) }
    }

    /// The units of an item, as the table that was loaded last has them; nil where they are not known.
    func units(_ item: Key) -> Int64? {
        guard let table = map.table else { return nil }
        guard let payload = table.table.find(item) else { return table.absent }
        let cell = table.get(value, of: payload)
        return cell.isNumber ? cell.number : nil
    }

    /// Whether rows of an item were rejected, so that its stock is not known.
    func isDoubtful(_ item: Key) -> Bool { map.table?.isUnknown(item) ?? false }

    /// The table and the column that it is looked up by, for messages.
    var title: String { map.title }
    var itemName: String { map.keyNames[0] }

    /// The table's definition.
    var table: Table? { map.definition }
}

extension MapStep {
    /// Where a column that the step gives and the one column that it is looked up by lie, and its
    /// number among the table's values; nil where it is looked up by several.
    func looked(_ column: String) -> (slot: Int, item: Int, value: Int)? {
        guard case .table(let table) = origin, keySlots.count == 1,
            let value = table.gives.firstIndex(where: { $0.name == column })
        else { return nil }
        return (valueSlots[value], keySlots[0], value)
    }
}

extension Int64 {
    /// This less what is reserved of it, which may be more than there is.
    func less(_ reserved: Int64) -> Int64 {
        let (left, overflow) = subtractingReportingOverflow(reserved)
        return overflow ? 0 : left
    }

    /// The quotient, rounded down. `divisor` is above zero.
    func floored(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
