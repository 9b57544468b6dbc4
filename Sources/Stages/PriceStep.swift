import Catalog
import Records

/// The price rule for the rows of a stage: `{ price: "price" }`.
///
/// The rule itself is `PriceRule`. The amounts beside the price, of sales, of minimum and maximum,
/// for businesses and for quantities, are told as the file says them: with tax, and rounded, and no
/// rule changes them. A row that contradicts itself is rejected whole: told without its sale or its
/// maximum, the price would not be what was meant.
final class PriceStep: Step {
    static let kind = StepKind(
        spec: Spec(
            "price",
            "sets a column to the price of an offer: the price file's, with tax, times percent, "
                + "plus an amount, up to the next ending, inside minimum and maximum, never brought "
                + "below the floor",
            value: .text, fields: [], example: "{ price: \"price\" }"),
        make: { fields, builder in PriceStep(fields, builder) })

    private let column: String
    private let tax: Tax
    private let input: PriceColumns
    private let output: PriceResults
    private let whySlot: Int
    private let belowSlot: Int
    private let words = Arena(piece: 256)
    private let whys: [Cell]
    private var unit: Int64 = 100

    private init?(_ fields: Fields, _ builder: StageBuilder) {
        column = fields.word("price")
        guard let base = builder.columns.slot(of: "price") else {
            builder.mistakes.append(
                fields.mistake(
                    "price", "'price' needs a column 'price'",
                    hint: "a step before it must set it: { map: \"prices\", missing: \"drop\" }"))
            return nil
        }
        guard let tax = builder.shop.tax ?? (builder.isUnused ? .included : nil) else {
            builder.mistakes.append(
                fields.mistake(
                    "price",
                    "feedmill.json5 does not say whether the prices of your files include tax",
                    hint: "write prices: { tax: \"included\" } there, or \"excluded\""))
            return nil
        }
        self.tax = tax
        input = PriceColumns(base, builder.columns)
        output = PriceResults(column, input, builder.columns, words)
        whySlot = builder.columns.define("why")
        belowSlot = builder.columns.define("below-floor", kind: .money, isChecked: true)
        let words = words
        whys = PriceRule.Why.allCases.map { words.keep($0.text) }
    }

    func load(_ run: Run, _ scope: StageScope) {
        unit = scope.marketplaces.first?.decimals == 0 ? 10_000 : 100
    }

    func process(_ batch: Batch) {
        var kept = 0
        for index in 0..<batch.selected {
            let row = Int(batch.selection[index])
            batch.selection[kept] = Int32(truncatingIfNeeded: row)
            switch verdict(batch, row) {
            case .price(let price, let why, let below):
                batch.columns[output.price][row] = Cell(number: price)
                batch.columns[whySlot][row] = whys[why.rawValue]
                batch.columns[belowSlot][row] = below.map { Cell(number: $0) } ?? .absent
                kept += 1
            case .withheld(let reason): batch.leave(row, .withheld, reason)
            case .rejected(let reason): batch.leave(row, .rejected, reason)
            }
        }
        batch.selected = kept
    }

    private enum Verdict {
        case price(Int64, PriceRule.Why, below: Int64?)
        case withheld(String)
        case rejected(String)
    }

    /// The price; the amounts beside it are then in the row's results.
    private func verdict(_ batch: Batch, _ row: Int) -> Verdict {
        if let slot = input.pricedBy {
            let cell = batch.columns[slot][row]
            if cell.equals("other") {
                return .withheld("priced by another program, says priced-by")
            }
            if !cell.isBlank, !cell.equals("feedmill") {
                return .rejected("priced-by is '\(cell.text)', not 'feedmill' or 'other'")
            }
        }
        guard let base = input.number(input.base, batch, row) else {
            return .withheld("its price is empty in the price file, or was rejected there")
        }
        var rule = PriceRule(unit: unit)
        if tax == .excluded {
            guard let rate = input.number(input.taxRate, batch, row) else {
                return .rejected(
                    "its price is without tax, and mappings/tax-rates.tsv has no rate for it")
            }
            rule.tax = rate
        }
        rule.percent = input.number(input.percent, batch, row)
        rule.plus = input.number(input.plus, batch, row)
        switch input.ending(batch, row) {
        case .none: break
        case .some(.success(let ending)): rule.ending = ending
        case .some(.failure(let reason)): return .rejected(reason.text)
        }
        rule.floor = input.number(input.floor, batch, row)
        if let reason = output.take(input, &rule, batch, row) { return .rejected(reason) }
        switch rule.price(of: base) {
        case .refused(let reason): return .rejected(reason)
        case .price(let price, let why, let below):
            if let reason = output.fault(at: price, batch, row) { return .rejected(reason) }
            return .price(price, why, below: below ?? output.below(rule.floor, batch, row))
        }
    }

    func explain(
        _ batch: Batch, _ row: Int, _ run: Run, _ scope: StageScope
    ) -> [String] {
        var lines = ["in the price file tax is \(tax.rawValue)"]
        lines += input.lines(batch, row)
        switch verdict(batch, row) {
        case .price(let price, let why, let below):
            lines += output.lines(batch, row)
            lines.append("\(column) \(PriceRule.text(price)) (\(why.text))")
            if let below { lines.append("below the floor \(PriceRule.text(below))") }
        case .withheld(let reason): lines.append("withheld: \(reason)")
        case .rejected(let reason): lines.append("rejected: \(reason)")
        }
        return lines
    }
}
