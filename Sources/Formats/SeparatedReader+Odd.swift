import CBytes
import Records

/// Rows that are not as they should be: cut with care, and rejected with their reason.
extension SeparatedReader {
    /// Cuts a row of another number of cells than the heading has, or with a cell that is not as
    /// wanted. Cells that are cut off at its end are empty; more than the heading has are taken only
    /// where they are blank. False where the row is rejected.
    func cutOdd(_ batch: Batch, _ row: Int) -> Bool {
        if let fault = faults.first(where: { $0.row == row }) {
            batch.leave(row, .rejected, reason(fault.offset, batch, row))
            return keepTexts(batch, row)
        }
        if !seeksHeading, rejectsHeading(batch, row) { return false }
        let count = cellCount(batch, row)
        if count > width, (width..<count).contains(where: { !isBlank($0, batch, row) }) {
            batch.leave(row, .rejected, "\(count) cells under \(width) columns")
            return keepTexts(batch, row)
        }
        for want in wanted {
            let cell = cell(want.column, of: count, batch, row)
            guard take(cell, want, batch, row, cells: count) else { return false }
        }
        return true
    }

    /// Looks at every amount, in the file's order, for what stands before its decimals.
    func settleDecimals(_ batch: Batch) throws(Failure) {
        let tellers = wanted.filter(\.tellsMark)
        for row in 0..<batch.count {
            let place = Place(name, line: batch.lines[row])
            let count = odd[row] == 0 ? width : cellCount(batch, row)
            for want in tellers where want.column < count {
                let cell = cell(want.column, batch, row)
                try decimals.see(want.bare(cell, batch.arena), of: want.name, at: place)
            }
        }
    }

    /// Rejects a row that has the columns' names again, as files that were put together have.
    func rejectsHeading(_ batch: Batch, _ row: Int) -> Bool {
        let raw = batch.raw[row]
        guard raw.count == heading.count, raw.elementsEqual(heading) else { return false }
        batch.leave(row, .rejected, "the names of the columns again")
        return !keepTexts(batch, row)
    }

    /// Puts a cell where it is wanted, as what it is wanted. False where the row is rejected for it.
    func take(
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
        let count = cellCount(batch, row)
        for want in wanted {
            var text = Cell.absent
            if want.isText, want.column < count,
                case .good(let cell) = want.check(cell(want.column, batch, row), batch.arena)
            {
                text = cell
            }
            want.cells(of: batch)[row] = text
        }
        return false
    }

    /// The marks of a row: its own from 0 on, and before them that of what it follows.
    private func marks(of row: Int) -> UnsafeMutablePointer<UInt32> {
        marks + 1 + Int(firsts[row])
    }

    private func cellCount(_ batch: Batch, _ row: Int) -> Int {
        let marks = marks(of: row)
        let end = end(of: batch.raw[row])
        var count = 1
        while Int(marks[count - 1]) < end { count += 1 }
        return count
    }

    /// The cell of a column that the row has.
    private func cell(_ column: Int, _ batch: Batch, _ row: Int) -> Cell {
        let marks = marks(of: row)
        let start = Int(marks[column - 1] &+ 1)
        let end = min(Int(marks[column]), end(of: batch.raw[row]))
        return Cell(buffer + start, count: end - start)
    }

    /// The same, and an empty cell for one that is cut off.
    private func cell(_ column: Int, of count: Int, _ batch: Batch, _ row: Int) -> Cell {
        column < count
            ? cell(column, batch, row) : Cell(buffer + end(of: batch.raw[row]), count: 0)
    }

    /// Whether a cell holds nothing but spaces, or two quotes that wrap nothing.
    private func isBlank(_ column: Int, _ batch: Batch, _ row: Int) -> Bool {
        quoting.bare(cell(column, batch, row), batch.arena).bytes.allSatisfy { $0 == 32 }
    }

    /// What is wrong in a row, by the byte that shows it.
    private func reason(_ offset: Int, _ batch: Batch, _ row: Int) -> String {
        let start = end(of: batch.raw[row]) - batch.raw[row].count
        if buffer[offset] == 0 {
            let place = place(offset, from: start, line: batch.lines[row])
            return "a NUL byte at \(place): the file is damaged"
        }
        let place = place(offset - 1, from: start, line: batch.lines[row])
        return "the quote at \(place) ends the cell, and text follows it;"
            + " inside a cell in quotes it must be doubled"
    }

    /// "column 7" of a byte, where a row begins at `start` in `line`; "line 3, column 7" in a later one.
    private func place(_ offset: Int, from start: Int, line: Int) -> String {
        let place = Place.counted(
            UnsafeBufferPointer(start: buffer + start, count: offset - start), encoding,
            file: name, line: line)
        let column = "column \(place.column ?? 1)"
        return place.line == line ? column : "line \(place.line ?? line), \(column)"
    }

    /// That the file ends, or a row grows too long, inside a cell that a quote opened.
    func unclosed() -> Failure {
        var isOpen = false
        var isStart = true
        var opened = cursor.start
        for at in cursor.start..<filled {
            let byte = buffer[at]
            if isOpen {
                isOpen = byte != UInt8(ascii: "\"")
            } else if byte == UInt8(ascii: "\""), isStart {
                (isOpen, opened) = (true, at)
            } else if byte == UInt8(ascii: "\""), at > cursor.start, buffer[at - 1] == byte {
                isOpen = true
            }
            isStart = byte == separator || byte == 10
        }
        let place = Place.counted(
            UnsafeBufferPointer(start: buffer + cursor.start, count: opened - cursor.start),
            encoding, file: name, line: Int(cursor.line) + breaks + 1)
        return Failure(
            .data, at: place,
            isOpen
                ? "the quote that opens here is not closed "
                    + (ended ? "before the file ends" : "within 16 MiB")
                : "a row longer than 16 MiB is none")
    }
}
