import Records

/// Where the rows of a JSON file stand, and the way through it: in a list, in a list that members lead
/// to, or one behind the other.
struct JSONRows {
    private enum Way { case list, lines }

    /// What comes next in a file.
    enum Next {
        /// A row, which begins here.
        case row
        /// The rows are over; what stood behind them is as it should be.
        case end
    }

    private let names: [String]
    private var way = Way.lines
    private var isFirst = true

    /// `names` are those of the members that lead to the list.
    init(_ names: [String]) { self.names = names }

    /// Goes from the start of the file to where the rows begin.
    mutating func enter(_ scanner: inout JSONScanner) throws(JSONScanner.Stop) {
        guard !names.isEmpty else {
            let first = try scanner.peek("'[' or '{'")
            guard first == UInt8(ascii: "[") || first == UInt8(ascii: "{") else {
                throw .mistake(scanner.at, "expected '[' or '{'")
            }
            way = first == UInt8(ascii: "[") ? .list : .lines
            if way == .list { scanner.at += 1 }
            return
        }
        for name in names {
            try scanner.take(UInt8(ascii: "{"), "'{'")
            try find(name, &scanner)
        }
        try scanner.take(UInt8(ascii: "["), "'[': the list of rows")
        way = .list
    }

    /// Goes through the members of an object to the value of `name`.
    private func find(_ name: String, _ scanner: inout JSONScanner) throws(JSONScanner.Stop) {
        let lacking = "there is no '\(names.joined(separator: "."))' in the file"
        if try scanner.peek("a name or '}'") == UInt8(ascii: "}") {
            throw .mistake(scanner.at, lacking)
        }
        while true {
            let found = try scanner.name()
            if matches(found, name, scanner) { return }
            _ = try scanner.value()
            let at = scanner.at
            guard try scanner.goesOn(to: UInt8(ascii: "}"), "',' or '}'") else {
                throw .mistake(at, lacking)
            }
        }
    }

    private func matches(_ text: JSONScanner.Text, _ name: String, _ scanner: JSONScanner) -> Bool {
        scanner.string(text) == name
    }

    /// Goes to the next row. Where bytes are short, nothing of it counts.
    mutating func next(_ scanner: inout JSONScanner) throws(JSONScanner.Stop) -> Next {
        switch way {
        case .lines:
            scanner.skipBlank()
            if scanner.at == scanner.end {
                if scanner.isWhole { return .end }
                throw .short
            }
            guard scanner.bytes[scanner.at] == UInt8(ascii: "{") else {
                throw .mistake(scanner.at, "expected '{': a row is an object")
            }
        case .list:
            if isFirst, try scanner.peek("'{' or ']'") == UInt8(ascii: "]") {
                scanner.at += 1
                try leave(&scanner)
                return .end
            }
            if !isFirst, try !scanner.goesOn(to: UInt8(ascii: "]"), "',' or ']'") {
                try leave(&scanner)
                return .end
            }
            _ = try scanner.peek("a row")
        }
        return .row
    }

    /// Says that the row was read whole.
    mutating func hasRead() { isFirst = false }

    /// Goes through what stands behind the list of rows.
    private func leave(_ scanner: inout JSONScanner) throws(JSONScanner.Stop) {
        for name in names.reversed() {
            while try scanner.goesOn(to: UInt8(ascii: "}"), "',' or '}'") {
                let at = scanner.at
                if matches(try scanner.name(), name, scanner) {
                    throw .mistake(at, "'\(name)' stands twice: which holds the rows?")
                }
                _ = try scanner.value()
            }
        }
        scanner.skipBlank()
        guard scanner.at == scanner.end else {
            throw .mistake(scanner.at, "there is text behind the end")
        }
        if !scanner.isWhole { throw .short }
    }
}
