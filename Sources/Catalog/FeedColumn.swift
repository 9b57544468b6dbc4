import Records

/// A column of a feed.
package struct FeedColumn: Sendable {
    package let name: String
    package let place: Place
    package let kind: Kind
    package let about: String?
    /// The column of the source report that shows what Amazon has; nil where none does.
    package let shown: String?
    /// Whether a row may lack it.
    package let isOptional: Bool

    /// By how large a share, in hundredths of a percent, its value may move at once; a row with a
    /// larger move waits for a person. Nil: by any.
    package let move: Int64?
    /// The column whose value before a move is measured from where it has none of its own.
    package let against: String?

    /// Whether it tells of a person: no plan and no message shows it.
    package let isPersonal: Bool
    /// The only values that it may have; empty: any.
    package let words: [String]
    /// The list of values that are known to be right; one beyond it is told, and noted.
    package let known: String?

    /// Takes a member that the spec has passed.
    init(_ member: Node.Member) {
        var checked: [Mistake] = []
        let fields = Self.spec.read(member.value, &checked)
        name = member.name
        place = member.place
        kind = fields.choice("kind", or: .text)
        about = fields.text("about")
        shown = fields.text("shown")
        isOptional = fields.flag("optional")
        let limit = fields.limit("move")
        move = limit?.count == nil ? limit?.share : nil
        against = fields.text("against")
        isPersonal = fields.flag("personal")
        words = fields.texts("words")
        known = fields.text("known")
    }

    package static let spec = Spec(
        "column", "a column of a feed",
        fields: [
            Field("kind", .choice(Kind.self), standard: "text", "what it holds"),
            Field("about", .text, "what it says, as messages name it"),
            Field("shown", .text, "the column of the source report that shows what Amazon has"),
            Field(
                "move", .share,
                "a share by which it may move at once; a larger move waits for 'feedmill approve'"),
            Field("against", .text, "the column a move is measured from where it had no value"),
            Field("personal", .flag, standard: "false", "whether it tells of a person"),
            Field("words", .texts, "the only values that it may have"),
            Field(
                "known", .name,
                "a list in pipelines/lists: a value beyond it is told, and noted"),
            Field("optional", .flag, standard: "false", "whether a row may lack it"),
        ],
        example: #"quantity: { kind: "count", shown: "quantity" }"#)
}
