import Catalog
import Files
import Records

/// Says when what has sold out comes back: sets the column `restock-date` from a mapping such as
/// `mappings/restock-dates.tsv`, looked up by item, seller-sku or whatever its heading names.
///
/// The day is told beside a quantity of zero only, and only as long as it is still to come: Amazon
/// ignores or refuses a restock date in the past. Without the file the step does nothing.
final class RestockStep: Step {
    static let column = "restock-date"

    static let kind = StepKind(
        spec: Spec(
            "restock",
            "sets the column restock-date where the quantity is zero and the day is still to come, "
                + "as mappings/NAME.tsv says by item or seller-sku; without the file it does nothing",
            value: .text, fields: [], example: "{ restock: \"restock-dates\" }"),
        make: { fields, builder in
            do throws(Failure) {
                return try RestockStep(fields, builder)
            } catch {
                builder.mistakes.append(Mistake(at: error.place ?? fields.place, error.message))
                return nil
            }
        })

    /// Nil where the shop has no such mapping.
    let map: MapStep?
    private let slot: Int
    private let quantity: Int
    private var day: Int64 = 0

    private init?(_ fields: Fields, _ builder: StageBuilder) throws(Failure) {
        let name = fields.word("restock")
        guard let quantity = builder.slot("quantity", fields, "restock") else { return nil }
        guard builder.columns.slots[quantity].source == nil else {
            builder.mistakes.append(
                fields.mistake(
                    "restock", "'restock' stands behind the step that sets 'quantity'",
                    hint: "{ available: \"quantity\" }"))
            return nil
        }
        self.quantity = quantity
        builder.uses.insert(.mapping(name))
        guard let mapping = try MappingFile(name, disk: builder.disk) else {
            map = nil
            slot = quantity
            return
        }
        guard mapping.names.contains(Self.column), !builder.columns.has(Self.column) else {
            let hint = Mistake.hint(for: Self.column, in: mapping.names)
            builder.mistakes.append(
                Mistake(
                    at: Place(mapping.file, line: 1),
                    mapping.names.contains(Self.column)
                        ? "'\(Self.column)' is set already, before 'restock'"
                        : "there is no column '\(Self.column)'", hint: hint))
            return nil
        }
        guard
            let map = MapStep(
                mapping, builder, { fields.mistake("restock", $0, hint: $1) }),
            let slot = builder.columns.slot(of: Self.column)
        else { return nil }
        // Its rows come and go by their nature: the guard 'moved' does not watch over them.
        builder.mappings[name] = nil
        self.map = map
        self.slot = slot
        builder.columns.use(slot, as: .date)
        builder.needsDay = true
    }

    func load(_ run: Run, _ scope: StageScope) throws(Failure) {
        day = run.day
        try map?.load(run, scope)
    }

    func process(_ batch: Batch) {
        guard let map else { return }
        map.process(batch)
        let (dates, quantities) = (batch.columns[slot], batch.columns[quantity])
        for index in 0..<batch.selected {
            let row = Int(batch.selection[index])
            guard dates[row].isNumber else { continue }
            let isZero = quantities[row].isNumber && quantities[row].number == 0
            if !isZero || dates[row].number <= day { dates[row] = .absent }
        }
    }

    func explain(
        _ batch: Batch, _ row: Int, _ run: Run, _ scope: StageScope
    ) throws(Failure) -> [String] {
        guard let map else { return [] }
        var lines = try map.explain(batch, row, run, scope)
        if batch.columns[slot][row].isAbsent,
            lines.contains(where: { $0.hasPrefix(map.title + ":") })
        {
            lines.append("no \(Self.column): the quantity is not zero, or the day is over")
        }
        return lines
    }
}
