import Catalog
import Records

/// Sets a column to one value for all rows, or to another column's.
final class SetStep: Step {
    static let kind = StepKind(
        spec: Spec(
            "set", "sets a column: to a text, or with $ before a name to that column's value",
            value: .text,
            fields: [Field("to", .text, required: true, "a text, or $ and a column's name")],
            example: "{ set: \"quantity\", to: \"$on-hand\" }"),
        make: { fields, builder in SetStep(fields, builder) })

    private let slot: Int
    private let column: String
    private let text: String?
    private let arena = Arena(piece: 256)
    private let cell: Cell

    private init?(_ fields: Fields, _ builder: StageBuilder) {
        column = fields.word("set")
        let value = fields.word("to")
        if value.hasPrefix("$"), !value.hasPrefix("$$") {
            guard let slot = builder.slot(String(value.dropFirst()), fields, "to") else {
                return nil
            }
            self.slot = slot
            builder.columns.rename(slot, column)
            text = nil
            cell = .absent
            return
        }
        let text = value.hasPrefix("$$") ? String(value.dropFirst()) : value
        self.text = text
        slot = builder.columns.define(column)
        cell = arena.keep(text)
    }

    func process(_ batch: Batch) {
        guard text != nil else { return }
        batch.columns[slot].update(repeating: cell, count: batch.count)
    }

    func explain(
        _ batch: Batch, _ row: Int, _ run: Run, _ scope: StageScope
    ) -> [String] {
        ["\(column) is '\(batch.columns[slot][row].text)'"]
    }
}
