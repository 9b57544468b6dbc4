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
    }

    package static let spec = Spec(
        "column", "a column of a feed",
        fields: [
            Field("kind", .choice(Kind.self), standard: "text", "what it holds"),
            Field("about", .text, "what it says"),
            Field("shown", .text, "the column of the source report that shows what Amazon has"),
            Field("optional", .flag, standard: "false", "whether a row may lack it"),
        ],
        example: #"quantity: { kind: "count", shown: "quantity" }"#)
}
