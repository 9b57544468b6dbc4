import CBytes
import Files
import Records

/// A column that a reader cuts rows into: where it stands, where its cells go, what they must be.
struct WantedColumn {
    enum Checked {
        case good(Cell)
        /// Empty, though it is required.
        case empty
        case bad(String)
    }

    let name: String
    /// Its place in the file, from 0.
    let column: Int
    /// What the quick way of cutting makes of its cells.
    let form: fm_want_form
    private let slot: Int?
    private let kind: Kind
    private let required: Bool
    private let clears: Bool
    private let comma: Bool
    private let isCP1252: Bool
    private let words: [String: Cell]
    /// Cells of a column that is only checked.
    private let unused: Unused?

    /// Memory for the cells of one batch.
    private final class Unused {
        let cells = UnsafeMutablePointer<Cell>.allocate(capacity: Batch.capacity)
        deinit { cells.deallocate() }
    }

    /// `kept` keeps the words that cells stand for.
    init(
        _ shape: ColumnShape, at column: Int, slot: Int?, comma: Bool, isCP1252: Bool,
        _ kept: Arena
    ) {
        name = shape.name
        self.column = column
        self.slot = slot
        self.comma = comma
        self.isCP1252 = isCP1252
        kind = shape.kind
        required = shape.required
        clears = shape.clears
        words = shape.values.mapValues { kept.keep($0) }
        unused = slot == nil ? Unused() : nil
        form =
            switch shape.kind {
            case .text where !words.isEmpty: fm_want_other
            case .text: isCP1252 ? fm_want_ascii : fm_want_text
            case .count: fm_want_count
            case .money where !comma: fm_want_money
            default: fm_want_other
            }
    }

    var isText: Bool { kind == .text }

    /// Where its cells of a batch are.
    @inline(__always)
    func cells(of batch: Batch) -> UnsafeMutablePointer<Cell> {
        if let slot { return batch.columns[slot] }
        return unused!.cells  // made exactly where there is no slot
    }

    /// The same for the quick way of cutting.
    func want(_ batch: Batch) -> fm_want {
        let isKept = slot != nil || form == fm_want_other
        return fm_want(
            column: UInt32(column), form: UInt8(form.rawValue), required: required ? 1 : 0,
            cells: isKept
                ? UnsafeMutableRawPointer(cells(of: batch)).assumingMemoryBound(to: fm_cell.self)
                : nil)
    }

    /// The cell as a stage gets it: decoded, a number where its kind is one.
    func check(_ cell: Cell, _ arena: Arena) -> Checked {
        let bytes = cell.bytes
        if bytes.count == 0 { return required ? .empty : .good(cell) }
        guard kind == .text else {
            if let number = kind.read(bytes, comma: comma) { return .good(Cell(number: number)) }
            if clears, cell.equals("delete") { return .good(Cell(number: Kind.cleared)) }
            let word = clears ? ", or delete" : ""
            return .bad("'\(name)' is '\(Self.shown(cell))', not \(kind.example)\(word)")
        }
        guard isCP1252, fm_has_high(bytes.baseAddress, bytes.count) != 0 else {
            return .good(word(for: cell))
        }
        let room = arena.room(bytes.count * 3)
        switch Encoding.decodeCP1252(bytes, into: room) {
        case .count(let count):
            arena.trim(bytes.count * 3 - count)
            return .good(word(for: Cell(UnsafePointer(room), count: count)))
        case .undefined(let offset):
            return .bad("'\(name)' is neither UTF-8 nor cp1252 at its byte \(offset + 1)")
        }
    }

    private func word(for cell: Cell) -> Cell {
        words.isEmpty ? cell : words[cell.text] ?? cell
    }

    private static func shown(_ cell: Cell) -> String {
        let text = cell.text
        return text.count > 40 ? text.prefix(40) + "…" : text
    }
}
