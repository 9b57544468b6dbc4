import Records

/// What a file begins with: the names of its columns, or that it is no table.
package struct Heading: Sendable, Equatable {
    package enum Look: Sendable, Equatable {
        /// Names of columns, more than one.
        case header
        /// No bytes, or a first line of blanks.
        case empty
        /// A first line that nothing parts, or one too long for a header: its first 200 characters.
        /// It may yet be the name of a file's only column.
        case sentence(String)
        /// Something else that is known, and what: HTML, XML, JSON, a document of Amazon's.
        case other(String)
        /// No text that can be read here, and what it is instead: "UTF-16 text".
        case binary(String)
        /// No file of the format that is looked for, and why.
        case broken(String)
    }

    package let looksLike: Look
    /// The columns' names in the file's order, without outer blanks and quotes; where they are no
    /// characters of any encoding tried, as if they were cp1252. Of a JSON file the members' names of
    /// its first rows. None where the file is empty, something else,
    /// binary or broken.
    package let names: [String]
    /// The file begins with the UTF-8 byte order mark.
    package let mark: Bool
    /// Bytes up to and with the line feed of the heading, the mark included; 0 of a JSON file.
    package let length: Int
    /// The first line ends with a carriage return and a line feed.
    package let crlf: Bool
    package let format: RowForm.Format
    /// What parts the cells of a line.
    package var separator: UInt8 = 9
    /// Line ends that stand in quotes in the heading.
    package var breaks = 0

    init(
        _ look: Look, names: [String] = [], mark: Bool, length: Int, crlf: Bool,
        format: RowForm.Format
    ) {
        looksLike = look
        self.names = names
        self.mark = mark
        self.length = length
        self.crlf = crlf
        self.format = format
    }

    /// Reads the heading from a file's first bytes. `atEnd` says that the file has no more; where it
    /// has, and there is no line feed among `bytes`, the line is too long for a header. `encodings`
    /// are tried in order.
    package init(
        _ bytes: UnsafeBufferPointer<UInt8>, atEnd: Bool, form: RowForm = RowForm(),
        format: RowForm.Format = .tsv, encodings: [Encoding] = [.utf8]
    ) {
        switch format {
        case .tsv: self.init(tsv: bytes, atEnd, isWrapped: form.isWrapped, encodings)
        case .csv: self.init(csv: bytes, atEnd, separator: form.separator, encodings)
        case .json: self.init(json: bytes, atEnd: atEnd, rows: form.rows)
        case .xml:
            self.init(
                xml: bytes, atEnd: atEnd,
                form: form.xml ?? XMLForm(message: "", rows: [], columns: []))
        }
    }

    private init(
        tsv bytes: UnsafeBufferPointer<UInt8>, _ atEnd: Bool, isWrapped: Bool,
        _ encodings: [Encoding]
    ) {
        let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        let start = mark ? 3 : 0
        let feed = bytes[start...].firstIndex(of: UInt8(ascii: "\n"))
        let length = feed.map { $0 + 1 } ?? bytes.count
        var line = bytes[start..<(feed ?? bytes.count)]
        let crlf = feed != nil && line.last == UInt8(ascii: "\r")
        while line.last == UInt8(ascii: "\r") { line = line.dropLast() }
        var look = Self.foreign(bytes, line)
        var names: [String] = []
        if look == nil {
            let text = Self.decode(line, encodings)
            let cells = text.split(separator: "\t", omittingEmptySubsequences: false)
                .map { isWrapped ? Self.unwrapped($0) : Self.trimmed($0) }
            (look, names) = Self.look(cells, isCut: feed == nil && !atEnd)
        }
        self.init(
            look ?? .empty, names: names, mark: mark, length: length, crlf: crlf, format: .tsv)
    }

    /// What names of columns look like. `isCut` says that more of them would follow.
    static func look(_ cells: [String], isCut: Bool) -> (Look, [String]) {
        if cells.allSatisfy(\.isEmpty) { return (.empty, []) }
        guard cells.count == 1 || isCut else { return (.header, cells) }
        let text = String(cells.joined(separator: " ").prefix(200))
        return (.sentence(text), isCut ? [] : cells)
    }

    /// Bytes that no reader here takes for a table, whatever parts its cells; nil where they may be.
    static func foreign(
        _ bytes: UnsafeBufferPointer<UInt8>, _ line: Slice<UnsafeBufferPointer<UInt8>>,
        isJSON: Bool = false
    ) -> Look? {
        if let what = Self.binary(bytes, line) { return .binary(what) }
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        let isMarkup = text.first { !isBlank($0) } == UInt8(ascii: "<")
        return isJSON && !isMarkup ? nil : OtherForm.name(of: text).map(Look.other)
    }

    /// Why this is no table with named columns, for a person; nil where it looks like one.
    package var refusal: String? {
        switch looksLike {
        case .header: return nil
        case .empty: return "the first line is empty: expected the names of the columns"
        case .sentence(let text):
            guard let mark = mark(parting: text) else {
                return "not a table: the first line holds no column names: '\(text)'"
            }
            let (wanted, kind) =
                format == .csv ? (parting, "comma-separated") : ("tabs", "tab-separated")
            return "not a table: the first line is parted by \(mark), not by \(wanted): '\(text)';"
                + " save the file as \(kind) text"
        case .other(let what): return what
        case .binary("UTF-16 text"):
            return "not a table: it is UTF-16 text without a byte order mark:"
                + " say so with the charset UTF-16"
        case .binary(let what):
            return "not a table: it is \(what): expected lines of text"
        case .broken(let why): return why
        }
    }

    private var parting: String {
        guard format == .csv else { return "tabs" }
        return separator == UInt8(ascii: ";") ? "semicolons" : "commas"
    }

    /// What parts the names in the first line of a file that a spreadsheet saved in another form.
    private func mark(parting text: String) -> String? {
        guard text.last != "." else { return nil }
        if format == .csv { return text.contains("\t") ? "tabs" : nil }
        return text.contains(";") ? "semicolons" : text.contains(",") ? "commas" : nil
    }

    static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (9...13).contains(byte)
    }

    static func trimmed(_ name: Substring) -> String {
        var name = name.drop { $0.isWhitespace }
        while name.last?.isWhitespace == true { name = name.dropLast() }
        return String(name)
    }

    /// A wrapped name without the quotes.
    private static func unwrapped(_ name: Substring) -> String {
        let name = trimmed(name)
        guard name.utf8.count > 1, name.hasPrefix("\""), name.hasSuffix("\"") else { return name }
        return trimmed(name.dropFirst().dropLast())
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
