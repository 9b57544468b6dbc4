import Records

/// Numbers and columns as people read them.
enum Figures {
    /// "1,234,567".
    static func count(_ number: Int) -> String {
        var text = ""
        for (index, digit) in String(number.magnitude).reversed().enumerated() {
            if index > 0, index % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return (number < 0 ? "-" : "") + String(text.reversed())
    }

    /// "1 row", "1,234 rows".
    static func many(_ number: Int, _ word: String) -> String {
        "\(count(number)) \(word)\(number == 1 ? "" : "s")"
    }

    /// The number of things named, without those of which there are none: "12 told, 3 withheld".
    static func list(_ figures: [(Int, String)]) -> String {
        figures.filter { $0.0 > 0 }.map { "\(count($0.0)) \($0.1)" }.joined(separator: ", ")
    }

    /// Rows of cells as lines, each column but the last as wide as its widest cell; cells of the
    /// columns in `right` stand on their right.
    static func table(_ rows: [[String]], indent: Int = 0, right: Set<Int> = []) -> [String] {
        var widths: [Int] = []
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.count)
            }
        }
        let margin = String(repeating: " ", count: indent)
        return rows.map { row in
            var line = margin
            for (column, cell) in row.enumerated() {
                let blanks = String(repeating: " ", count: widths[column] - cell.count)
                line += right.contains(column) ? blanks + cell : cell + blanks
                if column < row.count - 1 { line += "  " }
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
