import Records

/// The names of a report's columns, as headers are searched for them.
struct WantedNames: Sendable {
    /// By folded name: the columns that it stands for, each with its number where there are several.
    private var named: [String: [(nth: Int?, index: Int)]] = [:]

    init(_ columns: [ColumnShape]) {
        for (index, column) in columns.enumerated() {
            let isCounted = column.aliases.contains { $0.text == column.name && $0.nth != nil }
            let own = isCounted ? [] : [ColumnName(column.name)]
            for name in own + column.aliases {
                let folded = Layout.folded(name.text)
                let known = named[folded] ?? []
                if known.contains(where: { $0.nth == name.nth }) { continue }
                named[folded] = known + [(name.nth, index)]
            }
        }
    }

    /// The index of the column that stands in a file under a name, there for the `nth` of `count` times.
    ///
    /// Where a report counts columns of one name, a file has it just as often, or nobody can say which
    /// is which.
    func column(_ folded: String, nth: Int, of count: Int) -> Int? {
        guard let known = named[folded] else { return nil }
        if let plain = known.first(where: { $0.nth == nil }) { return plain.index }
        guard known.compactMap(\.nth).max() == count else { return nil }
        return known.first { $0.nth == nth }?.index
    }
}
