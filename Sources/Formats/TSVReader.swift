import CBytes
import Files
import Records

/// Reads a tab-separated file, row after row, into batches.
///
/// First `open()` says what the heading is, then `begin` says how to read it, then `next` fills
/// batches until it gives false. Quotes are ordinary characters; a line ends at LF or CRLF and at
/// nothing else (seen in real files: U+0085 and lone quotes inside titles). Memory is one block,
/// whatever the size of the file; a line may be at most 16 MiB long.
package final class TSVReader {
    /// A column to read: where it goes, and what it must be.
    private struct Wanted {
        var column: Int
        var slot: Int?
        var kind: Kind
        var required: Bool
        var shape: Int
    }

    private static let longestLine = 1 << 24

    package let source: Source
    private let name: String
    private var buffer: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var filled = 0
    private var ended = false

    private var marks: UnsafeMutablePointer<UInt32>
    private var ends: UnsafeMutablePointer<UInt32>
    private var rowCount = 0
    private var row = 0
    private var markOfRow = 0
    private var start = 0
    private var line = 0

    private var layout: Layout?
    private var wanted: [Wanted] = []
    private var constants: [(slot: Int, cell: Cell)] = []
    private var words: [Int: [String: Cell]] = [:]
    private let kept = Arena(piece: 1 << 10)
    private var encoding = Encoding.utf8

    private var checking: Bool
    private var utf8 = fm_utf8()
    /// The offset of the first byte that is not UTF-8; nil while all was. Only where it is checked.
    package private(set) var notUTF8: Int64?

    /// `checking` has every byte checked to be UTF-8 on the way.
    package init(source: Source, name: String, checking: Bool, block: Int = 1 << 19) {
        self.source = source
        self.name = name
        self.checking = checking
        capacity = block
        buffer = .allocate(capacity: block + 1)
        marks = .allocate(capacity: block + 65)
        ends = .allocate(capacity: block + 65)
    }

    deinit {
        buffer.deallocate()
        marks.deallocate()
        ends.deallocate()
    }

    /// Reads the first block and says what stands at its head.
    package func open() throws(Failure) -> Heading {
        try fill()
        return Heading(UnsafeBufferPointer(start: buffer, count: filled), atEnd: ended)
    }

    /// Sets how the rows behind the heading are read. `slots` says, for each column of the layout's
    /// shape, where its cells go. Unless `trusted`, typed and required columns are checked even where
    /// they go nowhere, so that a row is rejected, or not, whoever reads it.
    package func begin(
        _ layout: Layout, heading: Heading, slots: [Int?], encoding: Encoding, trusted: Bool
    ) throws(Failure) {
        self.layout = layout
        self.encoding = encoding
        for (index, column) in layout.shape.columns.enumerated() {
            let slot = index < slots.count ? slots[index] : nil
            guard let position = layout.positions[index] else {
                if let slot {
                    let cell = layout.constant(index).map { kept.keep($0) }
                    constants.append((slot, cell ?? .absent))
                }
                continue
            }
            guard slot != nil || !trusted && (column.kind != .text || column.required) else {
                continue
            }
            wanted.append(
                Wanted(
                    column: position, slot: slot, kind: column.kind, required: column.required,
                    shape: index))
            if slot != nil, !column.values.isEmpty {
                words[index] = column.values.mapValues { kept.keep($0) }
            }
        }
        start = heading.length
        line = 1
        try index(from: start)
    }

    /// Fills `batch` with the next rows, all selected but for those that are rejected on reading.
    /// False at the end of the file, and where a byte was found not to be UTF-8 (see `notUTF8`).
    package func next(into batch: Batch) throws(Failure) -> Bool {
        batch.clear()
        while row == rowCount {
            if ended || notUTF8 != nil { return false }
            try advance()
        }
        for (slot, cell) in constants {
            batch.columns[slot].update(repeating: cell, count: Batch.capacity)
        }
        var selected = 0
        var count = 0
        while row < rowCount, count < Batch.capacity {
            let end = Int(ends[row])
            let first = markOfRow
            var lineEnd = Int(marks[end - 1])
            let lineStart = start
            line += 1
            row += 1
            markOfRow = end
            start = lineEnd + 1
            if lineEnd > lineStart, buffer[lineEnd - 1] == 13 { lineEnd -= 1 }
            if lineEnd == lineStart { continue }
            batch.lines[count] = line
            batch.raw[count] = UnsafeBufferPointer(
                start: buffer + lineStart, count: lineEnd - lineStart)
            if take(
                batch, count, from: lineStart, to: lineEnd, marks: marks + first,
                cells: end - first)
            {
                batch.selection[selected] = Int32(truncatingIfNeeded: count)
                selected += 1
            }
            count += 1
        }
        batch.count = count
        batch.selected = selected
        return true
    }

    /// Cuts one row into the batch's columns. False where the row is rejected.
    @inline(__always)
    private func take(
        _ batch: Batch, _ row: Int, from lineStart: Int, to lineEnd: Int,
        marks: UnsafeMutablePointer<UInt32>, cells: Int
    ) -> Bool {
        let width = layout!.width
        if cells > width, !isBlank(after: Int(marks[width - 1]), to: lineEnd) {
            batch.leave(row, .rejected, "\(cells) cells under \(width) columns")
            return reject(batch, row)
        }
        for want in wanted {
            var cell: Cell
            if want.column < cells {
                let from = want.column == 0 ? lineStart : Int(marks[want.column - 1]) + 1
                let to = want.column == cells - 1 ? lineEnd : Int(marks[want.column])
                cell = Cell(UnsafePointer(buffer + from), count: to - from)
            } else {
                cell = Cell(UnsafePointer(buffer + lineEnd), count: 0)
            }
            if want.kind != .text || want.required || encoding != .utf8 || !words.isEmpty {
                guard let checked = check(cell, want, batch, row, cells: cells) else {
                    return reject(batch, row)
                }
                cell = checked
            }
            if let slot = want.slot { batch.columns[slot][row] = cell }
        }
        return true
    }

    /// A row that cannot be read has no cells for the rest of the stage.
    private func reject(_ batch: Batch, _ row: Int) -> Bool {
        for want in wanted {
            if let slot = want.slot { batch.columns[slot][row] = .absent }
        }
        return false
    }

    private func isBlank(after mark: Int, to end: Int) -> Bool {
        var at = mark
        while at < end {
            guard buffer[at] == 9 || buffer[at] == 32 else { return false }
            at += 1
        }
        return true
    }

    /// The cell as the stage gets it: decoded, a number where its kind is one; nil where rejected.
    @inline(__always)
    private func check(_ cell: Cell, _ want: Wanted, _ batch: Batch, _ row: Int, cells: Int)
        -> Cell?
    {
        let bytes = cell.bytes
        if bytes.count == 0 {
            guard want.required else { return cell }
            let column = layout!.shape.columns[want.shape].name
            let width = layout!.width
            batch.leave(
                row, .rejected,
                want.column < cells
                    ? "'\(column)' is empty" : "\(cells) cells under \(width) columns")
            return nil
        }
        if want.kind == .text {
            guard encoding == .cp1252, fm_has_high(bytes.baseAddress, bytes.count) != 0 else {
                return word(for: cell, want)
            }
            let room = batch.arena.room(bytes.count * 3)
            switch Encoding.decodeCP1252(bytes, into: room) {
            case .count(let count):
                batch.arena.trim(bytes.count * 3 - count)
                return word(for: Cell(UnsafePointer(room), count: count), want)
            case .undefined(let offset):
                batch.leave(
                    row, .rejected,
                    "'\(layout!.shape.columns[want.shape].name)' is neither UTF-8 nor cp1252 at its byte \(offset + 1)"
                )
                return nil
            }
        }
        if let number = want.kind.read(bytes, comma: layout!.shape.comma) {
            return Cell(number: number)
        }
        batch.leave(
            row, .rejected,
            "'\(layout!.shape.columns[want.shape].name)' is '\(shown(cell))', not \(want.kind.example)"
        )
        return nil
    }

    private func word(for cell: Cell, _ want: Wanted) -> Cell {
        guard let words = words[want.shape] else { return cell }
        return words[cell.text] ?? cell
    }

    private func shown(_ cell: Cell) -> String {
        let text = cell.text
        return text.count > 40 ? text.prefix(40) + "…" : text
    }

    /// Moves what is unfinished to the front, reads on and indexes.
    private func advance() throws(Failure) {
        let rest = filled - start
        if start > 0 {
            buffer.update(from: buffer + start, count: rest)
            filled = rest
            start = 0
        } else if filled == capacity {
            try grow()
        }
        try fill()
        try index(from: 0)
    }

    private func grow() throws(Failure) {
        guard capacity < Self.longestLine else {
            throw Failure(
                .data, at: Place(name, line: line + 1), "a line longer than 16 MiB is no row")
        }
        let wider = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2 + 1)
        wider.update(from: buffer, count: filled)
        buffer.deallocate()
        marks.deallocate()
        ends.deallocate()
        buffer = wider
        capacity *= 2
        marks = .allocate(capacity: capacity + 65)
        ends = .allocate(capacity: capacity + 65)
    }

    private func fill() throws(Failure) {
        while filled < capacity, !ended {
            let count = try source.read(
                into: UnsafeMutableRawBufferPointer(
                    start: buffer + filled, count: capacity - filled))
            if count == 0 {
                ended = true
                if checking {
                    let offset = fm_utf8_end(&utf8)
                    if offset >= 0, notUTF8 == nil { notUTF8 = offset }
                }
                return
            }
            if checking, notUTF8 == nil {
                let offset = fm_utf8_add(&utf8, buffer + filled, count)
                if offset >= 0 { notUTF8 = offset }
            }
            filled += count
        }
    }

    /// Finds the rows of the block from `from` on. A last line without an end is given one.
    private func index(from: Int) throws(Failure) {
        if ended, filled > from, buffer[filled - 1] != 10 {
            buffer[filled] = 10
            filled += 1
        }
        var lines = 0
        let count = fm_index(buffer + from, filled - from, marks, ends, &lines)
        if from > 0 {
            let shift = UInt32(from)
            for mark in 0..<count { marks[mark] += shift }
        }
        rowCount = lines
        row = 0
        markOfRow = 0
        start = from
    }
}
