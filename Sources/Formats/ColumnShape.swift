import Records

/// A column that a report reads: the names it goes by in files, and what its cells hold.
package struct ColumnShape: Sendable {
    /// What the column is called inside; always one of the names it goes by.
    package var name: String
    /// The other names in files, matched without case and outer blanks.
    package var aliases: [String]
    package var kind: Kind
    /// A file without this column, and without an `otherwise` that holds, is not of this report.
    package var required: Bool
    /// A file without this column is not of this report; its cells may be empty.
    package var heading: Bool
    /// The word `delete` may stand for a number, and becomes `Kind.cleared`.
    package var clears: Bool
    /// The value of every row where the file has no such column.
    package var otherwise: String?
    /// The column counts of files that `otherwise` holds for; any where empty.
    package var widths: [Int]
    /// The words of a cell that stand for another: the file's word to the canonical one.
    package var values: [String: String]

    package init(
        name: String, aliases: [String] = [], kind: Kind = .text, required: Bool = false,
        heading: Bool = false, clears: Bool = false, otherwise: String? = nil,
        widths: [Int] = [], values: [String: String] = [:]
    ) {
        self.name = name
        self.aliases = aliases
        self.kind = kind
        self.required = required
        self.heading = heading
        self.clears = clears
        self.otherwise = otherwise
        self.widths = widths
        self.values = values
    }
}
