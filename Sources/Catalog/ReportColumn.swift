import Records

/// A column of a report: under which names files have it, and what it holds.
package struct ReportColumn: Sendable {
    /// The one name that everything after the report uses.
    package let name: String
    package let place: Place
    /// The names it has in files, its own first.
    package let aliases: [String]
    package let kind: Kind
    /// Whether a file without it is refused.
    package let isRequired: Bool
    /// Its value in files that do not have it.
    package let otherwise: String?
    /// How many columns a file has for `otherwise` to hold; empty: any number.
    package let widths: [Int64]
    /// Whether it tells of a person: never shown, and purged by age.
    package let isPersonal: Bool
    /// Values as files write them, and the words they stand for.
    package let values: [String: String]
    /// Whether a file without it is refused, though its cells may be empty.
    package let isHeading: Bool
    /// Whether the word `delete` may stand in it: what was said before is to be cleared.
    package let clears: Bool
    /// Whether a row with a 0 in it is refused.
    package let isPositive: Bool
    /// The columns that must have a value in a row that has one here.
    package let with: [String]
    /// The aliases with their places, for mistakes.
    let aliasNodes: [Node]

    /// Takes a member that its kind has passed: a list of aliases, or an object.
    init(_ member: Node.Member) {
        name = member.name
        place = member.place
        var checked: [Mistake] = []
        var node = member.value
        if node.members == nil {
            let names = Node.Member(name: "names", place: node.place, value: node)
            node.value = .object([names])
        }
        let fields = Self.spec.read(node, &checked)
        aliasNodes = fields.textNodes("names")
        aliases = [name] + fields.texts("names").filter { [name] in $0 != name }
        kind = fields.choice("kind", or: .text)
        isRequired = fields.flag("required")
        otherwise = fields.text("otherwise")
        widths = fields.list("for-widths").compactMap(Measure.count)
        isPersonal = fields.flag("personal")
        isHeading = fields.flag("heading")
        clears = fields.flag("clear")
        isPositive = fields.flag("positive")
        with = fields.texts("with")
        values = Dictionary(
            fields.members("values").map { ($0.name, $0.value.text ?? "") },
            uniquingKeysWith: { $1 })
    }

    package static let spec = Spec(
        "column", "a column of a report",
        fields: [
            Field("names", .texts, "other names it has in files, in every language"),
            Field("kind", .choice(Kind.self), standard: "text", "what it holds"),
            Field("required", .flag, standard: "false", "whether a file without it is refused"),
            Field(
                "heading", .flag, standard: "false",
                "whether a file without it is refused, though its cells may be empty"),
            Field(
                "clear", .flag, standard: "false",
                "whether the word delete may stand in it: clear what was said before"),
            Field("positive", .flag, standard: "false", "whether a row with a 0 in it is refused"),
            Field("with", .texts, "the columns that a row with a value here must fill, too"),
            Field("otherwise", .text, "its value in files that do not have it"),
            Field(
                "for-widths", .list(.count),
                "'otherwise' holds only for files with so many columns"),
            Field("personal", .flag, standard: "false", "whether it tells of a person"),
            Field("values", .named(.text), "values as files write them, and what they stand for"),
        ],
        example: #"quantity: { names: ["Menge"], kind: "count", required: true }"#)
}
