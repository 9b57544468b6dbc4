import Records

/// The amounts beside a price as they are told, and what must hold between them.
///
/// A cell with the word `delete` is told by a column of its own, `clear-…`, so that each dialect says
/// it in its own way, and one that cannot refuses the row.
struct PriceResults {
    /// The slot of the price.
    let price: Int
    private let sale: Int?
    /// Where the sale's days come from, and where they are told.
    private let saleDays: [(from: Int, into: Int)]
    private let minimum: Int?
    private let maximum: Int?
    private let business: Int?
    private let breakType: Int?
    private let breaks: [(bound: Int, price: Int)]
    private let clears: [Clear]
    private let named: [(name: String, slot: Int)]

    private struct Clear {
        var input: Int
        var output: Int
        var word: Cell
    }

    init(_ column: String, _ input: PriceColumns, _ columns: Columns, _ words: Arena) {
        var named: [(name: String, slot: Int)] = []
        var clears: [Clear] = []
        func amount(_ name: String, _ from: Int?, clear: String? = nil) -> Int? {
            guard let from else { return nil }
            let slot = columns.define(name, kind: .money, isChecked: true)
            named.append((name, slot))
            if let clear {
                let output = columns.define("clear-" + name, kind: .text)
                clears.append(Clear(input: from, output: output, word: words.keep(clear)))
                named.append(("clear-" + name, output))
            }
            return slot
        }
        price = columns.define(column, kind: .money, isChecked: true)
        let days = [("sale-start", input.saleStart), ("sale-end", input.saleEnd)]
        saleDays = days.compactMap { name, from in
            from.map { ($0, columns.define(name, kind: .date, isChecked: true)) }
        }
        breakType = input.breakType
        sale = amount("sale-price", input.sale, clear: "delete")
        minimum = amount("minimum-price", input.minimum, clear: "delete")
        maximum = amount("maximum-price", input.maximum, clear: "delete")
        // The word of the flat file's column pricing_action (Amazon, Price & Quantity template).
        business = amount("business-price", input.business, clear: "delete business_price")
        var breaks: [(bound: Int, price: Int)] = []
        for (number, each) in input.breaks.enumerated() {
            guard let slot = amount("quantity-price-\(number + 1)", each.price) else { continue }
            breaks.append((each.bound, slot))
        }
        self.breaks = breaks
        self.clears = clears
        self.named = named
    }

    /// Writes the amounts of a row into its results, and minimum and maximum into the rule. Says why
    /// they cannot be told; nil where they can.
    func take(
        _ input: PriceColumns, _ rule: inout PriceRule, _ batch: Batch, _ row: Int
    ) -> String? {
        for clear in clears {
            let cell = batch.columns[clear.input][row]
            let isCleared = cell.isNumber && cell.number == Kind.cleared
            batch.columns[clear.output][row] = isCleared ? clear.word : .absent
        }
        var fits = true
        func copy(_ from: Int?, _ into: Int?, isAmount: Bool = true) {
            guard let into else { return }
            let number = input.number(from, batch, row)
            guard let number, number != Kind.cleared else {
                batch.columns[into][row] = .absent
                return
            }
            guard let gross = isAmount ? rule.gross(number) : number else {
                fits = false
                return
            }
            batch.columns[into][row] = Cell(number: gross)
        }
        let isPercent = breakType.map { batch.columns[$0][row].equals("percent") } ?? false
        copy(input.sale, sale)
        // Days without a sale price say nothing.
        let hasSale = input.number(input.sale, batch, row).map { $0 != Kind.cleared } ?? false
        for day in saleDays { copy(hasSale ? day.from : nil, day.into, isAmount: false) }
        copy(input.minimum, minimum)
        copy(input.maximum, maximum)
        copy(input.business, business)
        for (from, into) in zip(input.breaks, breaks) {
            copy(from.price, into.price, isAmount: !isPercent)
        }
        rule.minimum = input.number(minimum, batch, row)
        rule.maximum = input.number(maximum, batch, row)
        return fits ? nil : "an amount comes to more than 15 digits"
    }

    private func number(_ slot: Int?, _ batch: Batch, _ row: Int) -> Int64? {
        guard let slot else { return nil }
        let cell = batch.columns[slot][row]
        return cell.isNumber ? cell.number : nil
    }

    /// What contradicts the price, or something else in the row; nil where nothing does.
    func fault(at price: Int64, _ batch: Batch, _ row: Int) -> String? {
        let text = PriceRule.text
        if let sale = number(sale, batch, row) {
            if let low = number(minimum, batch, row), sale < low {
                return "sale-price \(text(sale)) is below minimum-price \(text(low))"
            }
            if sale > price { return "sale-price \(text(sale)) is above the price \(text(price))" }
            let days = saleDays.compactMap { number($0.into, batch, row) }
            if days.count == 2 {
                let (start, end) = (days[0], days[1])
                if start > end {
                    return "sale-end \(Instant.dayText(end)) is before sale-start "
                        + Instant.dayText(start)
                }
            } else {
                return "a sale-price needs sale-start and sale-end"
            }
        }
        if let business = number(business, batch, row), business > price {
            return "business-price \(text(business)) is above the price \(text(price))"
        }
        return breakFault(at: price, batch, row)
    }

    private func breakFault(at price: Int64, _ batch: Batch, _ row: Int) -> String? {
        var last: (bound: Int64, price: Int64)?
        var isOver = false
        let type = breakType.map { batch.columns[$0][row] } ?? .absent
        for (number, each) in breaks.enumerated() {
            let name = "quantity-bound-\(number + 1)"
            let bound = self.number(each.bound, batch, row)
            let amount = self.number(each.price, batch, row)
            guard let bound, let amount else {
                if bound != nil || amount != nil {
                    return "\(name) and quantity-price-\(number + 1) stand together or not at all"
                }
                isOver = true
                continue
            }
            if isOver { return "\(name) is filled, and the one before it is empty" }
            if bound < max(2, (last?.bound ?? 0) + 1) {
                return "\(name) is \(bound): the bounds begin at 2 and rise"
            }
            if type.equals("percent") {
                if amount >= 1_000_000 || amount <= last?.price ?? 0 {
                    return
                        "quantity-price-\(number + 1) is \(Kind.money.write(amount)): percentages "
                        + "are below 100 and rise"
                }
            } else if type.equals("fixed") {
                let most = last?.price ?? self.number(business, batch, row) ?? price
                if amount >= most {
                    return "quantity-price-\(number + 1) \(PriceRule.text(amount)) is not below "
                        + PriceRule.text(most)
                }
            } else {
                return "quantity-price-type is '\(type.text)', not 'fixed' or 'percent'"
            }
            last = (bound, amount)
        }
        if last != nil, self.number(business, batch, row) == nil {
            return "quantity prices need a business-price"
        }
        return nil
    }

    /// The floor, where an amount beside the price is below it.
    func below(_ floor: Int64?, _ batch: Batch, _ row: Int) -> Int64? {
        guard let floor else { return nil }
        let isFixed = breakType.map { batch.columns[$0][row].equals("fixed") } ?? false
        let amounts = [sale, business] + (isFixed ? breaks.map(\.price) : [])
        let isBelow = amounts.contains { number($0, batch, row).map { $0 < floor } ?? false }
        return isBelow ? floor : nil
    }

    /// What is told beside the price, for a person.
    func lines(_ batch: Batch, _ row: Int) -> [String] {
        named.compactMap { name, slot in
            let cell = batch.columns[slot][row]
            if cell.isBlank { return nil }
            return cell.isNumber
                ? "\(name) is told as \(PriceRule.text(cell.number))" : "\(name): \(cell.text)"
        }
    }
}
