import Records

extension Heading {
    /// Reads the first row of a comma-separated file. Without `separator` it is comma or semicolon,
    /// whichever parts it into more cells.
    init(
        csv bytes: UnsafeBufferPointer<UInt8>, _ atEnd: Bool, separator: UInt8?,
        _ encodings: [Encoding]
    ) {
        let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        let row = Row(bytes, from: mark ? 3 : 0, separators: separator.map { [$0] } ?? [44, 59])
        let semicolons = row.parts.count { bytes[$0] == 59 }
        let isTie = semicolons * 2 == row.parts.count
        let chosen = separator ?? (!isTie && semicolons * 2 > row.parts.count ? 59 : 44)
        var end = row.end
        while end > row.start, bytes[end - 1] == 13 { end -= 1 }
        var look = Self.foreign(bytes, bytes[row.start..<end])
        var names: [String] = []
        if look == nil, row.isOpen {
            look = .broken(
                "not a table: the quote that opens in the first line is not closed"
                    + (atEnd ? "" : " in 64 KiB"))
        } else if look == nil {
            var cells: [String] = []
            var start = row.start
            for part in row.parts.filter({ bytes[$0] == chosen }) + [end] {
                cells.append(Self.name(bytes[start..<part], encodings))
                start = part + 1
            }
            (look, names) = Self.look(cells, isCut: row.end == bytes.count && !atEnd)
            if names.count == 1, names[0].contains("\t") { names = [] }
        }
        self.init(
            look ?? .empty, names: names, mark: mark, length: min(row.end + 1, bytes.count),
            crlf: row.end < bytes.count && end < row.end, format: .csv)
        self.separator = chosen
        breaks = row.breaks
    }

    /// The first row of a file, which ends at a line feed outside quotes.
    private struct Row {
        let start: Int
        /// The offset of the line feed, or of the end of the bytes.
        var end: Int
        /// Offsets of separators.
        var parts: [Int] = []
        var breaks = 0
        var isOpen = false

        init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, separators: [UInt8]) {
            self.start = start
            end = start
            var isStart = true
            while end < bytes.count, isOpen || bytes[end] != 10 {
                let byte = bytes[end]
                let isQuote = byte == UInt8(ascii: "\"")
                if isOpen {
                    if byte == 10 { breaks += 1 }
                    isOpen = !isQuote
                } else if isQuote {
                    isOpen = isStart || bytes[end - 1] == byte
                } else if separators.contains(byte) {
                    parts.append(end)
                }
                isStart = !isOpen && separators.contains(byte)
                end += 1
            }
        }
    }

    private static func name(
        _ cell: Slice<UnsafeBufferPointer<UInt8>>, _ encodings: [Encoding]
    ) -> String {
        var text = decode(cell, encodings)
        if text.utf8.count > 1, text.hasPrefix("\""), text.hasSuffix("\"") {
            text = String(text.dropFirst().dropLast()).replacing("\"\"", with: "\"")
        }
        // A line end inside a name is a blank like any other.
        return trimmed(text.split(whereSeparator: \.isNewline).joined(separator: " ")[...])
    }
}
