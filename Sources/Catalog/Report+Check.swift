import Records

/// What a report's fields say about each other.
extension Report {
    func check(_ fields: Fields, _ mistakes: inout [Mistake]) {
        for member in fields.members("columns") { Self.checkName(of: member, &mistakes) }
        if columns.isEmpty { mistakes.append(fields.mistake("columns", "'columns' is empty")) }
        checkAliases(&mistakes)
        for column in columns { checkOtherwise(column, fields, &mistakes) }
        for node in fields.textNodes("key") { checkColumn(node, of: "key", &mistakes) }
        for node in fields.textNodes("one-of") { checkColumn(node, of: "one-of", &mistakes) }
        for column in columns { checkValues(of: column, fields, &mistakes) }
        if let node = fields.node("location") { checkColumn(node, of: "location", &mistakes) }
        if states == .location, location == nil {
            mistakes.append(
                fields.mistake(
                    "states", "a report that states a location needs the field 'location'"))
        }
        if states == .changes, absent == .zero {
            mistakes.append(
                fields.mistake(
                    "absent", "a report of changes says nothing by absence: 'absent' is \"unknown\""
                ))
        }
        checkTime(fields.fields("time"), &mistakes)
    }

    private func checkColumn(_ node: Node, of field: String, _ mistakes: inout [Mistake]) {
        let name = node.text ?? ""
        guard column(name) == nil else { return }
        mistakes.append(
            Mistake(
                on: node, "'\(field)' names '\(name)', and the report has no such column",
                hint: Mistake.hint(for: name, in: columns.map(\.name))))
    }

    /// Files' headers are compared without case and outer blanks, so aliases are too.
    private func checkAliases(_ mistakes: inout [Mistake]) {
        var owners: [String: String] = [:]
        for column in columns { owners[Self.folded(column.name)] = column.name }
        for column in columns {
            for node in column.aliasNodes {
                let alias = node.text ?? ""
                let owner = owners.updateValue(column.name, forKey: Self.folded(alias))
                guard let owner, owner != column.name else { continue }
                mistakes.append(
                    Mistake(
                        on: node,
                        "'\(alias)' is a name of '\(owner)' already; a name stands for one column"))
            }
        }
    }

    private static func folded(_ name: String) -> String {
        var name = Substring(name.lowercased())
        while name.first?.isWhitespace == true { name.removeFirst() }
        while name.last?.isWhitespace == true { name.removeLast() }
        return String(name)
    }

    private func checkOtherwise(
        _ column: ReportColumn, _ fields: Fields, _ mistakes: inout [Mistake]
    ) {
        guard let node = fields.members("columns").first(where: { $0.name == column.name })?.value
        else { return }
        guard let otherwise = column.otherwise else {
            if let widths = node["for-widths"] {
                mistakes.append(
                    Mistake(
                        on: widths, "'for-widths' says when 'otherwise' holds, and it is missing")
                )
            }
            return
        }
        if column.isRequired, column.widths.isEmpty, let required = node["required"] {
            mistakes.append(
                Mistake(on: required, "a required column has no use for 'otherwise'"))
        }
        let comma = decimal == .comma
        if column.kind != .text, column.kind.read(otherwise, comma: comma) == nil,
            let value = node["otherwise"]
        {
            mistakes.append(
                Mistake(
                    on: value, "'otherwise' is \(column.kind.example), not \"\(otherwise)\""))
        }
    }

    private func checkValues(
        of column: ReportColumn, _ fields: Fields, _ mistakes: inout [Mistake]
    ) {
        guard let node = fields.members("columns").first(where: { $0.name == column.name })?.value
        else { return }
        if let with = node["with"] {
            for other in with.list ?? [with] { checkColumn(other, of: "with", &mistakes) }
        }
        for word in ["clear", "positive"] {
            guard let flag = node[word], ![.money, .count, .integer].contains(column.kind) else {
                continue
            }
            mistakes.append(
                Mistake(
                    on: flag,
                    "'\(word)' is for numbers, and '\(column.name)' is of kind "
                        + "\"\(column.kind.rawValue)\""))
        }
    }

    private func checkTime(_ fields: Fields?, _ mistakes: inout [Mistake]) {
        guard let fields else { return }
        if let node = fields.node("column") {
            checkColumn(node, of: "column", &mistakes)
            if let kind = column(fields.word("column"))?.kind, kind != .time, kind != .date {
                mistakes.append(
                    Mistake(on: node, "a file's time is in a column of kind \"time\" or \"date\""))
            }
        }
        if let pattern = fields.text("name"), !Self.isTimePattern(pattern) {
            mistakes.append(
                fields.mistake(
                    "name", "a pattern has yyyy, MM and dd, may have HH, mm and ss, and no others",
                    hint: "such as \"yyyy-MM-dd\""))
        }
    }

    private static func isTimePattern(_ pattern: String) -> Bool {
        var rest = pattern
        for part in ["yyyy", "MM", "dd", "HH", "mm", "ss"] {
            guard let range = rest.firstRange(of: part) else {
                if ["yyyy", "MM", "dd"].contains(part) { return false }
                continue
            }
            rest.removeSubrange(range)
        }
        return !rest.contains { $0.isLetter || $0.isNumber }
    }
}
