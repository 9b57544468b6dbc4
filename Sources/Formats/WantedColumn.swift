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
    let isRequired: Bool
    private let comma: Bool
    private let quoting: Quoting
    private let encoding: Encoding
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
        _ shape: ColumnShape, at column: Int, slot: Int?, comma: Bool, quoting: Quoting = .none,
        encoding: Encoding = .utf8, _ kept: Arena
    ) {
        name = shape.name
        self.column = column
        self.slot = slot
        self.comma = comma
        self.quoting = quoting
        self.encoding = encoding
        kind = shape.kind
        isRequired = shape.required
        words = shape.values.mapValues { kept.keep($0) }
        unused = slot == nil ? Unused() : nil
        form =
            switch (shape.kind, quoting) {
            case (.text, _) where !words.isEmpty: fm_want_other
            case (_, .wrapped): fm_want_other
            case (.text, .doubled): encoding == .utf8 ? fm_want_bare : fm_want_bare_ascii
            case (.text, .none): encoding == .utf8 ? fm_want_text : fm_want_ascii
            case (.count, _): fm_want_count
            case (.money, _) where !comma: fm_want_money
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
            column: UInt32(column), form: UInt8(form.rawValue), required: isRequired ? 1 : 0,
            cells: isKept
                ? UnsafeMutableRawPointer(cells(of: batch)).assumingMemoryBound(to: fm_cell.self)
                : nil)
    }

    /// The cell as a stage gets it: without quotes, decoded, a number where its kind is one.
    func check(_ cell: Cell, _ arena: Arena) -> Checked {
        check(bare: quoting.bare(cell, arena), comma: comma, arena)
    }

    /// The same for a cell without quotes around it.
    func check(bare cell: Cell, comma: Bool, _ arena: Arena) -> Checked {
        let bytes = cell.bytes
        if bytes.count == 0 { return isRequired ? .empty : .good(cell) }
        guard kind == .text else {
            if let number = kind.read(bytes, comma: comma) { return .good(Cell(number: number)) }
            return .bad("'\(name)' is '\(shown(bytes))', not \(kind.example)")
        }
        guard encoding != .utf8, fm_has_high(bytes.baseAddress, bytes.count) != 0 else {
            return .good(word(for: cell))
        }
        let room = arena.room(bytes.count * 3)
        switch encoding.decode(bytes, into: room) {
        case .count(let count):
            arena.trim(bytes.count * 3 - count)
            return .good(word(for: Cell(UnsafePointer(room), count: count)))
        case .undefined(let offset):
            return .bad(
                "'\(name)' is neither UTF-8 nor \(encoding.rawValue) at its byte \(offset + 1)")
        }
    }

    private func word(for cell: Cell) -> Cell {
        words.isEmpty ? cell : words[cell.text] ?? cell
    }

    private func shown(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        let text = encoding.text(bytes) ?? String(decoding: bytes, as: UTF8.self)
        return text.count > 40 ? text.prefix(40) + "…" : text
    }
}
