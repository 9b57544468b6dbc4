import Catalog
import Glibc
import Records

/// Lets rows go on, or not, by what stands in a column.
final class KeepStep: Step {
    private static func spec(_ word: String, _ summary: String, _ example: String) -> Spec {
        Spec(
            word, summary, value: .text,
            fields: [
                Field("equal", .texts, required: true, "the value, or a list of values")
            ],
            example: example)
    }

    static let keep = StepKind(
        spec: spec(
            "keep", "lets rows go on whose column has one of these values; the others are dropped",
            "{ keep: \"fulfillment-channel\", equal: \"DEFAULT\" }"),
        make: { fields, builder in KeepStep(fields, builder, word: "keep") })
    static let drop = StepKind(
        spec: spec(
            "drop", "drops rows whose column has one of these values",
            "{ drop: \"status\", equal: \"Incomplete\" }"),
        make: { fields, builder in KeepStep(fields, builder, word: "drop") })

    private let keeps: Bool
    private let column: String
    private let slot: Int
    private let values: [[UInt8]]
    private let numbers: [Int64]

    private init?(_ fields: Fields, _ builder: StageBuilder, word: String) {
        keeps = word == "keep"
        column = fields.word(word)
        guard let slot = builder.slot(column, fields, word) else { return nil }
        self.slot = slot
        let kind = builder.columns.slots[slot].kind
        var numbers: [Int64] = []
        for node in fields.textNodes("equal") where kind != .text {
            guard let text = node.text, let number = kind.read(text) else {
                builder.mistakes.append(
                    Mistake(on: node, "'\(column)' is \(kind.example), not \(node.source)"))
                return nil
            }
            numbers.append(number)
        }
        self.numbers = numbers
        values = fields.texts("equal").map { Array($0.utf8) }
    }

    func process(_ batch: Batch) {
        let cells = batch.columns[slot]
        let keeps = keeps
        batch.keep { row in matches(cells[row]) == keeps }
    }

    @inline(__always)
    private func matches(_ cell: Cell) -> Bool {
        if cell.isNumber { return numbers.contains(cell.number) }
        let bytes = cell.bytes
        for value in values where value.count == bytes.count {
            guard let start = bytes.baseAddress else { return true }
            if memcmp(value, start, bytes.count) == 0 { return true }
        }
        return false
    }

    func explain(
        _ batch: Batch, _ row: Int, _ run: Run, _ scope: StageScope
    ) -> [String] {
        let cell = batch.columns[slot][row]
        let goes = matches(cell) == keeps
        return ["\(column) is '\(cell.text)': \(goes ? "goes on" : "dropped")"]
    }
}
