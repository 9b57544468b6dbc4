import Records

/// When an element stands.
extension XMLDialect {
    /// The members of an element that are not attributes and no conditions.
    static func inner(of node: Node) -> [Node.Member] {
        (node.members ?? []).filter {
            !$0.name.hasPrefix("@") && $0.name != "each"
                && !TemplateNames.conditions.contains($0.name)
        }
    }

    /// Adds the tests of whether `node` stands; gives the steps that jump where it does not.
    mutating func stands(_ node: Node, _ mistakes: inout [Mistake]) -> [Int] {
        if let nodes = node.list { return anyStands(nodes, &mistakes) }
        guard node.members != nil else {
            return columns(of: node).map { test($0, present: true) }
        }
        var jumps: [Int] = []
        for member in TemplateNames.conditions(of: node, in: part, &mistakes) {
            let columns = names.columns(of: member, &mistakes)
            if member.name == "any" {
                jumps += anyHolds(columns)
                continue
            }
            for column in columns {
                jumps.append(test(column, present: member.name == "when"))
            }
        }
        return jumps + anyStands(Self.parts(of: node), &mistakes)
    }

    /// Adds the tests of whether any of `nodes` stands: nothing where one of them is sure to.
    private mutating func anyStands(_ nodes: [Node], _ mistakes: inout [Mistake]) -> [Int] {
        if nodes.contains(where: isSure) { return [] }
        var found: [Int] = []
        for (index, node) in nodes.enumerated() {
            let jumps = stands(node, &mistakes)
            if index == nodes.count - 1 {
                program.land(found)
                return jumps
            }
            found.append(program.steps.count)
            program.add(.jump(0))
            program.land(jumps)
        }
        return []
    }

    /// Adds the tests of whether one of the columns has a value.
    private mutating func anyHolds(_ columns: [Int]) -> [Int] {
        let found = columns.dropLast().map { test($0, present: false) }
        let last = columns.last.map { [test($0, present: true)] } ?? []
        program.land(found)
        return last
    }

    /// What decides whether an element stands: the elements or the text inside it, and its
    /// attributes where there are no such.
    private static func parts(of node: Node) -> [Node] {
        let inner = inner(of: node)
        if !inner.isEmpty { return inner.map(\.value) }
        return (node.members ?? []).filter { $0.name.hasPrefix("@") }.map(\.value)
    }

    /// Whether `node` stands whatever a row lacks.
    func isSure(_ node: Node) -> Bool {
        if let nodes = node.list { return nodes.contains(where: isSure) }
        guard node.members != nil else { return columns(of: node).isEmpty }
        guard TemplateNames.conditions(of: node).isEmpty else { return false }
        let parts = Self.parts(of: node)
        return parts.isEmpty || parts.contains(where: isSure)
    }

    private mutating func test(_ column: Int, present: Bool) -> Int {
        program.add(.test(column: column, present: present, otherwise: 0))
        return program.steps.count - 1
    }

    /// The columns that a text names.
    private func columns(of node: Node) -> [Int] {
        Self.pieces(of: node).compactMap { node in
            guard node.text != nil else { return nil }
            var quiet: [Mistake] = []
            guard case .column(let column, _) = names.meaning(of: node, in: part, &quiet) else {
                return nil
            }
            return column
        }
    }

    /// A text cut at each "${name}", which becomes "$name"; else the value itself.
    static func pieces(of node: Node) -> [Node] {
        guard var rest = node.text?[...], rest.contains("${") else { return [node] }
        var texts: [String] = []
        while let match = rest.firstMatch(of: /\$\{([^{}]*)\}/) {
            texts.append(Self.literal(rest[..<match.range.lowerBound]))
            texts.append("$" + match.1)
            rest = rest[match.range.upperBound...]
        }
        texts.append(Self.literal(rest))
        return texts.filter { !$0.isEmpty }
            .map { Node(.text($0), at: node.place, source: node.source) }
    }

    /// As a text that means itself.
    private static func literal(_ text: Substring) -> String {
        text.hasPrefix("$") ? "$" + text : String(text)
    }
}
