import Records

/// A column of a flat dialect: tab-separated UTF-8 with a header line, each line ended by a line
/// feed.
struct FlatColumn: Sendable {
    enum Value: Sendable {
        case constant(String)
        /// The first of these columns that has a value.
        case columns([(index: Int, name: String, kind: Kind)])
        case message
    }

    /// As the header names it.
    let heading: String
    let value: Value
    /// The columns that it may show, by their index.
    var columns: [Int] {
        if case .columns(let columns) = value { columns.map(\.index) } else { [] }
    }
    /// Left out of a document in which no row has a value for it.
    var optional = false

    static func compile(
        _ fields: DialectFields, _ names: TemplateNames, _ mistakes: inout [Mistake]
    ) -> [FlatColumn]? {
        if let encoding = fields.node["encoding"], encoding.text != "UTF-8" {
            mistakes.append(
                Mistake(
                    on: encoding, "'encoding' is \"UTF-8\", not \(DialectFields.shown(encoding))"))
        }
        guard let node = fields.node["columns"] else { return nil }
        guard let members = node.members, !members.isEmpty else {
            let what = node.members == nil ? node.kind : "an empty one"
            mistakes.append(
                Mistake(on: node, "'columns' is an object from headings to values, not \(what)"))
            return nil
        }
        var columns = members.compactMap { column($0, names, &mistakes) }
        guard let optional = fields.node["optional"] else { return columns }
        for name in optional.list ?? [optional] {
            let index = columns.firstIndex { $0.heading == name.text }
            if let index, case .columns = columns[index].value {
                columns[index].optional = true
            } else if index != nil {
                mistakes.append(
                    Mistake(
                        on: name,
                        "'optional' names \(DialectFields.shown(name)), which no row leaves empty"))
            } else if !members.contains(where: { $0.name == name.text }) {
                mistakes.append(
                    Mistake(
                        on: name,
                        "'optional' names \(DialectFields.shown(name)), which is no heading",
                        hint: name.text.flatMap {
                            Suggestion.nearest(to: $0, in: members.map(\.name))
                        }.map { "did you mean '\($0)'?" }))
            }
        }
        return columns
    }

    private static func column(
        _ member: Node.Member, _ names: TemplateNames, _ mistakes: inout [Mistake]
    ) -> FlatColumn? {
        if let control = control(in: member.name) {
            mistakes.append(Mistake(at: member.place, "\(control) cannot stand in a heading"))
            return nil
        }
        if let list = member.value.list, !list.isEmpty {
            return column(member, firstOf: list, names, &mistakes)
        }
        guard member.value.text != nil else {
            mistakes.append(
                Mistake(
                    on: member.value,
                    "'\(member.name)' is a text such as \"$column\", not \(member.value.kind)"))
            return nil
        }
        switch names.meaning(of: member.value, in: .message, &mistakes) {
        case .column(let index, let kind):
            let name = names.columns[index].name
            return FlatColumn(
                heading: member.name, value: .columns([(index, name, kind)]))
        case .message: return FlatColumn(heading: member.name, value: .message)
        case .literal(let text):
            if let control = control(in: text) {
                mistakes.append(
                    Mistake(on: member.value, "\(control) cannot stand in a flat file"))
            }
            return FlatColumn(heading: member.name, value: .constant(text))
        case .messages, nil: return nil
        }
    }

    private static func column(
        _ member: Node.Member, firstOf list: [Node], _ names: TemplateNames,
        _ mistakes: inout [Mistake]
    ) -> FlatColumn? {
        var columns: [(index: Int, name: String, kind: Kind)] = []
        for node in list {
            if node.text != nil {
                switch names.meaning(of: node, in: .message, &mistakes) {
                case .column(let index, let kind):
                    columns.append((index, names.columns[index].name, kind))
                    continue
                case nil: continue
                case .literal, .message, .messages: break
                }
            }
            mistakes.append(
                Mistake(
                    on: node, "a list under '\(member.name)' names columns, each as \"$column\""))
        }
        return columns.count == list.count
            ? FlatColumn(heading: member.name, value: .columns(columns)) : nil
    }

    private static func control(in text: String) -> String? {
        Array(text.utf8).withUnsafeBufferPointer { Form.control(in: $0) }
    }

    /// The form of a document with those of `columns` that are not optional or have values.
    static func form(_ columns: [FlatColumn], filled: [Bool]) -> Form {
        let standing = columns.filter { column in
            guard column.optional else { return true }
            return column.columns.contains { filled[$0] }
        }
        var program = Program()
        var (fragile, names): ([Int], [String]) = ([], [])
        for (index, column) in standing.enumerated() {
            if index > 0 { program.add("\t".utf8) }
            switch column.value {
            case .constant(let text): program.add(text.utf8)
            case .message: program.add(.message)
            case .columns(let columns):
                var jumps: [Int] = []
                for (index, name, kind) in columns {
                    program.add(.plain(column: index, kind: kind))
                    fragile.append(index)
                    names.append(name)
                    guard index != columns.last?.index else { continue }
                    jumps.append(program.steps.count)
                    program.add(.test(column: index, present: false, otherwise: 0))
                }
                program.land(jumps)
            }
        }
        program.add("\n".utf8)
        let head = standing.map(\.heading).joined(separator: "\t") + "\n"
        return Form(
            head: Array(head.utf8), separator: [], tail: [], program: program, fragile: fragile,
            names: names)
    }
}
