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
    private let forms: [TimeForm]
    private let none: [[UInt8]]
    let isRequired: Bool
    private let clears: Bool
    private let marks: FileMarks
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

    /// `marks` is what stands before decimals in the file; `kept` keeps the words that cells stand for.
    init(
        _ shape: ColumnShape, at column: Int, slot: Int?, marks: FileMarks,
        quoting: Quoting = .none, encoding: Encoding = .utf8, _ kept: Arena
    ) {
        name = shape.name
        self.column = column
        self.slot = slot
        self.marks = marks
        self.quoting = quoting
        self.encoding = encoding
        kind = shape.kind
        forms = shape.forms
        none = shape.none.map { Array($0.utf8) }
        isRequired = shape.required
        clears = shape.clears
        words = shape.values.mapValues { kept.keep($0) }
        unused = slot == nil ? Unused() : nil
        // A word such as 0 that is a number, too, is for the slow way to tell.
        let isNoneRead = shape.none.contains { shape.kind.read($0) != nil }
        form =
            switch (shape.kind, quoting) {
            case (.text, _) where !words.isEmpty || !none.isEmpty: fm_want_other
            case _ where isNoneRead: fm_want_other
            case (_, .wrapped): fm_want_other
            case (.text, .doubled): encoding == .utf8 ? fm_want_bare : fm_want_bare_ascii
            case (.text, .none): encoding == .utf8 ? fm_want_text : fm_want_ascii
            case (.count, _): fm_want_count
            case (.money, _) where marks.wanted == .dot: fm_want_money
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

    /// Whether decimals of its cells tell what stands before decimals in the file.
    var tellsMark: Bool { marks.wanted == .either && (kind == .money || kind == .percent) }

    /// A cell without the quotes around it.
    func bare(_ cell: Cell, _ arena: Arena) -> Cell { quoting.bare(cell, arena) }

    /// The cell as a stage gets it: without quotes, decoded, a number where its kind is one.
    func check(_ cell: Cell, _ arena: Arena) -> Checked {
        check(bare: bare(cell, arena), arena)
    }

    /// The same for a cell without quotes around it. `isPlain` says that decimals stand behind a dot in
    /// it, whatever the report says: a number of JSON's own.
    func check(bare cell: Cell, isPlain: Bool = false, _ arena: Arena) -> Checked {
        let bytes = cell.bytes
        if bytes.count == 0 { return isRequired ? .empty : .good(cell) }
        if kind != .text, let number = number(bytes, isPlain: isPlain) {
            return .good(Cell(number: number))
        }
        guard encoding != .utf8, fm_has_high(bytes.baseAddress, bytes.count) != 0 else {
            return valued(cell)
        }
        let room = arena.room(bytes.count * 3)
        switch encoding.decode(bytes, into: room) {
        case .count(let count):
            arena.trim(bytes.count * 3 - count)
            return valued(Cell(UnsafePointer(room), count: count))
        case .undefined(let offset):
            return .bad(
                "'\(name)' is neither UTF-8 nor \(encoding.rawValue) at its byte \(offset + 1)")
        }
    }

    /// The number that a cell is; nil where it says that there is none, or is not of its kind. Blanks
    /// behind a number are none of it (seen in real files).
    private func number(_ bytes: UnsafeBufferPointer<UInt8>, isPlain: Bool) -> Int64? {
        if form == fm_want_other, isNone(bytes) { return nil }
        let bytes = Self.trimmed(bytes)
        guard forms.isEmpty else {
            for form in forms {
                if let value = kind == .date ? form.day(bytes) : form.time(bytes) { return value }
            }
            return nil
        }
        if tellsMark, !isPlain, FileMarks.maybeThousand(bytes) { return nil }
        return kind.read(bytes, comma: marks.isComma && !isPlain)
    }

    /// A decoded cell that is no number: a text, a cell without a value, or a mistake.
    private func valued(_ cell: Cell) -> Checked {
        let bytes = cell.bytes
        if isNone(bytes) || kind != .text && Self.trimmed(bytes).isEmpty {
            let empty = bytes.baseAddress.map { Cell($0, count: 0) } ?? .absent
            return isRequired ? .empty : .good(empty)
        }
        if kind == .text { return .good(word(for: cell)) }
        if clears, cell.equals("delete") { return .good(Cell(number: Kind.cleared)) }
        let word = clears ? ", or delete" : ""
        return .bad("'\(name)' is '\(Self.shown(cell))', not \(wanted(bytes))\(word)")
    }

    private func wanted(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        if !forms.isEmpty { return "as " + forms.map(\.pattern).joined(separator: " or ") }
        if tellsMark, FileMarks.maybeThousand(bytes) {
            return "an amount that can be read in one way: three digits may be thousands"
        }
        return kind.example
    }

    private func isNone(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        none.contains { $0.elementsEqual(bytes) }
    }

    private static func trimmed(
        _ bytes: UnsafeBufferPointer<UInt8>
    ) -> UnsafeBufferPointer<UInt8> {
        var count = bytes.count
        while count > 0, bytes[count - 1] == UInt8(ascii: " ") { count -= 1 }
        return UnsafeBufferPointer(rebasing: bytes[..<count])
    }

    private func word(for cell: Cell) -> Cell {
        words.isEmpty ? cell : words[cell.text] ?? cell
    }

    private static func shown(_ cell: Cell) -> String {
        let text = cell.text
        return text.count > 40 ? text.prefix(40) + "…" : text
    }
}
