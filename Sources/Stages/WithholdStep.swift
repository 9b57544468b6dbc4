import Catalog
import Records

/// Keeps rows back for the reason that stands in one of their columns.
final class WithholdStep: Step {
    static let kind = StepKind(
        spec: Spec(
            "withhold", "keeps back the rows that have a value in this column, which says why",
            value: .text, fields: [], example: "{ withhold: \"held\" }"),
        make: { fields, builder in
            builder.slot(fields.word("withhold"), fields, "withhold").map { WithholdStep($0) }
        })

    private let slot: Int

    private init(_ slot: Int) { self.slot = slot }

    func process(_ batch: Batch) {
        let reasons = batch.columns[slot]
        batch.keep { row in
            if reasons[row].isBlank { return true }
            batch.leave(row, .withheld, reasons[row].text)
            return false
        }
    }
}
