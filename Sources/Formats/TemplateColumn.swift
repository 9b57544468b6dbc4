import Records

/// A column of a feed, as a dialect's template may name it.
package struct TemplateColumn: Sendable {
    package var name: String
    package var kind: Kind

    package init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }
}
