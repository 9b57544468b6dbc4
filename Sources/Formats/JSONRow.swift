import CBytes
import Records

/// Reads one object after the other as a row of a batch.
final class JSONRow {
    /// Columns by the names they have in files.
    private var known: [String: Int] = [:]
    /// The column of each name seen so far, by the name's bytes: its number from 1, 0 for none.
    private let seen = FlatTable(payload: 4, expected: 64)
    private static let mostNames = 4_096
    /// The wanted column of each of the report's, and what it is where a row has no such member.
    private var wanted: [(want: WantedColumn, standing: Cell, isConstant: Bool)?] = []
    private let names: [String]
    private let decimals: FileMarks
    /// Why the file cannot be read on; nil while it can.
    private(set) var failure: Failure?
    private let file: String
    /// Where the row that is read begins.
    var line = 0
    private let kept = Arena(piece: 1 << 10)
    /// The row in which a column was last met, counted over the file.
    private var met: [Int]
    private var number = 0
    private var fault: String?

    /// `file` is what messages name.
    init(_ layout: Layout, slots: [Int?], trusted: Bool, file: String) {
        let columns = layout.shape.columns
        decimals = FileMarks(layout.shape.decimal)
        self.file = file
        names = columns.map(\.name)
        met = [Int](repeating: 0, count: columns.count)
        for (index, column) in columns.enumerated() {
            // No object has a name twice, so that there is none to be counted.
            for name in [column.name] + column.aliases.filter({ $0.nth == nil }).map(\.text) {
                let name = Layout.folded(name)
                if known[name] == nil { known[name] = index }
            }
            let slot = index < slots.count ? slots[index] : nil
            let want = WantedColumn(column, at: index, slot: slot, marks: decimals, kept)
            let isChecked = !trusted && (column.kind != .text || column.required)
            guard slot != nil || isChecked || want.tellsMark else {
                wanted.append(nil)
                continue
            }
            // A row lacks what a file of lines would lack in all of its rows.
            let constant = layout.standing(index).map { kept.keep($0) }
            wanted.append(
                (want, constant ?? .absent, constant != nil))
        }
    }

    /// Reads a row into the batch, behind those that it has. What is no object is passed over, and
    /// rejected by `finish`.
    func read(
        _ scanner: inout JSONScanner, into batch: Batch
    ) throws(JSONScanner.Stop) {
        let row = batch.count
        fault = nil
        number += 1
        for column in wanted {
            if let column { column.want.cells(of: batch)[row] = column.standing }
        }
        guard try scanner.peek("a row") == UInt8(ascii: "{") else {
            _ = try scanner.value()
            fault = "a row is an object"
            return
        }
        scanner.at += 1
        if try scanner.peek("a name or '}'") == UInt8(ascii: "}") {
            scanner.at += 1
            return
        }
        repeat {
            let name = try scanner.name()
            let value = try scanner.value(level: 1)
            if let index = column(name, scanner, batch.arena) {
                take(value, index, scanner, batch, row)
            }
        } while try scanner.goesOn(to: UInt8(ascii: "}"), "',' or '}'")
    }

    /// Ends the row that was read: it is one more of the batch, selected where it can be used.
    func finish(_ batch: Batch) {
        let row = batch.count
        batch.count += 1
        for (index, column) in wanted.enumerated() {
            guard let column, met[index] != number, !column.isConstant, column.want.isRequired
            else { continue }
            blame("there is no '\(names[index])'")
        }
        guard let fault else {
            batch.selection[batch.selected] = Int32(truncatingIfNeeded: row)
            batch.selected += 1
            return
        }
        batch.leave(row, .rejected, fault)
        for case let column? in wanted where !column.want.isText {
            column.want.cells(of: batch)[row] = .absent
        }
    }

    private func blame(_ reason: String) { if fault == nil { fault = reason } }

    private func take(
        _ value: JSONScanner.Value, _ index: Int, _ scanner: JSONScanner, _ batch: Batch,
        _ row: Int
    ) {
        if met[index] == number { return blame("'\(names[index])' stands twice in the row") }
        met[index] = number
        guard let want = wanted[index]?.want else { return }
        var cell = Cell(scanner.bytes, count: 0)
        var isPlain = false
        switch value {
        case .null: break
        case .text(let text):
            guard let said = scanner.cell(text, batch.arena) else {
                return blame("'\(names[index])' holds an escape that is no character")
            }
            cell = said
        case .bare(let start, let count, let isNumber):
            cell = Cell(scanner.bytes + start, count: count)
            isPlain = isNumber
        case .nested(let isList):
            let what = isList ? "a list" : "an object"
            return blame("'\(names[index])' holds \(what), not one value")
        }
        if want.tellsMark, !isPlain { tell(cell, want) }
        switch want.check(bare: cell, isPlain: isPlain, batch.arena) {
        case .good(let cell): want.cells(of: batch)[row] = cell
        case .bad(let reason): blame(reason)
        case .empty: blame("'\(names[index])' is empty")
        }
    }

    /// Looks at an amount in quotes for what stands before its decimals.
    private func tell(_ cell: Cell, _ want: WantedColumn) {
        guard failure == nil else { return }
        do throws(Failure) {
            try decimals.see(cell, of: want.name, at: Place(file, line: line))
        } catch {
            failure = error
        }
    }

    /// The column that a member is; nil where it is none.
    private func column(
        _ name: JSONScanner.Text, _ scanner: JSONScanner, _ arena: Arena
    ) -> Int? {
        guard let cell = scanner.cell(name, arena) else { return nil }
        let key = Key(cell.hash(after: fm_hash()))
        if let payload = seen.find(key) {
            let number = payload.loadUnaligned(as: UInt32.self)
            return number == 0 ? nil : Int(number) - 1
        }
        let index = known[Layout.folded(cell.text)]
        if seen.count < Self.mostNames {
            seen.insert(key).payload.storeBytes(
                of: UInt32(index.map { $0 + 1 } ?? 0), as: UInt32.self)
        }
        return index
    }
}
