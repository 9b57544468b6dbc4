import Catalog
import Records

/// Says of each despatch whether Amazon may be told, of which items, how many of each, and when.
///
/// Units add up to no more than was ordered less what is cancelled. A despatch that names no item is the
/// whole order: told as that where nothing of it was told before, else as the lines that are still open.
final class DespatchStep: Step {
    static let kind = StepKind(
        spec: Spec(
            "despatch",
            "despatches that may be told: no more units than were ordered; the columns are those of the shipped query 'despatches'",
            value: .oneOf(["units"]), fields: [], example: "{ despatch: \"units\" }"),
        make: { fields, builder in DespatchStep(fields, builder) })

    private let slots: StepSlots
    private let (item, code, quantity, time): (Int, Int, Int, Int)
    /// Units of each line, and orders, of which more is about to be told in this run.
    private var units: [Int64: Int64] = [:]
    private var touched: Set<String> = []
    /// Despatches of a whole order that are told as such.
    private var wholes: Set<String> = []
    private var now: Int64 = 0
    private var noon: (Int64) -> Int64 = { $0 * 86_400 }
    private var day: (Int64) -> Int64 = { $0 / 86_400 }
    private let words = Arena(piece: 64)
    private let star: Cell

    private init?(_ fields: Fields, _ builder: StageBuilder) {
        slots = StepSlots(
            [
                "despatch-id", "order-id", "order-item-id", "sku", "what", "line-state", "matches",
                "line-id", "quantity", "ordered", "cancelled", "despatched", "earlier",
                "order-touched", "despatch-date", "despatch-time",
                "purchase-date", "order-status", "item-status", "fulfillment-channel", "edit",
                "cancellation-requested", "told-as", "told-state", "told-quantity", "told-apart",
            ], fields, "despatch", builder)
        guard slots.isWhole else { return nil }
        item = builder.columns.define("order-item-id")
        code = builder.columns.define("item-code")
        quantity = builder.columns.define("quantity", kind: .count, isChecked: true)
        time = builder.columns.define("fulfillment-date", kind: .time, isChecked: true)
        star = words.keep("*")
        builder.needsDay = true
    }

    func load(_ run: Run, _ scope: StageScope) {
        units = [:]
        touched = []
        wholes = []
        now = run.now
        noon = { run.instant($0 * 86_400 + 43_200) }
        day = { run.localDay($0) }
    }

    func process(_ batch: Batch) { batch.keep { row in judge(batch, row) } }

    /// Whether the row stays: Amazon may be told.
    private func judge(_ batch: Batch, _ row: Int) -> Bool {
        let line = slots.number("line-id", batch, row) ?? 0
        let ordered = slots.number("ordered", batch, row) ?? 0
        let isEdit = slots.number("edit", batch, row) == 1
        let state = EventState(slots.text("told-state", batch, row))
        for (slot, cell) in [(item, slots.cell("order-item-id", batch, row)), (code, .absent)] {
            batch.columns[slot][row] = cell
        }
        batch.columns[quantity][row] = .absent
        batch.columns[time][row] = .absent
        if state == .ended, !isEdit { return false }
        if state == .told {
            return isEdit && edit(batch, row, slots.number("told-quantity", batch, row))
        }
        guard slots.text("line-state", batch, row) == "known" else {
            batch.leave(row, .withheld, "its order, or the line of it, is not known yet")
            return false
        }
        if let (how, reason) = orderFault(batch, row) ?? timeFault(batch, row) {
            batch.leave(row, how, reason)
            return false
        }
        return slots.text("what", batch, row) == "order"
            ? whole(batch, row, line, ordered) : part(batch, row, line, ordered)
    }

    /// Other tracking for what was told: the same units, which count already.
    private func edit(_ batch: Batch, _ row: Int, _ told: Int64?) -> Bool {
        if let (how, reason) = timeFault(batch, row) {
            batch.leave(row, how, reason)
            return false
        }
        if slots.text("told-as", batch, row) == "order" {
            guard wholes.insert(slots.text("despatch-id", batch, row)).inserted else {
                return false
            }
            batch.columns[item][row] = star
            return true
        }
        if let asked = slots.number("quantity", batch, row), asked != told {
            batch.leave(
                row, .rejected,
                "an edit changes the tracking: \(asked) units instead of \(told ?? 0) are another despatch"
            )
            return false
        }
        batch.columns[code][row] = slots.cell("order-item-id", batch, row)
        batch.columns[quantity][row] = told.map { Cell(number: $0) } ?? .absent
        return true
    }

    /// What is wrong with the order; nil where nothing is.
    private func orderFault(_ batch: Batch, _ row: Int) -> (Batch.Departure, String)? {
        if slots.text("fulfillment-channel", batch, row) == "Amazon" {
            return (.rejected, "the order is fulfilled by Amazon")
        }
        let isPart = slots.text("what", batch, row) != "order"
        if slots.text("order-status", batch, row) == "Cancelled"
            || isPart && slots.text("item-status", batch, row) == "Cancelled"
        {
            return (.rejected, "Amazon shows it as cancelled")
        }
        if slots.text("order-status", batch, row) == "Pending" {
            return (.withheld, "the order is pending: it is not to be sent off yet")
        }
        if slots.number("cancellation-requested", batch, row) == 1 {
            return (.withheld, "the buyer has asked to cancel the order")
        }
        return nil
    }

    /// Sets the time of the despatch. Amazon takes none before the order and none in the future (5002); a day
    /// without a time is taken as its noon, or as near to that as these limits let it be.
    private func timeFault(_ batch: Batch, _ row: Int) -> (Batch.Departure, String)? {
        let bought = slots.number("purchase-date", batch, row)
        let said: Int64
        if let exact = slots.number("despatch-time", batch, row) {
            said = exact
            if let bought, said < bought {
                return (
                    .rejected,
                    "it is dated \(Instant.timeText(said)), before the order of \(Instant.timeText(bought))"
                )
            }
            if said > now {
                return (.rejected, "it is dated \(Instant.timeText(said)), which is in the future")
            }
        } else if let date = slots.number("despatch-date", batch, row) {
            if let bought, date < day(bought) {
                return (
                    .rejected,
                    "it is dated \(Instant.dayText(date)), before the order of \(Instant.dayText(day(bought)))"
                )
            }
            if date > day(now) {
                return (.rejected, "it is dated \(Instant.dayText(date)), which is in the future")
            }
            said = min(max(noon(date), bought ?? .min), now)
        } else {
            return (.rejected, "it has no date")
        }
        batch.columns[time][row] = Cell(number: said)
        return nil
    }

    /// Units of the line that are neither cancelled nor sent off.
    private func open(_ batch: Batch, _ row: Int, _ line: Int64, _ ordered: Int64) -> Int64 {
        ordered - (slots.number("cancelled", batch, row) ?? 0)
            - (slots.number("despatched", batch, row) ?? 0) - units[line, default: 0]
    }

    private func part(_ batch: Batch, _ row: Int, _ line: Int64, _ ordered: Int64) -> Bool {
        guard slots.number("matches", batch, row) == 1 else {
            let sku = slots.text("sku", batch, row)
            batch.leave(
                row, .rejected,
                "sku '\(sku)' stands in several lines of the order: name the order-item-id")
            return false
        }
        let open = open(batch, row, line, ordered)
        let asked = slots.number("quantity", batch, row) ?? open
        guard asked <= open, asked > 0 else {
            let cancelled = slots.number("cancelled", batch, row) ?? 0
            let sent = ordered - cancelled - open
            let earlier = slots.text("earlier", batch, row)
            batch.leave(
                row, .rejected,
                "\(asked <= 0 ? "nothing" : "\(asked) to send off, and \(max(0, open))") is open: "
                    + "\(ordered) ordered, \(cancelled) cancelled, \(sent) sent off"
                    + (earlier.isEmpty ? "" : " (\(earlier))"))
            return false
        }
        return tell(batch, row, line, asked)
    }

    /// A line of a despatch of the whole order. The first line to come stands for all of them where nothing
    /// of the order was told before; else each line is told with what is open of it. One that was told as lines
    /// stays so: as a whole it would be another identity, and what Amazon rejected would be told again unasked.
    private func whole(_ batch: Batch, _ row: Int, _ line: Int64, _ ordered: Int64) -> Bool {
        let despatch = slots.text("despatch-id", batch, row)
        let order = slots.text("order-id", batch, row)
        if wholes.contains(despatch) {
            units[line, default: 0] += ordered
            return false
        }
        if slots.number("order-touched", batch, row) == 0,
            slots.number("told-apart", batch, row) != 1, touched.insert(order).inserted
        {
            wholes.insert(despatch)
            units[line, default: 0] += ordered
            batch.columns[item][row] = star
            return true
        }
        // Amazon rejected it as a whole: under its lines' names it would be told again unasked.
        if slots.text("told-as", batch, row) == "order",
            EventState(slots.text("told-state", batch, row)) == .ended
        {
            batch.leave(
                row, .rejected,
                "it was told as a whole order and rejected, and some of that is cancelled or sent off since: say what is left as another despatch"
            )
            return false
        }
        let open = open(batch, row, line, ordered)
        return open > 0 && tell(batch, row, line, open)
    }

    private func tell(_ batch: Batch, _ row: Int, _ line: Int64, _ count: Int64) -> Bool {
        let own = slots.cell("order-item-id", batch, row)
        guard !own.isBlank else {
            batch.leave(
                row, .withheld,
                "the line's item id is not known yet: take in an order report that has it")
            return false
        }
        units[line, default: 0] += count
        touched.insert(slots.text("order-id", batch, row))
        batch.columns[code][row] = own
        batch.columns[quantity][row] = Cell(number: count)
        return true
    }
}
