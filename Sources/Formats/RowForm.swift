import Records

/// How the rows of a report's files are written.
package struct RowForm: Sendable, Hashable {
    package enum Format: String, CaseIterable, Sendable {
        case tsv, csv, json, xml

        /// For messages.
        var words: String {
            switch self {
            case .tsv: "tab-separated"
            case .csv: "CSV"
            case .json: "JSON"
            case .xml: "XML"
            }
        }
    }

    /// The formats that its files may have, the first where a file shows none.
    package var formats: [Format]
    /// Of tab-separated files: cells stand in quotes, which are taken off; quotes inside are letters.
    package var isWrapped: Bool
    /// Of comma-separated files: what parts the cells. Nil: comma or semicolon, as the heading shows.
    package var separator: UInt8?
    /// Of JSON files: the names of the members that lead to the list of rows; none where the file is
    /// that list, or has one row behind the other.
    package var rows: [String]
    /// What its files are said to be written in, where they are not UTF-8.
    package var charset: Encoding?
    /// Of XML files, and only of these.
    package var xml: XMLForm?

    package init(
        formats: [Format] = [.tsv], isWrapped: Bool = false, separator: UInt8? = nil,
        rows: [String] = [], charset: Encoding? = nil, xml: XMLForm? = nil
    ) {
        self.xml = xml
        self.formats = formats
        self.isWrapped = isWrapped
        self.separator = separator
        self.rows = rows
        self.charset = charset
    }

    /// Which of its formats a file has that begins with `bytes`: JSON by its first bracket,
    /// tab-separated where the first line has a tab, else comma-separated.
    package func format(of bytes: UnsafeBufferPointer<UInt8>) -> Format {
        guard formats.count > 1 else { return formats.first ?? .tsv }
        var rest = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        rest = rest.drop { $0 == 32 || (9...13).contains($0) }
        if formats.contains(.json), let first = rest.first,
            first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        {
            return .json
        }
        let line = rest.prefix { $0 != UInt8(ascii: "\n") }
        if formats.contains(.tsv), line.contains(9) || !formats.contains(.csv) { return .tsv }
        return formats.contains(.csv) ? .csv : formats[0]
    }

    /// What cells of a format may be wrapped in.
    func quoting(_ format: Format) -> Quoting {
        switch format {
        case .tsv: isWrapped ? .wrapped : .none
        case .csv: .doubled
        case .json, .xml: .none
        }
    }
}
