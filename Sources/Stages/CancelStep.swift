import Catalog
import Records

/// Says of each cancellation how Amazon may be told: as the end of a whole order, or of units of it.
///
/// A whole order ends only when every unit of it is to be cancelled and none was sent off; anything less goes
/// as units. No unit goes both ways.
final class CancelStep: Step {
    private enum Part: String, CaseIterable { case whole, units }

    static let kind = StepKind(
        spec: Spec(
            "cancel",
            "cancellations that may be told: of whole orders, or of units; the columns are those of the shipped query 'cancellations'",
            value: .choice(Part.self), fields: [], example: "{ cancel: \"whole\" }"),
        make: { fields, builder in CancelStep(fields, builder) })

    private let part: Part
    private let slots: StepSlots
    private let quantity: Int
    /// Units of each line that are about to be told in this run.
    private var units: [Int64: Int64] = [:]

    private init?(_ fields: Fields, _ builder: StageBuilder) {
        part = fields.choice("cancel", or: .whole)
        slots = StepSlots(
            [
                "cancellation-id", "order-id", "order-item-id", "sku", "what", "line-state",
                "matches", "line-id", "quantity", "ordered", "despatched", "cancelled",
                "order-open", "earlier",
                "is-whole", "place-in-line", "whole-state", "told-state", "order-status",
                "item-status", "fulfillment-channel",
            ], fields, "cancel", builder)
        guard slots.isWhole else { return nil }
        quantity = builder.columns.define("quantity", kind: .count, isChecked: true)
    }

    func load(_ run: Run, _ scope: StageScope) { units = [:] }

    func process(_ batch: Batch) { batch.keep { row in judge(batch, row) } }

    private func judge(_ batch: Batch, _ row: Int) -> Bool {
        batch.columns[quantity][row] = .absent
        let whole = EventState(slots.text("whole-state", batch, row))
        let isWhole = slots.number("is-whole", batch, row) == 1
        switch part {
        case .whole:
            // What is no whole order is for the other stage, which says what is wrong with it.
            guard isWhole, whole == .open, slots.number("place-in-line", batch, row) == 1 else {
                return false
            }
            // Told as units and rejected: told again as part of a whole order only when a person asks.
            guard EventState(slots.text("told-state", batch, row)) != .ended else {
                batch.leave(
                    row, .withheld,
                    "it was told before as units and came to nothing: see 'feedmill requeue'")
                return false
            }
            return fault(batch, row, whole: true)
        case .units:
            guard !isWhole, whole == .open,
                EventState(slots.text("told-state", batch, row)) == .open
            else { return false }
            return fault(batch, row, whole: false) && count(batch, row)
        }
    }

    /// False, and the row leaves, where something is wrong with the order.
    private func fault(_ batch: Batch, _ row: Int, whole: Bool) -> Bool {
        guard slots.text("line-state", batch, row) == "known" else {
            batch.leave(row, .withheld, "its order, or the line of it, is not known yet")
            return false
        }
        if slots.text("fulfillment-channel", batch, row) == "Amazon" {
            batch.leave(row, .refused, "the order is fulfilled by Amazon")
            return false
        }
        if slots.text("order-status", batch, row) == "Cancelled"
            || slots.text("item-status", batch, row) == "Cancelled"
        {
            // Nothing is left to do: whoever cancelled it, it is.
            batch.leave(row, .refused, "Amazon shows it as cancelled already")
            return false
        }
        guard !slots.cell("order-item-id", batch, row).isBlank else {
            batch.leave(
                row, .withheld,
                "the line's item id is not known yet: take in an order report that has it")
            return false
        }
        return true
    }

    private func count(_ batch: Batch, _ row: Int) -> Bool {
        let line = slots.number("line-id", batch, row) ?? 0
        if slots.text("what", batch, row) == "line", slots.number("matches", batch, row) != 1 {
            let sku = slots.text("sku", batch, row)
            batch.leave(
                row, .refused,
                "sku '\(sku)' stands in several lines of the order: name the order-item-id")
            return false
        }
        let ordered = slots.number("ordered", batch, row) ?? 0
        let sent = slots.number("despatched", batch, row) ?? 0
        let cancelled = slots.number("cancelled", batch, row) ?? 0
        let about = units[line, default: 0]
        let open = ordered - sent - cancelled - about
        // Of a whole order those lines go of which something is open.
        if slots.text("what", batch, row) == "order", open <= 0,
            slots.number("order-open", batch, row) ?? 0 > 0
        {
            return false
        }
        let asked = slots.number("quantity", batch, row) ?? open
        guard asked <= open, asked > 0 else {
            let earlier = slots.text("earlier", batch, row)
            let isSure = ordered - sent - cancelled < max(1, asked)
            batch.leave(
                row, isSure ? .refused : .rejected,
                "\(asked <= 0 ? "nothing" : "\(asked) to cancel, and \(max(0, open))") is open: "
                    + "\(ordered) ordered, \(sent) sent off, \(cancelled + about) cancelled"
                    + (earlier.isEmpty ? "" : " (\(earlier))"))
            return false
        }
        units[line] = about + asked
        batch.columns[quantity][row] = Cell(number: asked)
        return true
    }
}
