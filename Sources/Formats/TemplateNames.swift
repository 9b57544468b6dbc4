import Records

/// What a "$name" of a template may mean.
struct TemplateNames {
    let columns: [TemplateColumn]
    let variables: [String: String]
    /// Decimals that an amount has at least.
    var decimals: Int { variables["decimals"] == "0" ? 0 : 2 }

    /// The column of a name, as refusals know it; nil where there is none.
    func column(_ name: String) -> Refusals.Column? {
        columns.firstIndex { $0.name == name }.map { Refusals.Column(index: $0, name: name) }
    }

    /// The members that say when an object stands. They are not written.
    static let conditions = ["when", "any", "unless"]

    enum Meaning {
        case literal(String)
        case column(Int, Kind)
        case message
        case messages
    }

    /// Where a text stands: what it may name.
    enum Part: String { case document, message }

    /// The meaning of the text `node`; nil, and a mistake, where it has none.
    func meaning(of node: Node, in part: Part, _ mistakes: inout [Mistake]) -> Meaning? {
        let text = node.text ?? ""
        guard text.hasPrefix("$") else { return .literal(text) }
        let name = String(text.dropFirst())
        if name.hasPrefix("$") { return .literal(name) }
        if name.isEmpty {
            mistakes.append(
                Mistake(on: node, "'$' names nothing; a text that begins with a dollar is \"$$…\""))
            return nil
        }
        switch (name, part) {
        case ("message", .message): return .message
        case ("messages", .document): return .messages
        case ("message", .document), ("messages", .message):
            let other = part == .document ? "'message'" : "'document'"
            mistakes.append(Mistake(on: node, "'\(text)' can stand in \(other) only"))
            return nil
        default: break
        }
        let column = columns.firstIndex { $0.name == name }
        if part == .message, let column { return .column(column, columns[column].kind) }
        if let value = variables[name] { return .literal(value) }
        if column != nil {
            mistakes.append(
                Mistake(on: node, "'\(name)' is a column: it has a value in a message only"))
            return nil
        }
        let columns = part == .message ? columns.map(\.name) : []
        let words = columns + variables.keys.sorted() + [part == .message ? "message" : "messages"]
        let what = part == .message ? "column or variable" : "variable"
        mistakes.append(
            Mistake(
                on: node, "there is no \(what) '\(name)'",
                hint: Suggestion.nearest(to: name, in: words).map { "did you mean '$\($0)'?" }))
        return nil
    }

    /// The columns that `when` or `unless`, the member `member`, names.
    func columns(of member: Node.Member, _ mistakes: inout [Mistake]) -> [Int] {
        let nodes = member.value.list ?? [member.value]
        if nodes.isEmpty || nodes.contains(where: { $0.text == nil }) {
            mistakes.append(
                Mistake(
                    on: member.value,
                    "'\(member.name)' is a column's name or a list of such, not "
                        + (nodes.isEmpty ? "an empty list" : member.value.kind)))
            return []
        }
        return nodes.compactMap { node in
            let name = node.text ?? ""
            if let index = columns.firstIndex(where: { $0.name == name }) { return index }
            let bare = name.hasPrefix("$") ? String(name.dropFirst()) : name
            mistakes.append(
                Mistake(
                    on: node, "'\(member.name)' names '\(name)', which is no column",
                    hint: Suggestion.nearest(to: bare, in: columns.map(\.name))
                        .map { "did you mean '\($0)'?" }))
            return nil
        }
    }
}

extension Mistake {
    /// A mistake in a value: a text or a number is underlined whole, of a list or an object the
    /// bracket that opens it.
    init(on node: Node, _ message: String, hint: String? = nil) {
        let compound = node.list != nil || node.members != nil
        let width = compound ? 1 : max(1, node.source.prefix { !$0.isNewline }.count)
        self.init(at: node.place, width: width, message, hint: hint)
    }
}
