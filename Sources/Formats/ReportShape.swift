import Records

/// What a report's files look like: its columns, in the order in which their cells are wanted.
package struct ReportShape: Sendable {
    package var name: String
    package let columns: [ColumnShape]
    /// Columns that its files do not have: with one of them a file is of another report.
    package let without: [String]
    /// Its files have no column that it does not name.
    package let isClosed: Bool
    package let decimal: DecimalMark
    package let form: RowForm
    /// Columns of which a file has at least one; empty: no such rule.
    package let oneOf: [String]
    /// The names of its columns in files.
    let wanted: WantedNames

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
        wanted = WantedNames(columns)
    }
}
