import Records

/// How a file's header fits a report: which of its columns is which.
package struct Layout: Sendable {
    package let shape: ReportShape
    /// The file's columns as they are named there.
    package let names: [String]
    /// Where each of the shape's columns stands in the file, from 0; nil where it does not.
    package let positions: [Int?]
    /// Columns that the report does not read, with their number from 1. They may repeat. Columns
    /// without a name are left out.
    package let unknown: [(name: String, column: Int)]
    /// Required columns that the file does not have.
    package let missing: [String]
    /// The columns of which the file has to have one, where it has none.
    package let noneOf: [String]
    /// Wanted columns that stand twice, with their numbers from 1: either may be meant.
    package let twice: [(name: String, first: Int, second: Int)]
    /// Columns, as the file names them, that files of this report do not have.
    package let barred: [String]

    package init(_ heading: Heading, as shape: ReportShape) {
        self.shape = shape
        names = heading.names
        let wanted = shape.wanted
        let counts = Dictionary(
            heading.names.map { (Self.folded($0), 1) }, uniquingKeysWith: { $0 + $1 })
        var seen: [String: Int] = [:]
        var positions = [Int?](repeating: nil, count: shape.columns.count)
        var unknown: [(name: String, column: Int)] = []
        var twice: [(name: String, first: Int, second: Int)] = []
        for (position, name) in heading.names.enumerated() where !name.isEmpty {
            let folded = Self.folded(name)
            seen[folded, default: 0] += 1
            guard
                let index = wanted.column(
                    folded, nth: seen[folded] ?? 1, of: counts[folded] ?? 1)
            else {
                unknown.append((name, position + 1))
                continue
            }
            if let first = positions[index] {
                // Names of JSON come from several rows; each row is judged by itself.
                if heading.format == .json { continue }
                twice.append((shape.columns[index].name, first + 1, position + 1))
            } else {
                positions[index] = position
            }
        }
        self.positions = positions
        self.unknown = unknown
        self.twice = twice
        var barred = zip(shape.columns, positions).compactMap { column, position in
            shape.without.contains(column.name) ? position.map { heading.names[$0] } : nil
        }
        if shape.isClosed { barred += unknown.map(\.name) }
        self.barred = barred
        let width = heading.names.count
        missing = zip(shape.columns, positions).compactMap { column, position in
            let stands = position != nil || Self.constant(of: column, width: width) != nil
            return (column.required || column.heading) && !stands ? column.name : nil
        }
        let hasOne = zip(shape.columns, positions).contains { column, position in
            position != nil && shape.oneOf.contains(column.name)
        }
        noneOf = hasOne ? [] : shape.oneOf
    }

    /// How many columns the file has.
    package var width: Int { names.count }

    /// How many of the shape's columns the file has.
    package var present: Int { positions.count { $0 != nil } }

    package var fits: Bool { missing.isEmpty && twice.isEmpty && barred.isEmpty && noneOf.isEmpty }

    /// Columns, as the file names them, that only files of reports which know them have.
    var telling: [String] {
        zip(shape.columns, positions).compactMap { column, position in
            column.tells ? position.map { names[$0] } : nil
        }
    }

    /// The value of the shape's column at `index` for every row, where the file has no such column
    /// and the report says what that means.
    package func constant(_ index: Int) -> String? {
        positions[index] == nil ? standing(index) : nil
    }

    /// The value of the shape's column at `index` where it is not there.
    func standing(_ index: Int) -> String? {
        Self.constant(of: shape.columns[index], width: width)
    }

    /// What keeps the file from being read as this report; nil where it fits.
    package var problem: String? {
        var parts = missing.prefix(3).map { "no column " + described($0) }
        if !noneOf.isEmpty {
            parts.append("none of the columns " + noneOf.map(described).joined(separator: ", "))
        }
        if missing.count > 3 { parts.append("\(missing.count - 3) more are missing") }
        var text = parts.isEmpty ? [] : ["it has " + parts.joined(separator: ", ")]
        text += twice.prefix(3).map {
            "column \($0.first) and column \($0.second) are both '\($0.name)'"
        }
        if let first = barred.first {
            let more = barred.count > 1 ? " and \(barred.count - 1) more" : ""
            text.append("it has '\(first)'\(more), which no file of it has")
        }
        return text.isEmpty ? nil : text.joined(separator: "; ")
    }

    /// A missing column's name and the first two others that it goes by.
    private func described(_ name: String) -> String {
        let others = shape.columns.first { $0.name == name }?.aliases.map(\.text).filter {
            Self.folded($0) != Self.folded(name)
        }
        guard let others, !others.isEmpty else { return "'\(name)'" }
        let more = others.count > 2 ? ", …" : ""
        return "'\(name)' (also: \(others.prefix(2).joined(separator: ", "))\(more))"
    }

    private static func constant(of column: ColumnShape, width: Int) -> String? {
        column.widths.isEmpty || column.widths.contains(width) ? column.otherwise : nil
    }

    /// Two names are one where this gives one text. (Texts compare by what they say: "ä" is "ä" in
    /// one scalar or in two.)
    static func folded(_ name: String) -> String {
        if name.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) { return name.lowercased() }
        var name = name[...].drop { $0.isWhitespace }
        while name.last?.isWhitespace == true { name = name.dropLast() }
        return name.lowercased()
    }
}
