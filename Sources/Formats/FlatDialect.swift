import Records

/// A flat dialect: tab-separated rows, each ended by a line feed, a row of headings above them and,
/// where Amazon's template has such, other rows above that.
struct FlatDialect: Sendable {
    /// A row above the headings.
    enum Head: Sendable {
        /// Its cells, whatever columns the document has.
        case cells([String])
        /// A label for each column, beside its heading.
        case labels([String: String])
    }

    private var columns: [FlatColumn] = []
    private var head: [Head] = []
    private let charset: Charset?
    private let style: NumberStyle
    private let decimals: [Refusals.Decimals]
    private let bounds: [Refusals.Bounds]

    /// Nil, and a mistake, where something is wrong.
    init?(
        _ fields: DialectFields, _ names: TemplateNames, _ mistakes: inout [Mistake]
    ) {
        charset = fields.charset(&mistakes)
        style = NumberStyle(decimals: names.decimals, mark: fields.mark(names, &mistakes))
        decimals = fields.decimals(names, &mistakes)
        bounds = fields.bounds(names, &mistakes)
        guard let node = fields.node["columns"] else { return nil }
        guard let members = node.members, !members.isEmpty else {
            let what = node.members == nil ? node.kind : "an empty one"
            mistakes.append(
                Mistake(on: node, "'columns' is an object from headings to values, not \(what)"))
            return nil
        }
        columns = members.compactMap { FlatColumn($0, names, charset, &mistakes) }
        if let optional = fields.node["optional"] {
            for name in optional.list ?? [optional] { makeOptional(name, members, &mistakes) }
        }
        if let head = fields.node["head"] { readHead(head, members, &mistakes) }
    }

    /// The columns that it has a place for, by their index.
    var says: Set<Int> { Set(columns.flatMap(\.columns)) }

    private mutating func makeOptional(
        _ name: Node, _ members: [Node.Member], _ mistakes: inout [Mistake]
    ) {
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
                    on: name, "'optional' names \(DialectFields.shown(name)), which is no heading",
                    hint: Self.hint(name.text, members)))
        }
    }

    private static func hint(_ name: String?, _ members: [Node.Member]) -> String? {
        name.flatMap { Suggestion.nearest(to: $0, in: members.map(\.name)) }
            .map { "did you mean '\($0)'?" }
    }

    private mutating func readHead(
        _ node: Node, _ members: [Node.Member], _ mistakes: inout [Mistake]
    ) {
        guard let rows = node.list else {
            mistakes.append(
                Mistake(
                    on: node,
                    "'head' is a list of rows, each a list of texts or an object of labels"
                        + ", not \(node.kind)"))
            return
        }
        for row in rows {
            if let cells = row.list {
                head.append(.cells(cells.compactMap { text($0, &mistakes) }))
            } else if let labels = row.members {
                head.append(.labels(self.labels(labels, row, members, &mistakes)))
            } else {
                mistakes.append(
                    Mistake(
                        on: row,
                        "a row of 'head' is a list of texts or an object of labels, not \(row.kind)"
                    ))
            }
        }
    }

    private func labels(
        _ labels: [Node.Member], _ row: Node, _ columns: [Node.Member],
        _ mistakes: inout [Mistake]
    ) -> [String: String] {
        var texts: [String: String] = [:]
        for label in labels {
            if !columns.contains(where: { $0.name == label.name }) {
                mistakes.append(
                    Mistake(
                        at: label.place, width: label.name.count,
                        "'\(label.name)' is no heading of 'columns'",
                        hint: Self.hint(label.name, columns)))
            }
            texts[label.name] = text(label.value, &mistakes) ?? ""
        }
        for column in columns where !labels.contains(where: { $0.name == column.name }) {
            mistakes.append(Mistake(on: row, "there is no label for '\(column.name)'"))
        }
        return texts
    }

    private func text(_ node: Node, _ mistakes: inout [Mistake]) -> String? {
        guard let text = node.text else {
            mistakes.append(Mistake(on: node, "a cell of 'head' is a text, not \(node.kind)"))
            return nil
        }
        if let mistake = FlatColumn.mistake(in: text, charset) {
            mistakes.append(Mistake(on: node, "\(mistake) cannot stand in a flat file"))
        }
        return text
    }

    /// The form of a document with those of the columns that are not optional or have values.
    func form(filled: [Bool]) -> Form {
        let standing = columns.filter { $0.stands(filled) }
        var program = Program(style)
        var refusals = Refusals(
            characters: .printable, charset: charset, decimals: decimals, bounds: bounds)
        for (index, column) in standing.enumerated() {
            if index > 0 { program.add("\t".utf8) }
            switch column.value {
            case .constant(let text): program.add(text.utf8)
            case .message: program.add(.message)
            case .columns(let columns, let otherwise):
                var jumps: [Int] = []
                for (number, column) in columns.enumerated() {
                    program.add(.plain(column: column.index, kind: column.kind))
                    refusals.columns.append(
                        Refusals.Column(index: column.index, name: column.name))
                    guard number < columns.count - 1 || otherwise != nil else { continue }
                    jumps.append(program.steps.count)
                    program.add(.test(column: column.index, present: false, otherwise: 0))
                }
                if let otherwise { program.add(otherwise.utf8) }
                program.land(jumps)
            }
        }
        program.add("\n".utf8)
        var rows = head.map { row in
            switch row {
            case .cells(let cells): cells
            case .labels(let labels): standing.map { labels[$0.heading] ?? "" }
            }
        }
        rows.append(standing.map(\.heading))
        let lines = rows.map { $0.joined(separator: "\t") + "\n" }.joined()
        return Form(
            head: Array(lines.utf8), separator: [], tail: [], program: program,
            refusals: refusals, charset: charset)
    }
}
