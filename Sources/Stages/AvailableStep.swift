import Catalog
import Records

/// The quantity rule, the whole of it.
///
/// In this order, each part only where a row has it: on-hand, less what is reserved (columns
/// `reserved-…` of tables, for the item; `reserved` of a mapping, for the offer), less buffer, is what is
/// available. Where several offers share the stock, a step `share` before this one says how much of it
/// this offer may have at most. At or below end-when the offer gets zero. Else percent of it, rounded
/// down, at most max-listed, never below zero. A hold beats all of this until its day is over: `zero`
/// tells zero, `hands-off` tells nothing.
///
/// Sharing stands behind the buffer, so that each offer keeps back its own, and before end-when and
/// max-listed, which speak of what the offer itself would show. A percentage above 100 does not lift
/// an offer above its share: others were promised the rest.
final class AvailableStep: Step {
    static let kind = StepKind(
        spec: Spec(
            "available",
            "sets a column to the quantity that an offer gets: on-hand, less reserved (and each "
                + "reserved-… of a table), less buffer; of shared stock its share; zero at or below "
                + "end-when; else percent of it, at most max-listed; holds first",
            value: .text, fields: [], example: "{ available: \"quantity\" }"),
        make: { fields, builder in AvailableStep(fields, builder) })

    /// What made a quantity what it is.
    private enum Why: Int, CaseIterable {
        case onHand, reserved, buffer, share, endWhen, percent, maxListed, belowZero, hold

        var text: String {
            switch self {
            case .onHand: "on-hand"
            case .reserved: "on-hand less reserved"
            case .buffer: "on-hand less buffer"
            case .share: "share"
            case .endWhen: "end-when"
            case .percent: "percent"
            case .maxListed: "max-listed"
            case .belowZero: "never below zero"
            case .hold: "hold"
            }
        }
    }

    private let column: String
    private let result: Int
    private let whySlot: Int
    private let onHand: Int
    private let reserved: Int?
    private let reservedColumns: [ReservedColumn]
    private let buffer: Int?
    private let endWhen: Int?
    private let percent: Int?
    private let maxListed: Int?
    private let hold: Int?
    private let until: Int?
    private let kit: KitStep?
    private let share: ShareStep?
    private let words = Arena(piece: 1 << 12)
    private let whys: [Cell]
    private var holds: Hold?

    private init?(_ fields: Fields, _ builder: StageBuilder) {
        column = fields.word("available")
        guard let onHand = builder.columns.slot(of: "on-hand") else {
            builder.mistakes.append(
                fields.mistake(
                    "available", "'available' needs a column 'on-hand'",
                    hint: "a step before it must set it: { map: \"on-hand\", on: [\"item\"] }"))
            return nil
        }
        func part(_ name: String, _ kind: Kind) -> Int? {
            guard let slot = builder.columns.slot(of: name) else { return nil }
            builder.columns.use(slot, as: kind)
            return slot
        }
        self.onHand = onHand
        builder.columns.use(onHand, as: .integer)
        reserved = part("reserved", .count)
        reservedColumns = ReservedColumn.all(builder)
        buffer = part("buffer", .count)
        endWhen = part("end-when", .count)
        percent = part("percent", .percent)
        maxListed = part("max-listed", .count)
        hold = part("hold", .text)
        until = part("until", .date)
        if hold != nil { builder.needsDay = true }
        kit = builder.kit
        share = builder.share
        builder.hasAvailable = true
        result = builder.columns.define(column, kind: .count, isChecked: true)
        whySlot = builder.columns.define("why")
        let words = words
        whys = Why.allCases.map { words.keep($0.text) }
    }

    func load(_ run: Run, _ scope: StageScope) {
        holds = Hold(hold: hold, until: until, day: run.day)
    }

    func process(_ batch: Batch) {
        var kept = 0
        for index in 0..<batch.selected {
            let row = Int(batch.selection[index])
            batch.selection[kept] = Int32(truncatingIfNeeded: row)
            switch verdict(batch, row) {
            case .quantity(let quantity, let why):
                batch.columns[result][row] = Cell(number: quantity)
                batch.columns[whySlot][row] = reason(why, batch, row)
                kept += 1
            case .withheld(let reason): batch.leave(row, .withheld, reason)
            case .rejected(let reason): batch.leave(row, .rejected, reason)
            }
        }
        batch.selected = kept
    }

    /// What a plan shows as the reason; of a kit also which part is short.
    @inline(__always)
    private func reason(_ why: Why, _ batch: Batch, _ row: Int) -> Cell {
        let own = share.flatMap { why == .share ? batch.columns[$0.why][row] : nil }
        let cell = own ?? whys[why.rawValue]
        guard let kit, why != .hold, !batch.columns[kit.why][row].isAbsent else { return cell }
        let short = batch.columns[kit.why][row]
        return why == .onHand ? short : words.keep("\(cell.text); \(short.text)")
    }

    private enum Verdict {
        case quantity(Int64, Why)
        case withheld(String)
        case rejected(String)
    }

    @inline(__always)
    private func number(_ slot: Int?, _ batch: Batch, _ row: Int) -> Int64? {
        guard let slot else { return nil }
        let cell = batch.columns[slot][row]
        return cell.isNumber ? cell.number : nil
    }

    private func verdict(_ batch: Batch, _ row: Int) -> Verdict {
        if let holds {
            switch holds.state(batch, row) {
            case .none: break
            case .zero: return .quantity(0, .hold)
            case .handsOff(let until): return .withheld("on hold, hands off\(until)")
            case .unknown(let word):
                return .rejected("hold is '\(word)', not 'hands-off' or 'zero'")
            }
        }
        guard let stock = number(onHand, batch, row) else {
            return .withheld("its stock is not known")
        }
        return rule(stock, batch, row)
    }

    private func rule(_ stock: Int64, _ batch: Batch, _ row: Int) -> Verdict {
        var quantity = stock
        var why = Why.onHand
        for column in reservedColumns {
            guard let units = column.units(batch, row) else {
                return .withheld(
                    "what is reserved of its item is not known: a row of \(column.title) was rejected"
                )
            }
            if units != 0 { (quantity, why) = (quantity.less(units), .reserved) }
        }
        if let reserved = number(reserved, batch, row), reserved > 0 {
            quantity -= reserved
            why = .reserved
        }
        if let buffer = number(buffer, batch, row), buffer > 0 {
            quantity -= buffer
            why = .buffer
        }
        let most = number(share?.allotted, batch, row)
        if let most, quantity > most {
            quantity = most
            why = .share
        }
        if let endWhen = number(endWhen, batch, row), quantity <= endWhen {
            return .quantity(0, .endWhen)
        }
        if let percent = number(percent, batch, row), percent != 10_000, quantity > 0 {
            let (product, overflow) = quantity.multipliedReportingOverflow(by: percent)
            quantity = overflow ? .max : product / 10_000
            why = .percent
        }
        if let most, quantity > most {
            quantity = most
            why = .share
        }
        if let limit = number(maxListed, batch, row), quantity > limit {
            quantity = limit
            why = .maxListed
        }
        return quantity < 0 ? .quantity(0, .belowZero) : .quantity(quantity, why)
    }

    func explain(
        _ batch: Batch, _ row: Int, _ run: Run, _ scope: StageScope
    ) -> [String] {
        var lines: [String] = []
        var parts: [(String, Int?, Kind)] = [("on-hand", onHand, .integer)]
        parts += reservedColumns.map { ($0.name, $0.slot, .integer) }
        parts += [
            ("reserved", reserved, .count), ("buffer", buffer, .count),
            ("share", share?.allotted, .count), ("end-when", endWhen, .count),
            ("percent", percent, .percent), ("max-listed", maxListed, .count),
            ("until", until, .date),
        ]
        if let hold, !batch.columns[hold][row].isBlank {
            lines.append("hold \(batch.columns[hold][row].text)")
        }
        for (name, slot, kind) in parts {
            if let value = number(slot, batch, row) { lines.append("\(name) \(kind.write(value))") }
        }
        switch verdict(batch, row) {
        case .quantity(let quantity, let why):
            lines.append("\(column) \(quantity) (\(reason(why, batch, row).text))")
        case .withheld(let reason): lines.append("withheld: \(reason)")
        case .rejected(let reason): lines.append("rejected: \(reason)")
        }
        return lines
    }
}
