import Records

/// A column of a feed, as a dialect's template may name it.
package struct TemplateColumn: Sendable {
    package var name: String
    package var kind: Kind
    /// Whether a row may lack it.
    package var isOptional: Bool

    package init(name: String, kind: Kind, isOptional: Bool = false) {
        self.name = name
        self.kind = kind
        self.isOptional = isOptional
    }
}
