/// Up to `capacity` rows on their way through a stage: a column of cells for each slot.
///
/// The rows that are still on their way are listed in `selection`. A row that is dropped, rejected or
/// withheld leaves the selection; its cells stay, as the end of the stage must know that the row was
/// there. Cells point into the reader's buffer, a table or the batch's own arena and stand until the
/// reader fills the batch again.
public final class Batch {
    public static var capacity: Int { @inlinable get { 256 } }

    /// How a row left. Refused ones are rejected for good: only a person brings them back.
    public enum Departure: UInt8, Sendable { case dropped, rejected, withheld, refused }

    public struct Left {
        public var row: Int
        public var how: Departure
        public var reason: String
    }

    public let columns: [UnsafeMutablePointer<Cell>]
    public var count = 0
    /// The rows still on their way, ascending; the first `selected` entries count.
    public let selection: UnsafeMutablePointer<Int32>
    public var selected = 0
    /// The line of each row in its file.
    public let lines: UnsafeMutablePointer<Int>
    /// Each row's bytes as they came, without the line's end.
    public let raw: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>
    /// Which of the stage's files the rows come from.
    public var file = 0
    /// Rows that left with a reason to be written down since `left` was last emptied.
    public var left: [Left] = []
    /// The messages of a file, where it is made of such, that end with one of the rows; and what the bytes of each
    /// come to, where somebody asked and that could be told.
    public var messages: [(row: Int, key: Key?)] = []
    public let arena = Arena()

    public init(slots: Int) {
        columns = (0..<slots).map { _ in
            let column = UnsafeMutablePointer<Cell>.allocate(capacity: Self.capacity)
            column.initialize(repeating: .absent, count: Self.capacity)
            return column
        }
        selection = .allocate(capacity: Self.capacity)
        lines = .allocate(capacity: Self.capacity)
        lines.initialize(repeating: 0, count: Self.capacity)
        raw = .allocate(capacity: Self.capacity)
        raw.initialize(
            repeating: UnsafeBufferPointer(start: nil, count: 0), count: Self.capacity)
    }

    deinit {
        for column in columns { column.deallocate() }
        selection.deallocate()
        lines.deallocate()
        raw.deallocate()
    }

    /// Makes the batch empty; the cells of the last filling stand no longer.
    public func clear() {
        count = 0
        selected = 0
        left.removeAll(keepingCapacity: true)
        messages.removeAll(keepingCapacity: true)
        arena.clear()
    }

    /// Selects all `count` rows.
    public func selectAll() {
        for row in 0..<count { selection[row] = Int32(truncatingIfNeeded: row) }
        selected = count
    }

    /// Keeps those selected rows for which `stays` is true.
    @inlinable @inline(__always)
    public func keep(where stays: (Int) -> Bool) {
        var kept = 0
        for index in 0..<selected {
            let row = selection[index]
            selection[kept] = row
            if stays(Int(row)) { kept += 1 }
        }
        selected = kept
    }

    /// Notes that `row` left and why. The caller takes it from the selection.
    public func leave(_ row: Int, _ how: Departure, _ reason: String) {
        left.append(Left(row: row, how: how, reason: reason))
    }
}
