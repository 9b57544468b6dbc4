/// A value of a definition file, with its place.
package struct Node: Sendable {
    package enum Value: Sendable {
        case null
        case flag(Bool)
        /// As written: definitions need whole numbers and decimals, never floating point.
        case number(String)
        case text(String)
        case list([Node])
        case object([Member])
    }

    package struct Member: Sendable {
        package var name: String
        package var place: Place
        package var value: Node

        package init(name: String, place: Place, value: Node) {
            self.name = name
            self.place = place
            self.value = value
        }
    }

    package var value: Value
    package var place: Place
    /// The text that the value was read from, from its first to its last character.
    package var source: String

    package init(_ value: Value, at place: Place, source: String) {
        self.value = value
        self.place = place
        self.source = source
    }

    /// What the value is, for messages: "a list", "a text".
    package var kind: String {
        switch value {
        case .null: "null"
        case .flag: "true or false"
        case .number: "a number"
        case .text: "a text"
        case .list: "a list"
        case .object: "an object"
        }
    }

    package var text: String? {
        if case .text(let text) = value { text } else { nil }
    }

    package var list: [Node]? {
        if case .list(let nodes) = value { nodes } else { nil }
    }

    package var members: [Member]? {
        if case .object(let members) = value { members } else { nil }
    }

    /// The value of a member; nil where this is no object or has no such name.
    package subscript(_ name: String) -> Node? {
        members?.first { $0.name == name }?.value
    }
}

/// A mistake in a definition: where, what, and how many characters of it to underline.
package struct Mistake: Sendable {
    package var place: Place
    /// Characters underlined from `place` on.
    package var width: Int
    package var message: String
    /// What was meant, where that can be guessed: stands beside the caret.
    package var hint: String?

    package init(at place: Place, width: Int = 1, _ message: String, hint: String? = nil) {
        self.place = place
        self.width = width
        self.message = message
        self.hint = hint
    }
}
