import Records

/// The rows of a report that show that Amazon fulfils an offer: `amazon` in its definition.
package struct AmazonRows: Sendable, Equatable {
    package enum Condition: Sendable, Equatable {
        /// The cell is one of these texts, to the byte.
        case equal([String])
        /// The cell is a number above this one, in the unit of the column's kind.
        case above(Int64)
    }

    /// The column that holds the seller-sku.
    package let sku: String
    /// The column that shows it.
    package let column: String
    package let condition: Condition

    /// Nil where nothing, or too much, is said of the column: `check` answers that.
    init?(_ fields: Fields) {
        sku = fields.word("sku")
        column = fields.word("where")
        if fields.isGiven("equal") {
            condition = .equal(fields.texts("equal"))
        } else if let above = fields.count("above") {
            condition = .above(above)
        } else {
            return nil
        }
    }

    package static let spec = Spec(
        "amazon", "which rows show that Amazon fulfils an offer",
        fields: [
            Field("sku", .text, required: true, "the column of its seller-sku"),
            Field("where", .text, required: true, "the column that shows it"),
            Field("equal", .texts, "the texts in that column that show it"),
            Field("above", .count, "or the number that the column's is above"),
        ],
        example: #"amazon: { sku: "seller-sku", where: "afn-listing-exists", equal: ["Yes"] }"#)
}
