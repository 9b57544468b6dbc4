import Catalog
import Ledgers
import Records

/// Says of each refund whether it may be told, and works out full ones.
final class RefundStep: WaitingStep {
    static let kind = StepKind(
        spec: Spec(
            "refund",
            "refunds that may be told: none beyond what was charged, over all time; the columns are those of the shipped query 'refunds'",
            value: .oneOf(["caps"]), fields: [], example: "{ refund: \"caps\" }"),
        make: { fields, builder in RefundStep(fields, builder) })

    /// Why an approved refund is waited for.
    static let waits = "waits for 'feedmill approve'"

    private(set) var waiting: [StageResult.Waiting] = []

    private struct Slots {
        var refund: Int
        var order: Int
        var item: Int
        var sku: Int
        var line: Int
        var matches: Int
        var full: Int
        var askedIn: Int
        var currency: Int
        var marketplace: Int
        var channel: Int
        var collector: Int
        var told: Int
        var id: Int
        var earlier: Int
        var asked: [Int]
        var paid: [Int]
        /// By component; nil where nothing is charged.
        var charged: [(component: RefundRule.Component, slot: Int, promotion: Int?)]
    }

    private let slots: Slots
    /// The slots that it sets: what is told of each component.
    private let set: [Int]
    private var approved: Set<String> = []
    private var approves = true

    /// What of each line is about to be told in this run, and by which refunds.
    private var about: [Int64: (amounts: RefundRule.Amounts, refunds: [String])] = [:]

    private init?(_ fields: Fields, _ builder: StageBuilder) {
        var isWhole = true
        func slot(_ name: String) -> Int {
            if let slot = builder.slot(name, fields, "refund") { return slot }
            isWhole = false
            return 0
        }
        let components = RefundRule.Component.allCases
        slots = Slots(
            refund: slot("refund-id"), order: slot("order-id"), item: slot("order-item-id"),
            sku: slot("sku"), line: slot("line-state"), matches: slot("matches"),
            full: slot("in-full"), askedIn: slot("asked-in"), currency: slot("currency"),
            marketplace: slot("marketplace"), channel: slot("sales-channel"),
            collector: slot("tax-collected-by"), told: slot("told-state"), id: slot("line-id"),
            earlier: slot("earlier"), asked: components.map { slot($0.name) },
            paid: components.map { slot("paid-" + $0.name) },
            charged: [
                (.principal, slot("item-price"), slot("item-promotion-discount")),
                (.shipping, slot("shipping-price"), slot("shipping-promotion-discount")),
                (.giftWrap, slot("gift-wrap-price"), nil), (.tax, slot("item-tax"), nil),
                (.shippingTax, slot("shipping-tax-charged"), nil),
                (.giftWrapTax, slot("gift-wrap-tax-charged"), nil),
            ])
        guard isWhole else { return nil }
        set = components.map {
            builder.columns.define($0.name, kind: .money, isChecked: true)
        }
    }

    func load(_ run: Run, _ scope: StageScope) throws(Failure) {
        about = [:]
        waiting = []
        approves = run.shop.approvesRefunds
        approved = Set(try run.ledger.approvals(feed: "refund", scope: "").map(\.key))
    }

    func process(_ batch: Batch) {
        batch.keep { row in judge(batch, row) }
    }

    private func text(_ slot: Int, _ batch: Batch, _ row: Int) -> String {
        batch.columns[slot][row].text
    }

    private func amounts(_ own: [Int], _ batch: Batch, _ row: Int) -> RefundRule.Amounts {
        var amounts = RefundRule.Amounts()
        for component in RefundRule.Component.allCases {
            let cell = batch.columns[own[component.rawValue]][row]
            if cell.isNumber { amounts[component] = cell.number.magnitudeAsPositive }
        }
        return amounts
    }

    /// Whether the row stays: it may be told.
    private func judge(_ batch: Batch, _ row: Int) -> Bool {
        let refund = text(slots.refund, batch, row)
        let item = text(slots.item, batch, row)
        guard EventState(text(slots.told, batch, row)) == .open else { return false }
        guard text(slots.line, batch, row) == "known" else {
            batch.leave(row, .withheld, "its order, or the line of it, is not known yet")
            return false
        }
        guard batch.columns[slots.matches][row].number == 1 else {
            batch.leave(
                row, .refused,
                "sku '\(text(slots.sku, batch, row))' stands in several lines of the order: name the order-item-id"
            )
            return false
        }
        guard !item.isEmpty else {
            batch.leave(
                row, .withheld,
                "the line's item id is not known yet: take in an order report that has it")
            return false
        }
        let currency = text(slots.currency, batch, row)
        let askedIn = text(slots.askedIn, batch, row)
        if !askedIn.isEmpty, !currency.isEmpty, askedIn != currency {
            batch.leave(row, .refused, "it is in \(askedIn), and the order in \(currency)")
            return false
        }
        guard let rule = rule(batch, row), !currency.isEmpty else {
            batch.leave(
                row, .withheld,
                "what was charged is not known yet: take in an order report with prices")
            return false
        }
        return decide(batch, row, rule, refund, currency)
    }

    /// What was charged; nil where it is not known.
    private func rule(_ batch: Batch, _ row: Int) -> RefundRule? {
        let price = batch.columns[slots.charged[0].slot][row]
        guard price.isNumber else { return nil }
        var rule = RefundRule(
            taxes: RefundRule.taxes(
                marketplace: text(slots.marketplace, batch, row),
                collector: text(slots.collector, batch, row)))
        for (component, slot, promotion) in slots.charged {
            let cell = batch.columns[slot][row]
            guard cell.isNumber else { continue }
            var amount = cell.number
            if let promotion, batch.columns[promotion][row].isNumber {
                // Reports write a discount with a minus or without (both seen).
                amount -= batch.columns[promotion][row].number.magnitudeAsPositive
            }
            rule.charge(component, max(0, amount))
        }
        return rule
    }

    private func decide(
        _ batch: Batch, _ row: Int, _ rule: RefundRule, _ refund: String, _ currency: String
    ) -> Bool {
        let line = batch.columns[slots.id][row].number
        let paid = amounts(slots.paid, batch, row)
        var used = paid
        let about = self.about[line]
        if let about { used += about.amounts }
        // What is only about to be told may yet be held up by something else: what it is in the way of
        // is judged again in the next run.
        func leave(_ isSure: Bool, _ reason: String) {
            let places =
                [text(slots.earlier, batch, row)].filter { !$0.isEmpty }
                + (about?.refunds.map { "\($0), about to be told" } ?? [])
            batch.leave(
                row, isSure ? .refused : .rejected,
                reason + (places.isEmpty ? "" : " (\(places.joined(separator: "; ")))"))
        }
        let full = batch.columns[slots.full][row]
        var asked = amounts(slots.asked, batch, row)
        if full.isNumber, full.number == 1 {
            guard asked.isEmpty else {
                batch.leave(row, .refused, "'full' stands beside amounts: one of the two")
                return false
            }
            asked = rule.full(used)
            if asked.isEmpty {
                leave(rule.full(paid).isEmpty, "nothing is left of the line to pay back")
                return false
            }
        }
        if asked.gross == 0 {
            batch.leave(row, .refused, "it names no amount: an amount, or yes under 'full'")
            return false
        }
        if let reason = rule.refusal(asked, used, currency: currency) {
            leave(rule.refusal(asked, paid, currency: currency) != nil, reason)
            return false
        }
        if approves, !approved.contains(refund) {
            wait(batch, row, asked, refund, currency)
            batch.leave(row, .withheld, Self.waits)
            return false
        }
        for component in RefundRule.Component.allCases {
            let amount = component == .restockingFee ? -asked[component] : asked[component]
            batch.columns[set[component.rawValue]][row] =
                amount == 0 ? .absent : Cell(number: amount)
        }
        var sum = about ?? (RefundRule.Amounts(), [])
        sum.amounts += asked
        sum.refunds.append(refund)
        self.about[line] = sum
        return true
    }

    private func wait(
        _ batch: Batch, _ row: Int, _ asked: RefundRule.Amounts, _ refund: String,
        _ currency: String
    ) {
        let words = RefundRule.Component.allCases.filter { asked[$0] != 0 }
            .map { "\($0.name) \(Kind.money.write(asked[$0]))" }
        waiting.append(
            StageResult.Waiting(
                file: "", line: batch.lines[row], key: refund, old: "",
                new: "\(text(slots.order, batch, row)) \(text(slots.sku, batch, row)): "
                    + "\(words.joined(separator: ", ")) \(currency)",
                measured: "\(Kind.money.write(asked.net)) \(currency)", reason: "a refund",
                digest: Digest(of: refund)))
    }

    func explain(
        _ batch: Batch, _ row: Int, _ run: Run, _ scope: StageScope
    ) -> [String] { [] }
}

extension RefundRule {
    /// Adds what was charged of a component, where tax belongs.
    mutating func charge(_ component: Component, _ amount: Int64) {
        guard component.isTax else {
            charged[component] += amount
            return
        }
        switch taxes {
        case .included, .amazons: break
        case .collected: charged[component] += amount
        case .beside:
            let whole: Component =
                component == .tax ? .principal : component == .shippingTax ? .shipping : .giftWrap
            charged[whole] += amount
        }
    }
}

extension Int64 {
    /// Without its sign.
    fileprivate var magnitudeAsPositive: Int64 { self < 0 ? -self : self }
}
