/// A reader of comma-separated rows in the plainest words, to hold the other one against: byte by byte,
/// the whole file in memory.
struct PlainCSV {
    struct Row: Equatable {
        var line: Int
        var cells: [[UInt8]]
        /// A quote ends a cell and something follows it.
        var isFaulty = false
    }

    private(set) var rows: [Row] = []
    /// The file ends inside quotes.
    private(set) var isOpen = false

    init(_ bytes: [UInt8], separator: UInt8) {
        let quote = UInt8(ascii: "\"")
        var cells: [[UInt8]] = []
        var cell: [UInt8] = []
        var isFaulty = false
        var isClosed = false
        var isBare = false
        var line = 1
        var start = 1
        func unreturned(_ cell: [UInt8]) -> [UInt8] {
            cell.last == 13 ? Array(cell.dropLast()) : cell
        }
        for (at, byte) in bytes.enumerated() {
            if byte == 10 { line += 1 }
            if isOpen {
                if byte == quote { (isOpen, isClosed) = (false, true) } else { cell.append(byte) }
            } else if byte == separator {
                cells.append(cell)
                (cell, isClosed, isBare) = ([], false, false)
            } else if byte == 10 {
                cells.append(isClosed ? cell : unreturned(cell))
                if cells != [[]] || isClosed {
                    rows.append(Row(line: start, cells: cells, isFaulty: isFaulty))
                }
                (cells, cell, isFaulty, isClosed, isBare) = ([], [], false, false, false)
                start = line
            } else if byte == quote, isClosed {
                cell.append(byte)
                (isOpen, isClosed) = (true, false)
            } else if byte == quote, cell.isEmpty, !isBare {
                isOpen = true
            } else if isClosed {
                let endsLine = byte == 13 && (at + 1 == bytes.count || bytes[at + 1] == 10)
                if !endsLine {
                    (isFaulty, isClosed, isBare) = (true, false, true)
                    cell.append(byte)
                }
            } else {
                isBare = true
                cell.append(byte)
            }
        }
        if !isOpen, !cell.isEmpty || !cells.isEmpty || isClosed {
            cells.append(isClosed ? cell : unreturned(cell))
            if cells != [[]] || isClosed {
                rows.append(Row(line: start, cells: cells, isFaulty: isFaulty))
            }
        }
    }
}
