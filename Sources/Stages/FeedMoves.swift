import Catalog
import Records

/// Judges how far the values of a row move at once, and whether a person must see them first.
struct FeedMoves {
    /// From which share on a move counts for the guard `repriced`: 10 %. A smaller one is a price as
    /// prices change; a list without its tax moves by more, whatever the rate, but for reduced ones.
    static let counted: Int64 = 1_000

    /// How many cells stand behind a row's values: the floor that it is below, and its place.
    static let extra = 2

    private let target: FeedTarget

    /// Nil where no column has a `move`.
    init?(_ target: FeedTarget) {
        guard target.feed.columns.contains(where: { $0.move != nil }) else { return nil }
        self.target = target
    }

    /// Sets what stands behind a row's values.
    static func set(
        below: Cell, file: Int, line: Int, _ cells: UnsafeMutablePointer<Cell>
    ) {
        cells[0] = below
        cells[1] = Cell(number: Int64(file) << 40 | Int64(line))
    }

    /// Where the row stands in the stage's files.
    func place(_ values: UnsafePointer<Cell>) -> (file: Int, line: Int) {
        let number = values[target.feed.columns.count + 1].number
        return (Int(number >> 40), Int(number & (1 << 40 - 1)))
    }

    /// Why the row must wait; nil where it need not. `old` are the values told before, absent ones
    /// where nothing was; `shown` is what the report shows of the measured column.
    func reason(
        _ values: UnsafePointer<Cell>, old: UnsafePointer<Cell>, shown: Int64?
    ) -> String? {
        var reasons: [String] = []
        let floor = values[target.feed.columns.count]
        var isBelow = false
        for (index, column) in target.feed.columns.enumerated() {
            guard let move = column.move, values[index].isNumber else { continue }
            let new = values[index].number
            if floor.isNumber, new < floor.number {
                isBelow = true
                reasons.append(
                    "\(column.name) \(column.kind.write(new)) is below the floor "
                        + column.kind.write(floor.number))
            }
            guard let before = self.before(index, values, old, shown),
                Self.isMore(before.value, new, than: move)
            else { continue }
            let from = column.kind.write(before.value)
            let share = Kind.percent.write(Self.share(before.value, new))
            reasons.append(
                before.column == index
                    ? "\(column.name) \(from) → \(column.kind.write(new)) is a move of \(share), "
                        + "more than \(Kind.percent.write(move))"
                    : "\(column.name) \(column.kind.write(new)) is \(share) from the "
                        + "\(target.feed.columns[before.column].name) \(from), more than "
                        + Kind.percent.write(move))
        }
        if floor.isNumber, !isBelow {
            reasons.append("a quantity price is below the floor \(Kind.money.write(floor.number))")
        }
        return reasons.isEmpty ? nil : reasons.joined(separator: "; ")
    }

    /// What a column's move is measured from: its own value before, else that of the column it is
    /// `against`, else what this row has there.
    private func before(
        _ index: Int, _ values: UnsafePointer<Cell>, _ old: UnsafePointer<Cell>, _ shown: Int64?
    ) -> (value: Int64, column: Int)? {
        func own(_ index: Int) -> Int64? {
            old[index].isNumber ? old[index].number : index == target.measured ? shown : nil
        }
        if let value = own(index) { return (value, index) }
        guard let name = target.feed.columns[index].against,
            let other = target.feed.columns.firstIndex(where: { $0.name == name })
        else { return nil }
        let there = values[other].isNumber ? values[other].number : nil
        return (own(other) ?? there).map { ($0, other) }
    }

    /// Whether a value moves by more than a share of itself.
    static func isMore(_ old: Int64, _ new: Int64, than share: Int64) -> Bool {
        let move = old > new ? old - new : new - old
        return old > 0 && Limit(share: share).isExceeded(by: move, of: old)
    }

    /// The share of itself by which a value moves, in hundredths of a percent, rounded up.
    static func share(_ old: Int64, _ new: Int64) -> Int64 {
        let move = Int128(old > new ? old - new : new - old)
        return Int64(clamping: (move * 10_000 + Int128(old) - 1) / Int128(old))
    }
}
