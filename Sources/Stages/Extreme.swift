import Catalog
import Records

/// A column of a book of lines that keeps the highest or the lowest number that another column ever had.
struct Extreme {
    let column: Int
    private let other: Int
    private let isLowest: Bool
    /// Only rows count in which a column is a word, whatever the case of its letters.
    private let when: (column: Int, word: [UInt8])?

    /// Nil for any other column.
    init?(_ column: BookColumn, _ index: Int, _ target: BookTarget) {
        guard let name = column.highest ?? column.lowest, let other = target.column(name) else {
            return nil
        }
        self.column = index
        self.other = other
        isLowest = column.highest == nil
        when = column.when.flatMap { when in
            target.column(when.column).map { ($0, Array(when.word.lowercased().utf8)) }
        }
    }

    /// What a row says of it; absent where the row does not count.
    func value(in cells: UnsafePointer<Cell>) -> Cell {
        if let when, !when.word.withUnsafeBufferPointer({ cells[when.column].bytes.isWord($0) }) {
            return .absent
        }
        return cells[other].isNumber ? cells[other] : .absent
    }

    /// Whether a value takes the place of one that is there.
    func replaces(_ old: Cell, by new: Cell) -> Bool {
        !old.isNumber || (isLowest ? new.number < old.number : new.number > old.number)
    }
}
