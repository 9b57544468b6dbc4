/// What a report's files look like: its columns, in the order in which their cells are wanted.
package struct ReportShape: Sendable {
    package var name: String
    package var columns: [ColumnShape]
    /// Decimals stand behind a comma.
    package var comma: Bool
    /// Columns of which a file has at least one; empty: no such rule.
    package var oneOf: [String]

    package init(
        name: String, columns: [ColumnShape], comma: Bool = false, oneOf: [String] = []
    ) {
        self.oneOf = oneOf
        self.name = name
        self.columns = columns
        self.comma = comma
    }
}
