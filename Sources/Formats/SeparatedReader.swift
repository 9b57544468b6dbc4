import CBytes
import Files
import Glibc
import Records

/// Reads a file whose rows are lines of cells, parted by tabs or, with quotes, by commas or semicolons.
///
/// Of tab-separated files quotes are ordinary characters, unless the form says that they wrap cells; a
/// line ends at LF or CRLF and at nothing else (seen in real files: U+0085 and lone quotes inside
/// titles). In comma-separated files a line end may stand in quotes (RFC 4180); a row's line is the
/// one that it begins in. Memory is one block, whatever the size of the file; a row may be at most 16
/// MiB long.
package final class SeparatedReader: RowReading {
    private static let longestRow = 1 << 24
    /// What is allocated beyond a block: for a last line's end, for reading eight bytes at a time,
    /// and for the mark before the first.
    private static let spare = 80

    package var sieve = RowSieve()
    package let source: Source
    let name: String
    private let form: RowForm
    private let format: RowForm.Format
    let encoding: Encoding
    let quoting: Quoting
    private(set) var separator: UInt8 = 9
    var buffer: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var block: Int
    private(set) var filled = 0
    var ended: Bool { input.isAtEnd }

    var marks: UnsafeMutablePointer<UInt32>
    private var ends: UnsafeMutablePointer<UInt32>
    let firsts = UnsafeMutablePointer<UInt32>.allocate(capacity: Batch.capacity)
    let odd = UnsafeMutablePointer<UInt8>.allocate(capacity: Batch.capacity)
    private var rowCount = 0
    private(set) var cursor = fm_cursor()
    /// Of comma-separated files: faults, and line ends inside quotes, in the block; the next one.
    private var notes: UnsafeMutablePointer<UInt32>?
    private var noteCount = 0
    private var noteAt = 0
    /// Line ends inside quotes of the rows before the next one.
    private(set) var breaks = 0
    /// Rows of the batch that cannot be cut, and where in the buffer that shows.
    private(set) var faults: [(row: Int, offset: Int)] = []
    private var hasNUL = false

    private(set) var width = 0
    private(set) var wanted: [WantedColumn] = []
    private var wants: UnsafeMutablePointer<fm_want>?
    private var constants: [(slot: Int, cell: Cell)] = []
    private(set) var decimals = FileMarks(.dot)
    /// The heading, without the line's end.
    private(set) var heading: [UInt8] = []
    /// A row with the columns' names again is not odd for a column of numbers: it is to be looked for.
    private(set) var seeksHeading = false
    private var batch: Batch?
    private let kept = Arena(piece: 1 << 10)
    private var isTrusted = false

    private let input: CheckedInput
    package var undecodable: Int64? { input.undecodable }

    /// `format` is tab- or comma-separated. `checking` has every byte checked on the way to be of a
    /// character of `encoding`.
    package init(
        source: Source, name: String, form: RowForm = RowForm(), format: RowForm.Format = .tsv,
        encoding: Encoding = .utf8, checking: Bool, block: Int = 1 << 17
    ) {
        self.source = source
        self.name = name
        self.form = form
        self.format = format
        self.encoding = encoding
        quoting = form.quoting(format)
        self.block = block
        input = CheckedInput(source, checking ? EncodingCheck(encoding) : nil)
        // The heading of a comma-separated file may be more than a line.
        capacity = format == .csv ? max(block, Head.size) : block
        buffer = .allocate(capacity: capacity + Self.spare)
        marks = .allocate(capacity: capacity + Self.spare)
        ends = .allocate(capacity: capacity + Self.spare)
        if format == .csv { notes = .allocate(capacity: capacity + Self.spare) }
    }

    deinit {
        buffer.deallocate()
        marks.deallocate()
        ends.deallocate()
        notes?.deallocate()
        firsts.deallocate()
        odd.deallocate()
        wants?.deallocate()
    }

    package func open() throws(Failure) -> Heading {
        try fill(to: capacity)
        // It is the same whatever is read at once, and that by which the file was recognised.
        let count = format == .csv ? min(filled, Head.size) : filled
        let heading = Heading(
            UnsafeBufferPointer(start: buffer, count: count), atEnd: ended && count == filled,
            form: form, format: format, encodings: [encoding])
        separator = heading.separator
        return heading
    }

    package func begin(
        _ layout: Layout, heading: Heading, slots: [Int?], trusted: Bool
    ) throws(Failure) {
        width = layout.width
        isTrusted = trusted
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
                column, at: position, slot: slot, marks: decimals, quoting: quoting,
                encoding: encoding, kept)
            let isChecked = !trusted && (column.kind != .text || column.required)
            if slot != nil || isChecked || want.tellsMark { wanted.append(want) }
        }
        seeksHeading =
            !trusted && !wanted.contains { $0.form == fm_want_count || $0.form == fm_want_money }
        wants = .allocate(capacity: wanted.count)
        cursor.line = 1
        breaks = heading.breaks
        try index(from: heading.length)
    }

    package func next(into batch: Batch) throws(Failure) -> Bool {
        batch.clear()
        while cursor.row == rowCount {
            if undecodable != nil { return false }
            if ended {
                if cursor.start < filled { throw unclosed() }
                return false
            }
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
        faults.removeAll(keepingCapacity: true)
        if noteCount > 0 || breaks > 0 { takeNotes(batch) }
        if hasNUL { findNULs(batch) }
        if decimals.wanted == .either { try settleDecimals(batch) }
        if seeksHeading { batch.keep { row in !rejectsHeading(batch, row) } }
        if odds > 0 || !faults.isEmpty {
            let odd = odd
            batch.keep { row in odd[row] == 0 || cutOdd(batch, row) }
        }
        sieve.rows?(batch)
        for want in wanted where want.form == fm_want_other {
            batch.keep { row in
                odd[row] != 0 || take(want.cells(of: batch)[row], want, batch, row, cells: width)
            }
        }
        if batch.left.count > 1 { batch.left.sort { $0.row < $1.row } }
        return true
    }

    private static func line(
        _ bytes: UnsafeBufferPointer<UInt8>, _ heading: Heading
    ) -> [UInt8] {
        var line = bytes[(heading.mark ? 3 : 0)...]
        while line.last == 10 || line.last == 13 { line = line.dropLast() }
        return Array(line)
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

    /// Adds the line ends inside quotes to the lines of the rows, and marks rows that have a fault.
    private func takeNotes(_ batch: Batch) {
        for row in 0..<batch.count {
            batch.lines[row] += breaks
            let end = self.end(of: batch.raw[row])
            while let notes, noteAt < noteCount, notes[noteAt] & ~fm_csv_fault < end {
                let note = notes[noteAt]
                noteAt += 1
                if note & fm_csv_fault == 0 {
                    breaks += 1
                } else {
                    mark(row, Int(note & ~fm_csv_fault))
                }
            }
        }
    }

    private func findNULs(_ batch: Batch) {
        for row in 0..<batch.count {
            if let at = batch.raw[row].firstIndex(of: 0) {
                mark(row, end(of: batch.raw[row]) - batch.raw[row].count + at)
            }
        }
    }

    private func mark(_ row: Int, _ offset: Int) {
        odd[row] = 1
        faults.append((row, offset))
    }

    /// The offset in the buffer of what follows a row.
    func end(of raw: UnsafeBufferPointer<UInt8>) -> Int {
        raw.baseAddress.map { $0 - UnsafePointer(buffer) + raw.count } ?? 0
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
        try fill(to: min(capacity, filled + block))
        try index(from: 0)
    }

    private func grow() throws(Failure) {
        guard capacity < Self.longestRow else {
            if format == .csv { throw unclosed() }
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
        // A row that grows long is not gone through again for every few bytes.
        block = max(block, capacity / 2)
        marks = .allocate(capacity: capacity + Self.spare)
        ends = .allocate(capacity: capacity + Self.spare)
        guard let notes else { return }
        notes.deallocate()
        self.notes = .allocate(capacity: capacity + Self.spare)
    }

    /// Reads until so many bytes are there.
    private func fill(to count: Int) throws(Failure) {
        try input.fill(buffer, &filled, to: count)
    }

    /// Finds the rows of the block from `from` on. A last line without an end is given one.
    private func index(from: Int) throws(Failure) {
        if ended, filled > from, buffer[filled - 1] != 10 {
            buffer[filled] = 10
            filled += 1
        }
        let marks = marks + 1
        var count = 0
        if let notes {
            var csv = fm_csv()
            fm_csv_index(buffer + from, filled - from, separator, marks, ends, notes, &csv)
            (count, rowCount, noteCount, noteAt) = (csv.marks, csv.lines, csv.notes, 0)
            for note in 0..<noteCount { notes[note] += UInt32(from) }
        } else {
            count = fm_index(buffer + from, filled - from, marks, ends, &rowCount)
        }
        if from > 0 {
            let shift = UInt32(from)
            for mark in 0..<count { marks[mark] += shift }
        }
        hasNUL = !isTrusted && filled > from && memchr(buffer + from, 0, filled - from) != nil
        self.marks[0] = UInt32(from) &- 1
        cursor.row = 0
        cursor.mark = 0
        cursor.start = from
    }
}
