import Records

/// What a dialect says it cannot say.
extension DialectFields {
    /// The least and the greatest number that the dialect can say in some columns:
    /// `bounds: { "handling-time": [1, 30] }`.
    func bounds(_ names: TemplateNames, _ mistakes: inout [Mistake]) -> [Refusals.Bounds] {
        forEachColumn("bounds", names, &mistakes) { column, node, mistakes in
            let ends = (node.list ?? []).compactMap(Self.number)
            guard [.count, .integer].contains(names.columns[column.index].kind),
                node.list?.count == 2, ends.count == 2, ends[0] <= ends[1]
            else {
                mistakes.append(
                    Mistake(
                        on: node,
                        "bounds are the least and the greatest number of a column of whole numbers,"
                            + " such as [1, 30]"))
                return nil
            }
            return Refusals.Bounds(column: column, range: ends[0]...ends[1])
        }
    }

    /// The columns that the dialect has no place for and leaves unsaid, where another would refuse
    /// the row: `unsaid: ["restock-date"]`. `says` are those that it has a place for.
    func unsaid(
        _ names: TemplateNames, says: Set<Int>, _ mistakes: inout [Mistake]
    ) -> [Int] {
        guard let value = node["unsaid"] else { return [] }
        return (value.list ?? [value]).compactMap { node in
            guard let column = node.text.flatMap(names.column) else {
                mistakes.append(
                    Mistake(
                        on: node, "'unsaid' names \(Self.shown(node)), which is no column",
                        hint: node.text.flatMap {
                            Suggestion.nearest(to: $0, in: names.columns.map(\.name))
                        }.map { "did you mean '\($0)'?" }))
                return nil
            }
            if says.contains(column.index) {
                mistakes.append(
                    Mistake(
                        on: node, "'\(column.name)' is not unsaid: the dialect has a place for it"))
            }
            return column.index
        }
    }

    /// How many decimals an amount may have: `decimals: { price: 2 }`. None in any column where the
    /// currency has none.
    func decimals(_ names: TemplateNames, _ mistakes: inout [Mistake]) -> [Refusals.Decimals] {
        let said: [Refusals.Decimals] = forEachColumn("decimals", names, &mistakes) {
            column, node, mistakes in
            guard names.columns[column.index].kind == .money, let most = Self.number(node),
                (0...3).contains(most)
            else {
                mistakes.append(
                    Mistake(on: node, "decimals are 0 to 3, of a column of the kind money"))
                return nil
            }
            return Refusals.Decimals(column: column, most: Int(most))
        }
        guard names.decimals == 0 else { return said }
        return names.columns.filter { $0.kind == .money }.compactMap { names.column($0.name) }
            .map { Refusals.Decimals(column: $0, most: 0) }
    }

    /// What `read` makes of each member of a field that is an object of columns.
    private func forEachColumn<R>(
        _ field: String, _ names: TemplateNames, _ mistakes: inout [Mistake],
        _ read: (Refusals.Column, Node, inout [Mistake]) -> R?
    ) -> [R] {
        guard let value = node[field] else { return [] }
        guard let members = value.members else {
            mistakes.append(
                Mistake(on: value, "'\(field)' is an object of columns, not \(value.kind)"))
            return []
        }
        return members.compactMap { member in
            if let column = names.column(member.name) {
                return read(column, member.value, &mistakes)
            }
            mistakes.append(
                Mistake(
                    at: member.place, width: member.name.count,
                    "'\(field)' names '\(member.name)', which is no column",
                    hint: Suggestion.nearest(to: member.name, in: names.columns.map(\.name))
                        .map { "did you mean '\($0)'?" }))
            return nil
        }
    }

    private static func number(_ node: Node) -> Int64? {
        if case .number(let digits) = node.value { Int64(digits) } else { nil }
    }
}
