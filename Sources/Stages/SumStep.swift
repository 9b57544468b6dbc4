import CBytes
import Catalog
import Records

/// Adds a column up over rows that share others: one row for each.
final class SumStep: Step {
    static let kind = StepKind(
        spec: Spec(
            "sum",
            "adds a column up over the rows that share the columns 'by'; with 'less' each row counts "
                + "for so much less, never below zero; a blank counts nothing",
            value: .text,
            fields: [
                Field("by", .texts, required: true, "the columns that rows of one sum share"),
                Field("less", .text, "a column to take off each row first"),
                Field("as", .text, "the name of the sum; else that of the column"),
                Field(
                    "parts", .flag, standard: "false",
                    "of a table: what a row says of a kit (mappings/kits.tsv) counts for its parts, as "
                        + "many units of each as are in one kit"),
            ],
            example:
                "{ sum: \"quantity\", less: \"location-buffer\", by: [\"item\"], as: \"on-hand\" }"
        ),
        make: { fields, builder in SumStep(fields, builder) })

    let by: [String]
    let name: String
    let bySlots: [Int]
    let column: Int
    let less: Int?
    let result: Int
    /// The sums so far; their last value is the sum, those before it the values of `by` where rows
    /// are wanted.
    private(set) var sums: LookupTable
    /// Whether the stage wants rows, so that the values of `by` must be kept.
    var givesRows = true
    /// Whether rows of a kit count for its parts.
    let countsParts: Bool
    private var kits: Kits?
    private let columns: Columns
    private let keys = BatchKeys()
    private var order: [Key] = []
    private var next = 0

    private init?(_ fields: Fields, _ builder: StageBuilder) {
        let column = fields.word("sum")
        name = fields.text("as") ?? column
        by = fields.texts("by")
        guard let slot = builder.slot(column, fields, "sum"),
            let bySlots = builder.slots(fields.textNodes("by"))
        else { return nil }
        countsParts = fields.flag("parts")
        if countsParts {
            guard by.count == 1, builder.isTable else {
                builder.mistakes.append(
                    fields.mistake("parts", "'parts' is for a table's sum by the item alone"))
                return nil
            }
            builder.uses.insert(.mapping(Kits.name))
        }
        let kind = builder.columns.slots[slot].kind
        guard
            [.count, .integer, .money].contains(kind) || builder.columns.slots[slot].source == nil
        else {
            builder.mistakes.append(
                fields.mistake("sum", "'\(column)' holds no numbers to add up"))
            return nil
        }
        builder.columns.use(slot, as: .count)
        columns = builder.columns
        self.column = slot
        self.bySlots = bySlots
        if let less = fields.text("less") {
            guard let slot = builder.slot(less, fields, "less") else { return nil }
            builder.columns.use(slot, as: .count)
            self.less = slot
        } else {
            less = nil
        }
        result = builder.columns.define(name, kind: kind == .text ? .count : kind, isChecked: true)
        sums = LookupTable(values: [], expected: 0)
    }

    /// Forgets all sums. `expected` is how many there will be at most.
    func begin(expected: Int) {
        let kept = givesRows ? bySlots.map { columns.slots[$0].kind != .text } : []
        sums = LookupTable(values: kept + [true], expected: expected)
        order = []
        next = 0
    }

    func load(_ run: Run, _ scope: StageScope) throws(Failure) {
        if countsParts { kits = try Kits(run.disk) }
        begin(expected: 1024)
    }

    func process(_ batch: Batch) {
        if let kits { return addParts(batch, kits) }
        let sum = givesRows ? by.count : 0
        let (sums, table) = (sums, sums.table)
        keys.fill(batch, bySlots, for: table)
        var last: (key: Key, payload: UnsafeMutableRawPointer)?
        for index in 0..<batch.selected {
            let row = Int(batch.selection[index])
            let key = keys.take(index, for: table)
            if let last, last.key.low == key.low, last.key.check == key.check {
                sums.add(amount(batch, row), to: sum, of: last.payload, isNew: false)
                continue
            }
            let (payload, isNew) = table.insert(key)
            last = (key, payload)
            if isNew, givesRows {
                for (value, slot) in bySlots.enumerated() {
                    _ = sums.set(value, of: payload, to: batch.columns[slot][row])
                }
                order.append(key)
            }
            sums.add(amount(batch, row), to: sum, of: payload, isNew: isNew)
        }
        batch.selected = 0
    }

    private func addParts(_ batch: Batch, _ kits: Kits) {
        let sum = givesRows ? by.count : 0
        keys.fill(batch, bySlots, for: sums.table)
        func add(_ units: Int64, _ item: Key) {
            let (payload, isNew) = sums.table.insert(item)
            sums.add(units, to: sum, of: payload, isNew: isNew)
        }
        for index in 0..<batch.selected {
            let units = amount(batch, Int(batch.selection[index]))
            let item = keys.take(index, for: sums.table)
            guard let kit = kits.kit(item) else {
                add(units, item)
                continue
            }
            for part in kits.parts(of: kit) {
                add(Self.units(units, of: part), part.key)
            }
        }
        batch.selected = 0
    }

    /// The units of an item that a row of `by` counts for: itself, or the parts of a kit.
    func units(of item: Key, _ batch: Batch, _ row: Int) -> Int64? {
        let own = Key(bySlots.reduce(fm_hash()) { batch.columns[$1][row].hash(after: $0) })
        guard let kits, let kit = kits.kit(own) else {
            return own == item ? amount(batch, row) : nil
        }
        return kits.parts(of: kit).first { $0.key == item }.map {
            Self.units(amount(batch, row), of: $0)
        }
    }

    /// The units of a part that are in so many kits; more than anybody has where they are too many to count.
    private static func units(_ kits: Int64, of part: Kits.Part) -> Int64 {
        let (product, overflow) = kits.multipliedReportingOverflow(by: part.quantity)
        return overflow ? 1 << 50 : product
    }

    /// What a row adds.
    @inline(__always)
    func amount(_ batch: Batch, _ row: Int) -> Int64 {
        let cell = batch.columns[column][row]
        guard cell.isNumber else { return 0 }
        guard let less, batch.columns[less][row].isNumber else { return cell.number }
        return max(0, cell.number - batch.columns[less][row].number)
    }

    /// Fills `batch` with the next sums, in the order in which their first rows came. False when
    /// there are no more.
    func drain(into batch: Batch) -> Bool {
        batch.clear()
        while next < order.count, batch.count < Batch.capacity {
            let row = batch.count
            if let payload = sums.table.find(order[next]) {
                for (value, slot) in bySlots.enumerated() {
                    batch.columns[slot][row] = sums.get(value, of: payload)
                }
                batch.columns[result][row] = sums.get(by.count, of: payload)
                batch.lines[row] = 0
                batch.count += 1
            }
            next += 1
        }
        batch.selectAll()
        return batch.count > 0
    }
}
