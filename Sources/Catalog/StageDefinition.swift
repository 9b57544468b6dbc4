import Records

/// A stage as a pipeline writes it: rows from one place, through steps, into one place.
package struct StageDefinition: Sendable {
    /// Unique in its pipeline.
    package let name: String
    package let nameNode: Node
    package let from: Node
    package let through: [Node]
    package let into: Node
    /// Whether it is idle, and no mistake, where the shop gives it nothing to do.
    package let isOptional: Bool
    package let place: Place
    /// The text of the stage's object, as written.
    package let source: String
    /// The same without comments and layout: a stage whose plain text is unchanged is unchanged.
    package let plain: String

    /// Takes a node that the spec has passed.
    init(_ node: Node) {
        var checked: [Mistake] = []
        let fields = Self.spec.read(node, &checked)
        nameNode = fields.node("stage") ?? node
        name = nameNode.text ?? ""
        from = fields.node("from") ?? node
        through = fields.list("through")
        into = fields.node("into") ?? node
        isOptional = fields.flag("optional")
        place = node.place
        source = node.source
        plain = node.plain
    }

    package static let spec = Spec(
        "stage", "rows from one place, through steps, into one place",
        fields: [
            Field("stage", .name, required: true, "its name"),
            Field("from", .node, required: true, "where rows come from"),
            Field("through", .list(.node), "what is done to them, in this order"),
            Field("into", .node, required: true, "where the rows go"),
            Field(
                "optional", .flag, standard: "false",
                "idle where the shop does not name its feed, or never had a file for its tables"),
        ],
        example: #"{ stage: "stock", from: { current: "stock" }, into: { file: "stock" } }"#)
}
