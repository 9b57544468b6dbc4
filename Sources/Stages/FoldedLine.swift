import CBytes
import Catalog
import Records

/// One line of an order that a file tells in several rows, one for each of its promotions: the amounts
/// of promotions add up, their ids are joined, and all else is said once.
final class FoldedLine {
    private(set) var cells: UnsafeMutablePointer<Cell>
    private(set) var digest: UInt64 = 0
    /// The line of its first row.
    private(set) var line = 0
    var isEmpty = true

    private let several: [BookColumn.Several?]
    private let arena = Arena(piece: 1 << 12)
    private var seen: Set<UInt64> = []

    init(_ several: [BookColumn.Several?]) {
        self.several = several
        cells = .allocate(capacity: several.count)
        for column in several.indices { cells[column] = .absent }
    }

    deinit { cells.deallocate() }

    func begin(_ row: UnsafePointer<Cell>, digest: UInt64, line: Int) {
        arena.clear()
        for column in several.indices {
            let cell = row[column]
            cells[column] = cell.isNumber || cell.isAbsent ? cell : arena.keep(cell.bytes)
        }
        self.digest = digest
        self.line = line
        seen = [digest]
        isEmpty = false
    }

    /// Adds a row, where it is of the same line; false where it is of another. The same row again adds
    /// nothing.
    func takes(_ row: UnsafePointer<Cell>, order: Int, item: Int, digest: UInt64) -> Bool {
        guard !isEmpty, cells[order].isSame(as: row[order]), cells[item].isSame(as: row[item])
        else { return false }
        guard seen.insert(digest).inserted else { return true }
        self.digest = max(1, (self.digest &* 0x9E37_79B9_7F4A_7C15) ^ digest)
        for column in several.indices where !row[column].isBlank {
            switch several[column] {
            case .add?:
                let sum = (cells[column].isNumber ? cells[column].number : 0) + row[column].number
                cells[column] = Cell(number: sum)
            case .join?:
                let both = [cells[column], row[column]].filter { !$0.isBlank }.map(\.text)
                cells[column] = arena.keep(both.joined(separator: " "))
            case nil: break
            }
        }
        return true
    }
}

extension Cell {
    /// Whether both hold the same number, the same bytes, or nothing.
    func isSame(as other: Cell) -> Bool {
        if isNumber || other.isNumber {
            return isNumber && other.isNumber && number == other.number
        }
        let (bytes, others) = (bytes, other.bytes)
        guard bytes.count == others.count else { return false }
        guard let start = bytes.baseAddress, let otherStart = others.baseAddress else {
            return true
        }
        return fm_equal(start, otherStart, bytes.count) != 0
    }
}
