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
    private static let longestLine = 1 << 24
    /// What is allocated beyond a block: for a last line's end, for reading eight bytes at a time,
    /// and for the mark before the first.
    private static let spare = 80

    package let source: Source
    private let name: String
    private var buffer: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var filled = 0
    private var ended = false

    private var marks: UnsafeMutablePointer<UInt32>
    private var ends: UnsafeMutablePointer<UInt32>
    private let firsts = UnsafeMutablePointer<UInt32>.allocate(capacity: Batch.capacity)
    private let odd = UnsafeMutablePointer<UInt8>.allocate(capacity: Batch.capacity)
    private var rowCount = 0
    private var cursor = fm_cursor()

    private var width = 0
    private var wanted: [WantedColumn] = []
    private var wants: UnsafeMutablePointer<fm_want>?
    private var constants: [(slot: Int, cell: Cell)] = []
    private var decimals = FileMarks(.dot)
    /// The first line, without its end.
    private var heading: [UInt8] = []
    /// A row with the columns' names again is not odd for a column of numbers: it is to be looked for.
    private var seeksHeading = false
    private var batch: Batch?
    private let kept = Arena(piece: 1 << 10)

    private var checking: Bool
    private var utf8 = fm_utf8()
    /// The offset of the first byte that is not UTF-8; nil while all was. Only where it is checked.
    package private(set) var notUTF8: Int64?

    /// `checking` has every byte checked to be UTF-8 on the way.
    package init(source: Source, name: String, checking: Bool, block: Int = 1 << 18) {
        self.source = source
        self.name = name
        self.checking = checking
        capacity = block
        buffer = .allocate(capacity: block + Self.spare)
        marks = .allocate(capacity: block + Self.spare)
        ends = .allocate(capacity: block + Self.spare)
    }

    deinit {
        buffer.deallocate()
        marks.deallocate()
        ends.deallocate()
        firsts.deallocate()
        odd.deallocate()
        wants?.deallocate()
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
        width = layout.width
        decimals = FileMarks(layout.shape.decimal)
        self.heading = Self.line(UnsafeBufferPointer(start: buffer, count: heading.length), heading)
        for (index, column) in layout.shape.columns.enumerated() {
            let slot = index < slots.count ? slots[index] : nil
            guard let position = layout.positions[index] else {
                if let slot {
                    let cell = layout.constant(index).map { kept.keep($0) }
                    constants.append((slot, cell ?? .absent))
                }
                continue
            }
            let want = WantedColumn(
                column, at: position, slot: slot, marks: decimals, isCP1252: encoding == .cp1252,
                kept)
            let isChecked = !trusted && (column.kind != .text || column.required)
            if slot != nil || isChecked || want.tellsMark { wanted.append(want) }
        }
        seeksHeading =
            !trusted && !wanted.contains { $0.form == fm_want_count || $0.form == fm_want_money }
        wants = .allocate(capacity: wanted.count)
        cursor.line = 1
        try index(from: heading.length)
    }

    /// Fills `batch` with the next rows, all selected but for those that are rejected on reading.
    /// False at the end of the file, and where a byte was found not to be UTF-8 (see `notUTF8`).
    package func next(into batch: Batch) throws(Failure) -> Bool {
        batch.clear()
        while cursor.row == rowCount {
            if ended || notUTF8 != nil { return false }
            try advance()
        }
        prepare(batch)
        var odds = 0
        batch.count = fm_cut(
            buffer, marks + 1, ends, rowCount, Batch.capacity, UInt32(width), wants, wanted.count,
            &cursor, firsts,
            UnsafeMutableRawPointer(batch.lines).assumingMemoryBound(to: Int64.self),
            UnsafeMutableRawPointer(batch.raw).assumingMemoryBound(to: fm_span.self), odd, &odds)
        batch.selectAll()
        if decimals.wanted == .either { try settleDecimals(batch) }
        if seeksHeading { batch.keep { row in !rejectsHeading(batch, row) } }
        if odds > 0 {
            let odd = odd
            batch.keep { row in odd[row] == 0 || cutOdd(batch, row) }
        }
        for want in wanted where want.form == fm_want_other {
            batch.keep { row in
                odd[row] != 0 || take(want.cells(of: batch)[row], want, batch, row, cells: width)
            }
        }
        return true
    }

    /// Points the columns to cut at the batch's cells, and fills those that the file does not have.
    private func prepare(_ batch: Batch) {
        guard self.batch !== batch else { return }
        self.batch = batch
        for (index, want) in wanted.enumerated() { wants?[index] = want.want(batch) }
        for (slot, cell) in constants {
            batch.columns[slot].update(repeating: cell, count: Batch.capacity)
        }
    }

    /// Cuts a row with care: of another number of cells than the heading has, or with a cell that is
    /// not as wanted. Cells that are cut off at its end are empty; more than the heading has are
    /// taken only where they are blank. False where the row is rejected.
    private func cutOdd(_ batch: Batch, _ row: Int) -> Bool {
        if !seeksHeading, rejectsHeading(batch, row) { return false }
        let cells = Self.cells(of: batch.raw[row])
        if cells.count > width,
            cells[width...].contains(where: { $0.bytes.contains { $0 != 32 } })
        {
            batch.leave(row, .rejected, "\(cells.count) cells under \(width) columns")
            return keepTexts(batch, row)
        }
        let end = Self.end(of: batch.raw[row])
        for want in wanted {
            let cell = want.column < cells.count ? cells[want.column] : end
            guard take(cell, want, batch, row, cells: cells.count) else { return false }
        }
        return true
    }

    /// Looks at every amount, in the file's order, for what stands before its decimals.
    private func settleDecimals(_ batch: Batch) throws(Failure) {
        let tellers = wanted.filter(\.tellsMark)
        for row in 0..<batch.count {
            let place = Place(name, line: batch.lines[row])
            let cells = odd[row] == 0 ? [] : Self.cells(of: batch.raw[row])
            for want in tellers {
                if odd[row] == 0 {
                    try decimals.see(want.cells(of: batch)[row], of: want.name, at: place)
                } else if want.column < cells.count {
                    try decimals.see(cells[want.column], of: want.name, at: place)
                }
            }
        }
    }

    private static func line(
        _ bytes: UnsafeBufferPointer<UInt8>, _ heading: Heading
    ) -> [UInt8] {
        var line = bytes[(heading.mark ? 3 : 0)...]
        while line.last == 10 || line.last == 13 { line = line.dropLast() }
        return Array(line)
    }

    /// Rejects a row that has the columns' names again, as files that were put together have.
    private func rejectsHeading(_ batch: Batch, _ row: Int) -> Bool {
        let raw = batch.raw[row]
        guard raw.count == heading.count, raw.elementsEqual(heading) else { return false }
        batch.leave(row, .rejected, "the names of the columns again")
        return !keepTexts(batch, row)
    }

    private static func cells(of raw: UnsafeBufferPointer<UInt8>) -> [Cell] {
        guard let start = raw.baseAddress else { return [] }
        return raw.split(separator: 9, omittingEmptySubsequences: false).map {
            Cell(start + $0.startIndex, count: $0.count)
        }
    }

    /// An empty cell: one that is cut off.
    private static func end(of raw: UnsafeBufferPointer<UInt8>) -> Cell {
        raw.baseAddress.map { Cell($0 + raw.count, count: 0) } ?? .absent
    }

    /// Puts a cell where it is wanted, as what it is wanted. False where the row is rejected for it.
    private func take(
        _ cell: Cell, _ want: WantedColumn, _ batch: Batch, _ row: Int, cells: Int
    ) -> Bool {
        switch want.check(cell, batch.arena) {
        case .good(let cell):
            want.cells(of: batch)[row] = cell
            return true
        case .bad(let reason): batch.leave(row, .rejected, reason)
        case .empty:
            batch.leave(
                row, .rejected,
                want.column < cells
                    ? "'\(want.name)' is empty" : "\(cells) cells under \(width) columns")
        }
        return keepTexts(batch, row)
    }

    /// Leaves a row that is rejected with those of its cells that are texts: a broken price does not
    /// hide whose row it is, nor that Amazon fulfils it.
    private func keepTexts(_ batch: Batch, _ row: Int) -> Bool {
        let cells = Self.cells(of: batch.raw[row])
        for want in wanted {
            var text = Cell.absent
            if want.isText, want.column < cells.count,
                case .good(let cell) = want.check(cells[want.column], batch.arena)
            {
                text = cell
            }
            want.cells(of: batch)[row] = text
        }
        return false
    }

    /// Moves what is unfinished to the front, reads on and indexes.
    private func advance() throws(Failure) {
        let start = cursor.start
        let rest = filled - start
        if start > 0 {
            buffer.update(from: buffer + start, count: rest)
            filled = rest
        } else if filled == capacity {
            try grow()
        }
        try fill()
        try index(from: 0)
    }

    private func grow() throws(Failure) {
        guard capacity < Self.longestLine else {
            throw Failure(
                .data, at: Place(name, line: Int(cursor.line) + 1),
                "a line longer than 16 MiB is no row")
        }
        let wider = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2 + Self.spare)
        wider.update(from: buffer, count: filled)
        buffer.deallocate()
        marks.deallocate()
        ends.deallocate()
        buffer = wider
        capacity *= 2
        marks = .allocate(capacity: capacity + Self.spare)
        ends = .allocate(capacity: capacity + Self.spare)
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
        let marks = marks + 1
        let count = fm_index(buffer + from, filled - from, marks, ends, &rowCount)
        if from > 0 {
            let shift = UInt32(from)
            for mark in 0..<count { marks[mark] += shift }
        }
        self.marks[0] = UInt32(from) &- 1
        cursor.row = 0
        cursor.mark = 0
        cursor.start = from
    }
}
