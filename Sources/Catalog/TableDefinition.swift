import Records

/// A table made of others, `pipelines/tables/NAME.json5`.
package struct TableDefinition: Definition {
    package static let what = "table"
    package static let folder = "pipelines/tables"

    package let name: String
    package let place: Place
    package let source: String
    package let about: String?
    package let from: Node
    package let through: [Node]
    /// The columns it is looked up by; empty where the `sum` that ends it says so.
    package let by: [String]
    /// The columns it gives.
    package let gives: [String]
    /// Whether a column of `by` that a row leaves blank stands for any value.
    package let blankIsAny: Bool

    package init?(_ node: Node, name: String, _ mistakes: inout [Mistake]) {
        let before = mistakes.count
        let fields = Self.spec.read(node, &mistakes)
        self.name = name
        place = node.place
        source = node.source
        about = fields.text("about")
        from = fields.node("from") ?? node
        through = fields.list("through")
        by = fields.texts("by")
        gives = fields.texts("gives")
        blankIsAny = fields.text("blank") == "any"
        guard mistakes.count == before else { return nil }
        for column in gives where by.contains(column) {
            mistakes.append(
                fields.mistake("gives", "'\(column)' cannot stand in both 'by' and 'gives'"))
        }
        if blankIsAny, through.last?["sum"] != nil {
            mistakes.append(
                fields.mistake("blank", "a table that a 'sum' ends has no use for 'blank'"))
        }
        if by.isEmpty, through.last?["sum"] == nil {
            mistakes.append(
                Mistake(on: node, "a table that no 'sum' ends needs 'by': what it is looked up by"))
        }
        if mistakes.count > before { return nil }
    }

    package static let spec = Spec(
        "table", "a table made of others",
        fields: [
            Field("about", .text, "what it is for"),
            Field("from", .node, required: true, "where rows come from"),
            Field("through", .list(.node), "what is done to them, in this order"),
            Field("by", .texts, "what it is looked up by; required unless a 'sum' ends it"),
            Field("gives", .texts, "the columns it gives"),
            Field(
                "blank", .oneOf(["any"]),
                "any: a column of 'by' that a row leaves blank stands for any value; of the rows "
                    + "that fit, the one that leaves the earliest blank counts, whole"),
        ],
        example: """
            {
              from: { current: "stock" },
              through: [ { map: "stock-locations" }, { sum: "quantity", by: ["item"] } ],
            }
            """)
}
