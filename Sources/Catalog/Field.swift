import Records

/// One field of a spec.
package struct Field: Sendable {
    package var name: String
    package var kind: FieldKind
    package var required: Bool
    /// What it says, in a few words: for help.
    package var about: String
    /// What holds where the field is not given, as it would be written, without quotes.
    package var standard: String?

    package init(
        _ name: String, _ kind: FieldKind, required: Bool = false, standard: String? = nil,
        _ about: String
    ) {
        self.name = name
        self.kind = kind
        self.required = required
        self.about = about
        self.standard = standard
    }

    /// The standard as a value, placed at the object that lacks the field.
    func standardNode(at place: Place) -> Node? {
        standard.map { text in
            let value: Node.Value =
                switch kind {
                case .flag: .flag(text == "true")
                case .count: .number(text)
                default: .text(text)
                }
            return Node(value, at: place, source: text)
        }
    }
}
