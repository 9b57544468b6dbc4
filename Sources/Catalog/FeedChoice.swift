import Records

/// Which dialect a shop writes a feed in, and how its documents leave.
package struct FeedChoice: Sendable {
    /// Where the feed is named.
    package let member: Node.Member
    /// The text that names the dialect.
    package let dialectNode: Node
    package let dialect: String
    /// Other dialects, by the marketplace or pool that has its own.
    package let exceptions: [Node.Member]
    package let deliver: Delivery
    package let deliverPlace: Place

    /// Takes a member that its spec has passed.
    init(_ member: Node.Member) {
        var checked: [Mistake] = []
        let fields = Self.spec.read(member.value, &checked)
        self.member = member
        dialectNode = fields.node("dialect") ?? member.value
        dialect = fields.word("dialect")
        exceptions = fields.members("except")
        deliver = fields.choice("deliver", or: .hand)
        deliverPlace = fields.place(of: "deliver")
    }

    /// The dialect for a marketplace or a pool, which is what the feed goes by.
    package func dialect(for scope: String) -> String {
        exceptions.first { $0.name == scope }?.value.text ?? dialect
    }

    /// Every dialect that is chosen, each with the text that names it.
    package var dialects: [(name: String, node: Node)] {
        [(dialect, dialectNode)] + exceptions.map { ($0.value.text ?? "", $0.value) }
    }

    static let spec = Spec(
        "feed", "which dialect a feed is written in, and how its documents leave",
        fields: [
            Field("dialect", .text, required: true, "one of the feed's dialects"),
            Field(
                "except", .named(.text),
                "another dialect for some marketplaces, or pools where the feed goes by those"),
            Field(
                "deliver", .choice(Delivery.self), required: true,
                "drop: another program takes it; hand: a person uploads it; api: feedmill does"),
        ],
        example: #"price: { dialect: "flat", except: { JP: "jp" }, deliver: "hand" }"#)
}
