import Records

/// What a report's files look like: its columns, in the order in which their cells are wanted.
package struct ReportShape: Sendable {
    package var name: String
    package var columns: [ColumnShape]
    /// Columns that its files do not have: with one of them a file is of another report.
    package var without: [String]
    /// Its files have no column that it does not name.
    package var isClosed: Bool
    package var decimal: DecimalMark
    package var form: RowForm
    /// Columns of which a file has at least one; empty: no such rule.
    package var oneOf: [String]

    package init(
        name: String, columns: [ColumnShape], without: [String] = [], isClosed: Bool = false,
        decimal: DecimalMark = .dot, form: RowForm = RowForm(), oneOf: [String] = []
    ) {
        self.name = name
        self.columns = columns
        self.without = without
        self.isClosed = isClosed
        self.decimal = decimal
        self.form = form
        self.oneOf = oneOf
    }
}
