import Records

/// A report, `pipelines/reports/NAME.json5`: how a file is read, and what it states.
package struct Report: Definition {
    package static let what = "report"
    package static let folder = "pipelines/reports"

    package enum Format: String, CaseIterable, Sendable { case tsv, csv, json, xml }

    /// What quotes in tab-separated files are: letters, or what cells stand in.
    package enum Quotes: String, CaseIterable, Sendable { case none, wrapped }

    /// What parts the cells of comma-separated files.
    package enum Separator: String, CaseIterable, Sendable {
        case comma = ","
        case semicolon = ";"
    }

    /// What becomes of rows whose key stands in the file already.
    package enum Repeated: String, CaseIterable, Sendable { case reject, keep }

    /// What a file speaks of: everything, all of the locations it names, or only what it names.
    package enum States: String, CaseIterable, Sendable { case all, location, changes }

    /// What it means that a key is missing from a file that would name it.
    package enum Absence: String, CaseIterable, Sendable { case zero, unknown }

    /// Which units a stock file counts: all that lie on the shelf, or those that are free.
    package enum Counts: String, CaseIterable, Sendable { case physical, net }

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
    /// The formats that its files may have.
    package let formats: [Format]
    package let quotes: Quotes
    /// Nil where each file shows it.
    package let separator: Separator?
    /// The names of the members that lead to the rows of JSON files, or of the elements of XML files.
    package let rows: [String]
    /// The MessageType of XML files; empty: any.
    package let message: String
    /// What its files are written in, where they are not UTF-8.
    package let charset: Encoding?
    /// No two share an alias.
    package let columns: [ReportColumn]
    /// Columns that its files do not have: with one of them a file is of another report.
    package let without: [String]
    /// Whether its files have no column that it does not name.
    package let isClosed: Bool
    /// Names of columns; empty where its rows have no key.
    package let key: [String]
    package let repeated: Repeated
    /// Columns of which a file has at least one, and each row a value in one; empty: no such rule.
    package let oneOf: [String]
    package let states: States
    /// The column that names a location; there where the report states locations.
    package let location: String?
    package let absent: Absence
    package let counts: Counts
    package let time: Time
    package let decimal: DecimalMark
    /// The rows that show that Amazon fulfils an offer; nil where it says nothing of that.
    package let amazon: AmazonRows?
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
        formats = fields.texts("format").compactMap(Format.init)
        quotes = fields.choice("quotes", or: .none)
        separator = fields.text("separator").flatMap(Separator.init)
        let separator: Character = formats == [.xml] ? "/" : "."
        rows = (fields.text("rows") ?? "").split(separator: separator).map(String.init)
        message = fields.text("message") ?? ""
        charset = fields.text("charset").flatMap { Encoding(charset: $0) }
        columns = fields.members("columns").map(ReportColumn.init)
        let without = fields.texts("without")
        isClosed = without.contains("*")
        self.without = without.filter { $0 != "*" }
        key = fields.texts("key")
        repeated = fields.choice("repeated", or: .reject)
        oneOf = fields.texts("one-of")
        states = fields.choice("states", or: .all)
        location = fields.text("location")
        absent = fields.choice("absent", or: .unknown)
        counts = fields.choice("counts", or: .physical)
        time = Self.time(fields, &mistakes)
        decimal = fields.choice("decimal", or: .dot)
        amazon = fields.fields("amazon").flatMap(AmazonRows.init)
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
