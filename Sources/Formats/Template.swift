import Records

/// A dialect of a feed, compiled once from its definition: the form of Amazon's documents, so that
/// writing a message is appending constant bytes and cells.
package struct Template: Sendable {
    /// What a document's file name ends with, without the dot: "json".
    package let suffix: String
    /// The ways that a document may go: "drop", "hand", "api".
    package let deliver: [String]
    /// The most messages of one document; nil where there is no limit.
    package let messages: Int?
    /// The most bytes of one document; nil where there is no limit.
    package let bytes: Int?
    private let body: Body
    /// The columns that it has a place for, by their index: a value in another cannot be told.
    package let says: Set<Int>

    enum Body: Sendable {
        case json(Form)
        case flat([FlatColumn], decimals: Int)

        var says: Set<Int> {
            switch self {
            case .json(let form): form.columns
            case .flat(let columns, _): Set(columns.flatMap(\.columns))
            }
        }
    }

    /// Reads a dialect from `node`. The variable `decimals` says how many decimals its amounts have. A text "$name" in it is one of `columns`, one of `variables`
    /// (known when the template is compiled), or the message's number; "$$" begins a text that has
    /// a dollar first. Nil, and at least one more mistake, where it cannot be used.
    package static func compile(
        _ node: Node, columns: [TemplateColumn], variables: [String: String],
        mistakes: inout [Mistake]
    ) -> Template? {
        let before = mistakes.count
        guard let form = DialectFields.form(of: node, &mistakes) else { return nil }
        let fields = DialectFields(node, form: form, &mistakes)
        let names = TemplateNames(columns: columns, variables: variables)
        let suffix = fields.suffix(&mistakes)
        let deliver = fields.deliver(&mistakes)
        let messages = fields.count("messages", &mistakes)
        let bytes = fields.size("bytes", &mistakes)
        let decimals = variables["decimals"].flatMap { Int($0) } ?? 2
        let body =
            switch form {
            case .json:
                JSONDialect.compile(fields, names, &mistakes)
                    .map { Body.json($0.writing(decimals: decimals)) }
            case .flat:
                FlatColumn.compile(fields, names, &mistakes)
                    .map { Body.flat($0, decimals: decimals) }
            }
        guard mistakes.count == before, let suffix, let body else { return nil }
        return Template(
            suffix: suffix, deliver: deliver, messages: messages, bytes: bytes, body: body,
            says: body.says)
    }

    /// How to write one document. `filled` says, for each column that the template was compiled
    /// with, whether any row of the document has a value in it.
    package func form(filled: [Bool]) -> Form {
        switch body {
        case .json(let form): form
        case .flat(let columns, let decimals):
            FlatColumn.form(columns, filled: filled).writing(decimals: decimals)
        }
    }
}
