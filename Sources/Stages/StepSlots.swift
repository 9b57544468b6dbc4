import Catalog
import Records

/// The slots of columns that a step works with, by name: those of a shipped query.
struct StepSlots {
    private var slots: [String: Int] = [:]
    let isWhole: Bool

    /// Asks for the slots of `names`; a mistake at `word` for each that is missing.
    init(_ names: [String], _ fields: Fields, _ word: String, _ builder: StageBuilder) {
        var isWhole = true
        for name in names {
            if let slot = builder.slot(name, fields, word) {
                slots[name] = slot
            } else {
                isWhole = false
            }
        }
        self.isWhole = isWhole
    }

    func cell(_ name: StaticString, _ batch: Batch, _ row: Int) -> Cell {
        slots[name.description].map { batch.columns[$0][row] } ?? .absent
    }

    func text(_ name: StaticString, _ batch: Batch, _ row: Int) -> String {
        cell(name, batch, row).text
    }

    /// Nil where the cell holds no number.
    func number(_ name: StaticString, _ batch: Batch, _ row: Int) -> Int64? {
        let cell = cell(name, batch, row)
        return cell.isNumber ? cell.number : nil
    }
}
