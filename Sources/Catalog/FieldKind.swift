import Records

/// What may stand in a field.
package indirect enum FieldKind: Sendable {
    case text
    /// Small letters, digits and hyphens, a letter or digit first.
    case name
    /// One of these words.
    case oneOf([String])
    /// One of these words, or a list of at least one.
    case anyOf([String])
    /// A text, or a list of at least one.
    case texts
    /// One of this kind, or a list of at least one; `called` says both.
    case several(FieldKind, called: String)
    /// A whole number from 0 on.
    case count
    /// true or false.
    case flag
    /// "90m", "8h", "3d".
    case duration
    /// "30%", a count, or "20% and 10", which is exceeded when both are.
    case share
    /// "10 MiB", or a number of bytes.
    case size
    /// A list, each entry of this kind.
    case list(FieldKind)
    /// An object of free names, each value of this kind.
    case named(FieldKind)
    /// An object with the fields of a spec.
    case object(Spec)
    /// The first kind, or an object with the fields of a spec.
    case orObject(FieldKind, Spec)
    /// Anything: who takes it checks it.
    case node

    /// One of the words of an enumeration.
    package static func choice<C: CaseIterable & RawRepresentable<String>>(
        _ type: C.Type
    ) -> FieldKind {
        .oneOf(C.allCases.map(\.rawValue))
    }

    /// Some of the words of an enumeration.
    package static func choices<C: CaseIterable & RawRepresentable<String>>(
        _ type: C.Type
    ) -> FieldKind {
        .anyOf(C.allCases.map(\.rawValue))
    }

    /// What is wanted, for messages and help: "a text", "true or false".
    package var wanted: String {
        switch self {
        case .text: "a text"
        case .name: "a name of small letters, digits and hyphens"
        case .oneOf(let words): words.quoted("\"", last: "or")
        case .anyOf(let words): words.quoted("\"", last: "or") + ", or a list of them"
        case .texts: "a text or a list of texts"
        case .several(_, let called): called
        case .count: "a whole number from 0 on"
        case .flag: "true or false"
        case .duration: "a time such as \"90m\", \"8h\" or \"3d\""
        case .share: "a share such as \"30%\" or a count"
        case .size: "a size such as \"10 MiB\" or a number of bytes"
        case .list: "a list"
        case .named, .object: "an object"
        case .orObject(let kind, _): kind.wanted + ", or an object"
        case .node: "anything"
        }
    }

    /// Checks a value. `subject` says what it is the value of: "'fewer'", "an entry of 'key'".
    func check(_ node: Node, as subject: String, _ mistakes: inout [Mistake]) {
        switch self {
        case .node: break
        case .texts where node.list != nil:
            FieldKind.several(.text, called: wanted).check(node, as: subject, &mistakes)
        case .anyOf(let words) where node.list != nil:
            FieldKind.several(.oneOf(words), called: wanted).check(node, as: subject, &mistakes)
        case .several(let kind, _) where node.list != nil:
            if node.list?.isEmpty == true {
                mistakes.append(Mistake(on: node, "\(subject) is an empty list"))
            }
            Self.checkEntries(of: node, kind, subject, &mistakes)
        case .several(let kind, _) where kind.takes(node) || node.members != nil:
            kind.check(node, as: subject, &mistakes)
        case .list(let kind) where node.list != nil:
            Self.checkEntries(of: node, kind, subject, &mistakes)
        case .named(let kind) where node.members != nil:
            for member in node.members ?? [] {
                kind.check(member.value, as: "'\(member.name)'", &mistakes)
            }
        case .object(let spec) where node.members != nil,
            .orObject(_, let spec) where node.members != nil:
            _ = spec.read(node, as: subject, &mistakes)
        case .orObject(let kind, _) where node.list != nil && kind.takesLists:
            kind.check(node, as: subject, &mistakes)
        default:
            if !takes(node) { mistakes.append(mistake(on: node, subject)) }
        }
    }

    private static func checkEntries(
        of node: Node, _ kind: FieldKind, _ subject: String, _ mistakes: inout [Mistake]
    ) {
        for entry in node.list ?? [] {
            var name = "an entry of \(subject)"
            if case .object(let spec) = kind { name = "a \(spec.word)" }
            kind.check(entry, as: name, &mistakes)
        }
    }

    /// Whether a single value is of this kind.
    private func takes(_ node: Node) -> Bool {
        switch self {
        case .text, .texts: node.text != nil
        case .name: node.text.map(Self.isName) ?? false
        case .oneOf(let words), .anyOf(let words): node.text.map(words.contains) ?? false
        case .count: Measure.count(node) != nil
        case .flag: if case .flag = node.value { true } else { false }
        case .duration: Measure.seconds(node) != nil
        case .share: Limit(node) != nil
        case .size: Measure.bytes(node) != nil
        case .orObject(let kind, _), .several(let kind, _): kind.takes(node)
        case .list, .named, .object: false
        case .node: true
        }
    }

    private func mistake(on node: Node, _ subject: String) -> Mistake {
        var found = node.kind
        if case .null = node.value { found = "null" }
        if case .number(let number) = node.value { found = number }
        var hint: String?
        if let text = node.text, takesTexts {
            found = "\"\(text)\""
            switch base {
            case .oneOf(let words), .anyOf(let words):
                hint = Suggestion.nearest(to: text, in: words).map { "did you mean \"\($0)\"?" }
            default: break
            }
        }
        return Mistake(on: node, "\(subject) is \(wanted), not \(found)", hint: hint)
    }

    private var base: FieldKind { if case .orObject(let kind, _) = self { kind } else { self } }

    private var takesLists: Bool {
        switch self {
        case .texts, .several, .list: true
        default: false
        }
    }

    /// Whether some texts are of this kind, so that a text that is not must be shown.
    private var takesTexts: Bool {
        switch base {
        case .name, .oneOf, .anyOf, .duration, .share, .size: true
        default: false
        }
    }

    package static func isName(_ text: String) -> Bool {
        text.first != "-" && !text.isEmpty
            && text.utf8.allSatisfy {
                (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-")
            }
    }
}
