import Records

/// What a report's fields say about each other.
extension Report {
    func check(_ fields: Fields, _ mistakes: inout [Mistake]) {
        for member in fields.members("columns") { Self.checkName(of: member, &mistakes) }
        if columns.isEmpty { mistakes.append(fields.mistake("columns", "'columns' is empty")) }
        checkAliases(&mistakes)
        for column in columns {
            checkOtherwise(column, fields, &mistakes)
            column.checkForms(&mistakes)
            column.checkNone(&mistakes)
        }
        checkPresence(fields, &mistakes)
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
        checkAmazon(fields, &mistakes)
        checkFormat(fields, &mistakes)
    }

    /// What only files of one format can have needs that format.
    private func checkFormat(_ fields: Fields, _ mistakes: inout [Mistake]) {
        for (name, format) in [
            ("quotes", Format.tsv), ("separator", .csv), ("rows", .json), ("message", .xml),
        ]
        where fields.isGiven(name) && !formats.contains(format)
            && !(name == "rows" && formats.contains(.xml))
        {
            mistakes.append(
                fields.mistake(
                    name,
                    "'\(name)' is of files of format \"\(format.rawValue)\"; 'format' is "
                        + formats.map(\.rawValue).quoted("\"", last: "and")))
        }
        if fields.isGiven("rows"), rows.isEmpty {
            mistakes.append(
                fields.mistake("rows", "'rows' names members, dots between: \"data.items\""))
        }
        for (index, node) in fields.textNodes("format").enumerated()
        where formats.firstIndex(where: { $0.rawValue == node.text }) != index {
            mistakes.append(Mistake(on: node, "\"\(node.text ?? "")\" stands twice"))
        }
        checkXML(fields, &mistakes)
        guard let name = fields.text("charset"), charset == nil else { return }
        let near = Suggestion.nearest(to: name, in: Encoding.charsets)
        mistakes.append(
            fields.mistake(
                "charset", "there is no charset '\(name)' here",
                hint: near.map { "did you mean \"\($0)\"?" }
                    ?? "there are \(Encoding.charsets.joined(separator: ", "))"))
    }

    /// XML stands alone, says which elements are rows, and where each column stands.
    private func checkXML(_ fields: Fields, _ mistakes: inout [Mistake]) {
        guard formats.contains(.xml) else {
            for column in columns {
                guard let node = column.node["path"] ?? column.node["several"] else { continue }
                mistakes.append(
                    Mistake(on: node, "'path' and 'several' are of reports of format \"xml\""))
            }
            return
        }
        if formats.count > 1 {
            mistakes.append(
                fields.mistake("format", "files of format \"xml\" are a report of their own"))
        }
        if rows.count < 2 {
            mistakes.append(
                fields.mistake(
                    "rows",
                    "a report of format \"xml\" names the elements from the root to the row in 'rows'",
                    hint: "rows: \"AmazonEnvelope/Message/OrderReport/Item\""))
        }
        for column in columns {
            guard let node = column.node["path"] else {
                mistakes.append(
                    Mistake(
                        on: column.node,
                        "'\(column.name)' needs 'path': where it stands, as seen from the row"))
                continue
            }
            for node in node.list ?? [node] {
                guard let text = node.text else { continue }
                let path = XMLPath(text)
                if path == nil {
                    mistakes.append(
                        Mistake(
                            on: node, "'\(text)' is no path",
                            hint: "such as \"../AmazonOrderID\" or \"Component[Type='Tax']/Amount\""
                        ))
                } else if let path, path.ups > max(0, rows.count - 2) {
                    mistakes.append(
                        Mistake(
                            on: node,
                            "'\(text)' leads out of '\(rows.dropFirst().first ?? "")', of which one at a time is read"
                        ))
                }
            }
        }
    }

    func checkColumn(_ node: Node, of field: String, _ mistakes: inout [Mistake]) {
        let name = node.text ?? ""
        guard column(name) == nil else { return }
        mistakes.append(
            Mistake(
                on: node, "'\(field)' names '\(name)', and the report has no such column",
                hint: Mistake.hint(for: name, in: columns.map(\.name))))
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
