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
        if mistakes.count > before { return nil }
    }

    static let spec = Spec(
        "dialect", "a form in which Amazon takes a feed",
        fields: [
            Field("deliver", .texts, required: true, "drop, hand, api: how it may be delivered"),
            Field("file", .name, required: true, "the ending of its files, such as json or txt"),
        ])
}
