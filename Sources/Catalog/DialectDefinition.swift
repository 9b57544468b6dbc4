import Records

/// A dialect of a feed: a form in which Amazon takes it. Its template is kept as written.
package struct DialectDefinition: Sendable {
    package let name: String
    package let place: Place
    /// The whole object: Formats compiles it.
    package let node: Node
    /// The ways in which Amazon takes it; at least one.
    package let deliver: [Delivery]
    /// The ending of its files, without a dot.
    package let file: String
    /// The schema that its documents are held against; nil where it names none.
    package let schema: Node?
    package let withdrawn: Withdrawal?
    /// The only values that some columns may have in this dialect, by the column.
    package let words: [String: [String]]

    /// That Amazon no longer takes a dialect through its API.
    package struct Withdrawal: Sendable {
        /// The day since which it is so, yyyy-MM-dd.
        package let day: String
        /// The dialect to choose instead.
        package let choose: Node

        static let spec = Spec(
            "withdrawn", "that Amazon no longer takes a dialect through its API",
            fields: [
                Field("api", .text, required: true, "the day since which it is so"),
                Field("choose", .text, required: true, "the dialect to choose instead"),
            ], example: #"{ api: "2025-07-31", choose: "json" }"#)
    }

    /// Reads the fields that every dialect has, and leaves the others to the template.
    init?(_ member: Node.Member, _ mistakes: inout [Mistake]) {
        let before = mistakes.count
        name = member.name
        place = member.place
        node = member.value
        var common = member.value
        if let members = common.members {
            let names = Self.spec.fields.map(\.name)
            common.value = .object(members.filter { names.contains($0.name) })
        }
        let fields = Self.spec.read(common, as: "'\(member.name)'", &mistakes)
        file = fields.word("file")
        var deliver: [Delivery] = []
        for node in fields.textNodes("deliver") {
            FieldKind.choice(Delivery.self).check(node, as: "'deliver'", &mistakes)
            if let way = node.text.flatMap(Delivery.init(rawValue:)) { deliver.append(way) }
        }
        self.deliver = deliver
        schema = fields.node("schema")
        words = Dictionary(
            fields.members("words").map { member in
                (member.name, (member.value.list ?? [member.value]).compactMap(\.text))
            }, uniquingKeysWith: { $1 })
        withdrawn = fields.fields("withdrawn").flatMap { Self.withdrawal($0, &mistakes) }
        if mistakes.count > before { return nil }
    }

    private static func withdrawal(
        _ fields: Fields, _ mistakes: inout [Mistake]
    ) -> Withdrawal? {
        let day = fields.word("api")
        if Kind.date.read(day) == nil {
            mistakes.append(fields.mistake("api", "'api' is \(Kind.date.example), not '\(day)'"))
        }
        return fields.node("choose").map { Withdrawal(day: day, choose: $0) }
    }

    static let spec = Spec(
        "dialect", "a form in which Amazon takes a feed",
        fields: [
            Field("deliver", .texts, required: true, "drop, hand, api: how it may be delivered"),
            Field("file", .name, required: true, "the ending of its files, such as json or txt"),
            Field("words", .named(.texts), "the only values that columns may have in it"),
            Field("schema", .text, "the schema in pipelines/schemas that its XML is held against"),
            Field(
                "withdrawn", .object(Withdrawal.spec),
                "since when Amazon's API takes it no more, and what to choose"),
        ])
}
