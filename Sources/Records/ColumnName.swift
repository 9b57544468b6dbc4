/// A name that a column has in files.
package struct ColumnName: Sendable, Equatable, ExpressibleByStringLiteral {
    package var text: String
    /// Where files have the name several times: which of them it is, from 1. Nil: they have it once.
    package var nth: Int?

    package init(_ text: String, nth: Int? = nil) {
        self.text = text
        self.nth = nth
    }

    package init(stringLiteral text: String) { self.init(text) }
}
