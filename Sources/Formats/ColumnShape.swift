import Records

/// A column that a report reads: the names it goes by in files, and what its cells hold.
package struct ColumnShape: Sendable {
    /// What the column is called inside: a name it goes by, unless `aliases` count columns of that name.
    package var name: String
    /// The other names in files, matched without case and outer blanks.
    package var aliases: [ColumnName]
    package var kind: Kind
    /// The ways in which its days or times are written; none: as the kind says.
    package var forms: [TimeForm]
    /// What stands in a cell that has no value, beside nothing at all.
    package var none: [String]
    /// A file without this column, and without an `otherwise` that holds, is not of this report.
    package var required: Bool
    /// A file without this column is not of this report; its cells may be empty.
    package var heading: Bool
    /// A file with this column is of a report that names it, and of no other.
    package var tells: Bool
    /// The word `delete` may stand for a number, and becomes `Kind.cleared`.
    package var clears: Bool
    /// The value of every row where the file has no such column.
    package var otherwise: String?
    /// The column counts of files that `otherwise` holds for; any where empty.
    package var widths: [Int]
    /// The words of a cell that stand for another: the file's word to the canonical one.
    package var values: [String: String]

    package init(
        name: String, aliases: [ColumnName] = [], kind: Kind = .text, forms: [TimeForm] = [],
        none: [String] = [], required: Bool = false, heading: Bool = false, tells: Bool = false,
        clears: Bool = false, otherwise: String? = nil, widths: [Int] = [],
        values: [String: String] = [:]
    ) {
        self.name = name
        self.aliases = aliases
        self.kind = kind
        self.forms = forms
        self.none = none
        self.required = required
        self.heading = heading
        self.tells = tells
        self.clears = clears
        self.otherwise = otherwise
        self.widths = widths
        self.values = values
    }
}
