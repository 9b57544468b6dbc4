import Records

/// A column of a report: under which names files have it, and what it holds.
package struct ReportColumn: Sendable {
    /// The one name that everything after the report uses.
    package let name: String
    package let place: Place
    /// The names it has in files, its own first.
    package let aliases: [ColumnName]
    package let kind: Kind
    /// The ways in which its days or times are written; none: as its kind says.
    package let forms: [TimeForm]
    /// What files write where there is no value, beside nothing at all.
    package let none: [String]
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
    /// Whether a file with it is of a report that names it, and of no other.
    package let tells: Bool
    /// Whether the word `delete` may stand in it: what was said before is to be cleared.
    package let clears: Bool
    /// Whether a row with a 0 in it is refused.
    package let isPositive: Bool
    /// The columns that must have a value in a row that has one here.
    package let with: [String]
    /// Of XML files: where its value stands, the first that is there counts.
    package let paths: [String]
    /// first, sum or join: what several elements of one path come to.
    package let several: String
    /// The aliases with their places, for mistakes.
    let aliasNodes: [Node]
    /// The object that it was read from, a short one made whole.
    let node: Node

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
        self.node = node
        aliasNodes = fields.textNodes("names")
        let names = aliasNodes.map(Self.name)
        let isCounted = names.contains { [name] in $0.text == name && $0.nth != nil }
        let own = isCounted ? [] : [ColumnName(name)]
        aliases = own + names.filter { !own.contains($0) }
        kind = fields.choice("kind", or: .text)
        forms = fields.texts("forms").compactMap { TimeForm($0) }
        none = fields.texts("none")
        isRequired = fields.flag("required")
        otherwise = fields.text("otherwise")
        widths = fields.list("for-widths").compactMap(Measure.count)
        isPersonal = fields.flag("personal")
        isHeading = fields.flag("heading")
        tells = fields.flag("tells")
        clears = fields.flag("clear")
        isPositive = fields.flag("positive")
        with = fields.texts("with")
        paths = fields.texts("path")
        several = fields.word("several")
        values = Dictionary(
            fields.members("values").map { ($0.name, $0.value.text ?? "") },
            uniquingKeysWith: { $1 })
    }

    /// The name that an entry of `names` is.
    static func name(_ node: Node) -> ColumnName {
        guard node.members != nil else { return ColumnName(node.text ?? "") }
        return ColumnName(
            node["name"]?.text ?? "",
            nth: node["nth"].flatMap(Measure.count).map { Int(clamping: $0) })
    }

    /// What names it in files: one name or several.
    static let names = FieldKind.several(
        .orObject(.text, nameSpec), called: "a text or a list of texts")

    private static let nameSpec = Spec(
        "name", "one of several columns that have the same name in files",
        fields: [
            Field("name", .text, required: true, "the name"),
            Field("nth", .count, required: true, "which column of this name it is, from 1"),
        ],
        example: #"{ name: "商品编码", nth: 1 }"#)

    package static let spec = Spec(
        "column", "a column of a report",
        fields: [
            Field(
                "names", names,
                "other names it has in files, in every language; { name, nth } where files have "
                    + "several columns of one name"),
            Field("kind", .choice(Kind.self), standard: "text", "what it holds"),
            Field(
                "forms", .texts,
                "how its days or times are written: iso, or patterns such as dd/MM/yyyy HH:mm:ss zzz"
            ),
            Field("none", .texts, "what stands where there is no value, such as --"),
            Field("required", .flag, standard: "false", "whether a file without it is refused"),
            Field(
                "heading", .flag, standard: "false",
                "whether a file without it is refused, though its cells may be empty"),
            Field(
                "tells", .flag, standard: "false",
                "whether a file with it is of a report that names it, and of no other"),
            Field(
                "clear", .flag, standard: "false",
                "whether the word delete may stand in it: clear what was said before"),
            Field("positive", .flag, standard: "false", "whether a row with a 0 in it is refused"),
            Field("with", .texts, "the columns that a row with a value here must fill, too"),
            Field(
                "path", .texts,
                "of XML files: where it stands, as seen from the row: ../AmazonOrderID, "
                    + "ItemPrice/Component[Type='Principal']/Amount, Amount/@currency"),
            Field(
                "several", .oneOf(["first", "sum", "join"]), standard: "first",
                "of XML files: what several elements of one path come to"),
            Field("otherwise", .text, "its value in files that do not have it"),
            Field(
                "for-widths", .list(.count),
                "'otherwise' holds only for files with so many columns"),
            Field("personal", .flag, standard: "false", "whether it tells of a person"),
            Field("values", .named(.text), "values as files write them, and what they stand for"),
        ],
        example: #"quantity: { names: ["Menge"], kind: "count", required: true }"#)
}
