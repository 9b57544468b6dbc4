import Records

/// What the first line of a file says: the names of its columns, or that it is no table.
package struct Heading: Sendable, Equatable {
    package enum Look: Sendable, Equatable {
        /// At least one tab: column names.
        case header
        /// No bytes, or a first line of blanks.
        case empty
        /// A first line without a tab, or one too long for a header: its first 200 characters.
        /// Without a tab it may yet be the name of a file's only column.
        case sentence(String)
        /// Something else that is known, and what: HTML, XML, JSON, a document of Amazon's.
        case other(String)
        /// No text that can be read here, and what it is instead: "UTF-16 text".
        case binary(String)
    }

    package let looksLike: Look
    /// The columns' names in the file's order, without outer blanks; decoded as UTF-8 or, where the
    /// line is not valid UTF-8, as cp1252. None where the file is empty, something else or binary.
    package let names: [String]
    /// The file begins with the UTF-8 byte order mark.
    package let mark: Bool
    /// Bytes up to and with the line feed of the first line, the mark included.
    package let length: Int
    /// The first line ends with a carriage return and a line feed.
    package let crlf: Bool

    /// Reads the first line from a file's first bytes. `atEnd` says that the file has no more; where
    /// it has, and there is no line feed among `bytes`, the line is too long for a header.
    package init(_ bytes: UnsafeBufferPointer<UInt8>, atEnd: Bool) {
        mark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        let start = mark ? 3 : 0
        let feed = bytes[start...].firstIndex(of: UInt8(ascii: "\n"))
        length = feed.map { $0 + 1 } ?? bytes.count
        var line = bytes[start..<(feed ?? bytes.count)]
        crlf = feed != nil && line.last == UInt8(ascii: "\r")
        while line.last == UInt8(ascii: "\r") { line = line.dropLast() }
        if let what = Self.binary(bytes, line) {
            (looksLike, names) = (.binary(what), [])
            return
        }
        if let other = OtherForm.name(of: bytes[start...]) {
            (looksLike, names) = (.other(other), [])
            return
        }
        let text = Self.decode(line)
        let cells = text.split(separator: "\t", omittingEmptySubsequences: false)
            .map { Self.trimmed($0) }
        if cells.allSatisfy(\.isEmpty) {
            (looksLike, names) = (.empty, [])
        } else if cells.count == 1 || feed == nil && !atEnd {
            let text = String(cells.joined(separator: " ").prefix(200))
            (looksLike, names) = (.sentence(text), cells.count == 1 ? cells : [])
        } else {
            (looksLike, names) = (.header, cells)
        }
    }

    /// Why this is no table with named columns, for a person; nil where it looks like one.
    package var refusal: String? {
        switch looksLike {
        case .header: nil
        case .empty: "the first line is empty: expected the names of the columns"
        case .sentence(let text):
            if let mark = Self.mark(parting: text) {
                "not a table: the first line is parted by \(mark), not by tabs: '\(text)';"
                    + " save the file as tab-separated text"
            } else {
                "not a table: the first line holds no column names: '\(text)'"
            }
        case .other(let what): what
        case .binary(let what):
            "not a table: it is \(what): expected lines of tab-separated UTF-8 or cp1252"
        }
    }

    /// What parts the names in the first line of a file that a spreadsheet saved in another form.
    private static func mark(parting text: String) -> String? {
        guard text.last != "." else { return nil }
        return text.contains(";") ? "semicolons" : text.contains(",") ? "commas" : nil
    }

    private static func trimmed(_ name: Substring) -> String {
        var name = name.drop { $0.isWhitespace }
        while name.last?.isWhitespace == true { name = name.dropLast() }
        return String(name)
    }

    private static func binary(
        _ bytes: UnsafeBufferPointer<UInt8>, _ line: Slice<UnsafeBufferPointer<UInt8>>
    ) -> String? {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            return "UTF-16 text"
        }
        if bytes.starts(with: Array("PK\u{3}\u{4}".utf8)) { return "a workbook or a zip archive" }
        if line.contains(UInt8(ascii: "\r")), line.contains(UInt8(ascii: "\t")) {
            return "text whose lines end with a carriage return alone"
        }
        guard line.contains(0) else { return nil }
        let first = bytes.prefix(4).map { $0 == 0 }
        if first == [false, true, false, true] || first == [true, false, true, false] {
            return "UTF-16 text"
        }
        return "binary data"
    }
}
