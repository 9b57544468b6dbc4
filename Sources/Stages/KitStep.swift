import Catalog
import Files
import Records

/// Sets the stock of kits: items that `mappings/kits.tsv` says are put together of others.
///
/// A kit's stock is the least, over its parts, of the part's units by those in one kit, rounded down.
/// A part of which the stock is not known makes that of the kit unknown; one that is at zero makes it
/// zero. What is reserved of a part, by columns `reserved-…` of tables before it, is not there for kits
/// either. Rows of the stock for the kit's own item do not count: a warehouse system that works out its
/// kits and writes them into the stock file would have them counted twice. An item that is packed ahead
/// and lies in stock as such is no kit here.
///
/// The table before it must let rows go on that it does not know, as a kit need not be in it; this
/// step then says what becomes of those that have no stock after it.
final class KitStep: Step {
    static let kind = StepKind(
        spec: Spec(
            "kit",
            "sets the stock of the items that mappings/kits.tsv (item, part, quantity) says are put "
                + "together of others: the least over its parts of the part's stock by the units in "
                + "one kit, rounded down; without the file there are no kits",
            value: .text,
            fields: [
                Field(
                    "missing", .choice(MapStep.Missing.self), standard: "reject",
                    "what becomes of a row, kit or not, of which the stock is not known")
            ],
            example: "{ kit: \"on-hand\", missing: \"reject\" }"),
        make: { fields, builder in KitStep(fields, builder) })

    /// The stock of items that this step changes.
    let stock: StockColumn
    /// The slot of a text that says which part is short: for kits, and in a plan only.
    let why: Int
    private(set) var kits: Kits?
    /// Lets rows go on of which the stock is not known, whatever becomes of them otherwise.
    var keepsAll = false
    private let missing: MapStep.Missing
    private let keys = BatchKeys()
    private let whys = Arena(piece: 1 << 12)
    private var isPlan = false

    private init?(_ fields: Fields, _ builder: StageBuilder) {
        guard let stock = StockColumn(fields, "kit", builder),
            builder.isBeforeAvailable("kit", fields)
        else { return nil }
        guard builder.share == nil else {
            builder.mistakes.append(
                fields.mistake("kit", "'kit' stands before 'share', which deals out parts too"))
            return nil
        }
        self.stock = stock
        missing = fields.choice("missing", or: .reject)
        why = builder.columns.define("kit-stock")
        builder.uses.insert(.mapping(Kits.name))
        builder.mappings[Kits.name] = ["item", "part"]
        builder.kit = self
    }

    func load(_ run: Run, _ scope: StageScope) throws(Failure) {
        kits = try Kits(run.disk)
        isPlan = run.isPlan
    }

    func process(_ batch: Batch) {
        if let kits { set(batch, kits) }
        if missing == .keep || keepsAll { return }
        let units = batch.columns[stock.slot]
        var kept = 0
        for index in 0..<batch.selected {
            let row = Int(batch.selection[index])
            batch.selection[kept] = batch.selection[index]
            if !units[row].isAbsent {
                kept += 1
            } else if missing == .reject {
                batch.leave(row, .rejected, reason(batch.columns[stock.item][row].text))
            }
        }
        batch.selected = kept
    }

    private func reason(_ item: String) -> String {
        guard let kits, let kit = kits.kit(Key([item])) else {
            if stock.isDoubtful(Key([item])) {
                return
                    "the stock of \(stock.itemName) '\(item)' is not known: a row of it was rejected"
            }
            return "\(stock.title) knows no \(stock.itemName) '\(item)'"
        }
        let unknown = kits.parts(of: kit).first { stock.free($0.key) == nil }
        if let unknown, stock.units(unknown.key) != nil {
            return
                "what is reserved of part '\(kits.name(of: unknown))' of kit '\(item)' is not known: "
                + "a row of it was rejected"
        }
        return "\(stock.title) knows no part '\(unknown.map(kits.name) ?? "")' of kit '\(item)'"
    }

    private func set(_ batch: Batch, _ kits: Kits) {
        let (units, reasons) = (batch.columns[stock.slot], batch.columns[why])
        keys.fill(batch, [stock.item], for: kits.table)
        for index in 0..<batch.selected {
            let row = Int(batch.selection[index])
            reasons[row] = .absent
            guard let kit = kits.kit(keys.take(index, for: kits.table)) else { continue }
            let short = short(kits.parts(of: kit))
            units[row] = short.map { Cell(number: $0.pieces) } ?? .absent
            stock.settleReserved(batch, row)
            if isPlan, let short { reasons[row] = whys.keep("kit: " + text(short)) }
        }
    }

    /// What a part allows: units of it, and the kits that they are enough for.
    private struct Short {
        var part: Kits.Part
        var units: Int64
        var pieces: Int64
    }

    /// The first part of which there is the least; nil where the stock of any is not known.
    private func short(_ parts: ArraySlice<Kits.Part>) -> Short? {
        var least: Short?
        for part in parts {
            guard let units = stock.free(part.key) else { return nil }
            let pieces = units.floored(by: part.quantity)
            if least.map({ pieces < $0.pieces }) ?? true {
                least = Short(part: part, units: units, pieces: pieces)
            }
        }
        return least
    }

    private func text(_ short: Short) -> String {
        let reserved = stock.reserved(short.part.key) ?? 0
        let units = reserved == 0 ? "" : "(\(short.units + reserved) less \(reserved) reserved) "
        return "\(short.units) \(units)of \(kits?.name(of: short.part) ?? "") ÷ "
            + "\(short.part.quantity) = \(short.pieces)"
    }

    func explain(
        _ batch: Batch, _ row: Int, _ run: Run, _ scope: StageScope
    ) -> [String] {
        let item = batch.columns[stock.item][row]
        guard let kits, let kit = kits.kit(Key([item.text])) else { return [] }
        let parts = kits.parts(of: kit)
        var lines = parts.map { part in
            guard let units = stock.free(part.key) else {
                let what = stock.units(part.key) == nil ? "the stock" : "what is reserved"
                return "\(what) of part \(kits.name(of: part)) is not known"
            }
            let pieces = units.floored(by: part.quantity)
            return text(Short(part: part, units: units, pieces: pieces))
        }
        if let own = stock.units(Key([item.text])), own != 0 {
            lines.append("\(own) of \(item.text) itself do not count: it is a kit")
        }
        if let short = short(parts) {
            lines.append("\(stock.column) is \(short.pieces), as kit: \(text(short))")
        } else {
            lines.append("\(stock.column) is not known")
        }
        return lines
    }
}
