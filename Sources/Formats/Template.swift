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
    /// What each finished document is held against; nil where the form needs none.
    package let schema: XMLSchema?
    private let body: Body
    /// The columns that it has a place for, by their index, and those that it says it leaves unsaid:
    /// a value in another cannot be told.
    package let says: Set<Int>

    enum Body: Sendable {
        case whole(Form)
        case flat(FlatDialect)

        var says: Set<Int> {
            switch self {
            case .whole(let form): form.columns
            case .flat(let dialect): dialect.says
            }
        }
    }

    /// Reads a dialect from `node`. A text "$name" in it is one of `columns`, one of `variables`
    /// (known when the template is compiled), or the message's number; "$$" begins a text that has
    /// a dollar first. The variable `decimals` says how many decimals an amount has at least: 2, or 0.
    /// An XML dialect needs its `schema`; where that is missing the caller has said so. Nil, and at
    /// least one more mistake, where the dialect cannot be used.
    package static func compile(
        _ node: Node, columns: [TemplateColumn], variables: [String: String],
        schema: XMLSchema? = nil, mistakes: inout [Mistake]
    ) -> Template? {
        let before = mistakes.count
        guard let form = DialectFields.form(of: node, &mistakes) else { return nil }
        let fields = DialectFields(node, form: form, &mistakes)
        let names = TemplateNames(columns: columns, variables: variables)
        let suffix = fields.suffix(&mistakes)
        let deliver = fields.deliver(&mistakes)
        let messages = fields.count("messages", &mistakes)
        let bytes = fields.size("bytes", &mistakes)
        let body: Body?
        switch form {
        case .json:
            body = JSONDialect.compile(fields, names, &mistakes).map(Body.whole)
        case .xml: body = XMLDialect.compile(fields, names, &mistakes).map(Body.whole)
        case .flat: body = FlatDialect(fields, names, &mistakes).map(Body.flat)
        }
        let unsaid = fields.unsaid(names, says: body?.says ?? [], &mistakes)
        guard mistakes.count == before, let suffix, let body else { return nil }
        return Template(
            suffix: suffix, deliver: deliver, messages: messages, bytes: bytes, schema: schema,
            body: body, says: body.says.union(unsaid))
    }

    /// How to write one document. `filled` says, for each column that the template was compiled
    /// with, whether any row of the document has a value in it.
    package func form(filled: [Bool]) -> Form {
        switch body {
        case .whole(let form): form
        case .flat(let dialect): dialect.form(filled: filled)
        }
    }
}
