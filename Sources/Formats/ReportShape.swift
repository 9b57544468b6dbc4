/// What a report's files look like: its columns, in the order in which their cells are wanted.
package struct ReportShape: Sendable {
    package var name: String
    package var columns: [ColumnShape]
    /// Decimals stand behind a comma.
    package var comma: Bool
    package var form: RowForm

    package init(
        name: String, columns: [ColumnShape], comma: Bool = false, form: RowForm = RowForm()
    ) {
        self.name = name
        self.columns = columns
        self.comma = comma
        self.form = form
    }
}
