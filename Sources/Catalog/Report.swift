import Records

/// A report, `pipelines/reports/NAME.json5`: how a file is read, and what it states.
package struct Report: Definition {
    package static let what = "report"
    package static let folder = "pipelines/reports"

    package enum Format: String, CaseIterable, Sendable { case tsv }

    /// What becomes of rows whose key stands in the file already.
    package enum Repeated: String, CaseIterable, Sendable { case reject, keep }

    /// What a file speaks of: everything, all of the locations it names, or only what it names.
    package enum States: String, CaseIterable, Sendable { case all, location, changes }

    /// What it means that a key is missing from a file that would name it.
    package enum Absence: String, CaseIterable, Sendable { case zero, unknown }

    package enum DecimalMark: String, CaseIterable, Sendable { case dot, comma }

    /// Where a file's own time is found.
    package enum Time: Sendable, Equatable {
        /// When the file was last modified.
        case modified
        /// The latest time in a column.
        case column(String)
        /// In the file's name, by a pattern such as yyyy-MM-dd.
        case name(pattern: String)
    }

    package let name: String
    package let place: Place
    package let source: String
    package let about: String?
    package let format: Format
    /// No two share an alias.
    package let columns: [ReportColumn]
    /// Names of columns; empty where its rows have no key.
    package let key: [String]
    package let repeated: Repeated
    /// Columns of which a file has at least one, and each row a value in one; empty: no such rule.
    package let oneOf: [String]
    package let states: States
    /// The column that names a location; there where the report states locations.
    package let location: String?
    package let absent: Absence
    package let time: Time
    package let decimal: DecimalMark
    /// Whether its files tell of persons.
    package let isPersonal: Bool

    package init?(_ node: Node, name: String, _ mistakes: inout [Mistake]) {
        let before = mistakes.count
        let fields = Self.spec.read(node, &mistakes)
        guard mistakes.count == before else { return nil }
        self.name = name
        place = node.place
        source = node.source
        about = fields.text("about")
        format = fields.choice("format", or: .tsv)
        columns = fields.members("columns").map(ReportColumn.init)
        key = fields.texts("key")
        repeated = fields.choice("repeated", or: .reject)
        oneOf = fields.texts("one-of")
        states = fields.choice("states", or: .all)
        location = fields.text("location")
        absent = fields.choice("absent", or: .unknown)
        time = Self.time(fields, &mistakes)
        decimal = fields.choice("decimal", or: .dot)
        isPersonal = fields.flag("personal")
        check(fields, &mistakes)
        if mistakes.count > before { return nil }
    }

    package func column(_ name: String) -> ReportColumn? { columns.first { $0.name == name } }

    private static func time(_ fields: Fields, _ mistakes: inout [Mistake]) -> Time {
        guard let time = fields.fields("time") else { return .modified }
        if time.isGiven("column") != time.isGiven("name") {
            return time.text("column").map(Time.column) ?? .name(pattern: time.word("name"))
        }
        mistakes.append(
            fields.mistake("time", "'time' has either a 'column' or a 'name'"))
        return .modified
    }
}
