import Records

/// Which dialect a shop writes a feed in, and how its documents leave.
package struct FeedChoice: Sendable {
    /// Where the feed is named.
    package let member: Node.Member
    /// The text that names the dialect.
    package let dialectNode: Node
    package let dialect: String
    package let deliver: Delivery
    package let deliverPlace: Place

    /// Takes a member that its spec has passed.
    init(_ member: Node.Member) {
        var checked: [Mistake] = []
        let fields = Self.spec.read(member.value, &checked)
        self.member = member
        dialectNode = fields.node("dialect") ?? member.value
        dialect = fields.word("dialect")
        deliver = fields.choice("deliver", or: .hand)
        deliverPlace = fields.place(of: "deliver")
    }

    static let spec = Spec(
        "feed", "which dialect a feed is written in, and how its documents leave",
        fields: [
            Field("dialect", .text, required: true, "one of the feed's dialects"),
            Field(
                "deliver", .choice(Delivery.self), required: true,
                "drop: another program takes it; hand: a person uploads it; api: feedmill does"),
        ],
        example: #"inventory: { dialect: "flat", deliver: "hand" }"#)
}
