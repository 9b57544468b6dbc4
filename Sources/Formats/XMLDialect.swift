import Records

/// Compiles the XML of a dialect: its document and its message.
///
/// A member is an element, in the order of the elements; `"@name"` is an attribute, `""` the text
/// beside attributes. In a text "${name}" may stand among others: "${sale-start}T00:00:00Z". A list
/// is the first of its texts that stands; a list of objects is an element for each of them. An element or an attribute whose text names a column is left out where the cell is absent, and so
/// is an element of which all that is inside is left out. `when` and `unless` are as in JSON. The element whose text is "$messages" is written
/// once for each message, with the members of `message` inside.
struct XMLDialect {
    let names: TemplateNames
    let part: TemplateNames.Part
    var program: Program
    /// Where the messages go, and the name of their element.
    private var messages: (node: Node, name: String)?

    private init(_ names: TemplateNames, _ part: TemplateNames.Part) {
        self.names = names
        self.part = part
        program = Program(NumberStyle(decimals: names.decimals))
    }

    static func compile(
        _ fields: DialectFields, _ names: TemplateNames, _ mistakes: inout [Mistake]
    ) -> Form? {
        guard let document = fields.node["document"], let message = fields.node["message"] else {
            return nil
        }
        let before = mistakes.count
        var outer = XMLDialect(names, .document)
        outer.root(document, &mistakes)
        if outer.messages == nil, mistakes.count == before {
            mistakes.append(TemplateNames.lacksMessages(document))
        }
        var inner = XMLDialect(names, .message)
        TemplateNames.refuseConditions(of: message, &mistakes)
        if message.members == nil {
            mistakes.append(Mistake(on: message, "'message' is an object, not \(message.kind)"))
        } else if !inner.isSure(message) {
            mistakes.append(Mistake(on: message, "'message' is empty where a row lacks columns"))
        } else {
            inner.element(outer.messages?.name ?? "Message", message, &mistakes)
            inner.program.add("\n".utf8)
        }
        EnvelopeRules.check(document, message, &mistakes)
        let decimals = fields.decimals(names, &mistakes)
        let bounds = fields.bounds(names, &mistakes)
        guard mistakes.count == before else { return nil }
        let (head, tail) = outer.program.aroundMessages
        let columns = names.columns.enumerated().map {
            Refusals.Column(index: $0.offset, name: $0.element.name)
        }
        return Form(
            head: head, separator: [], tail: tail, program: inner.program,
            refusals: Refusals(
                characters: .xml, columns: columns, decimals: decimals, bounds: bounds))
    }

    /// The document's one element, its own elements on lines of their own.
    private mutating func root(_ node: Node, _ mistakes: inout [Mistake]) {
        let members = node.members ?? []
        guard members.count == 1, let root = members.first, let parts = root.value.members,
            checkName(root, root.name, &mistakes)
        else {
            mistakes.append(
                Mistake(on: node, "'document' is an object with one member, its root element"))
            return
        }
        program.add("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<\(root.name)".utf8)
        attributes(parts, &mistakes)
        program.add(">\n".utf8)
        for member in parts where !member.name.hasPrefix("@") {
            guard checkName(member, member.name, &mistakes) else { continue }
            if member.value.text == "$messages" {
                if let first = messages {
                    mistakes.append(
                        Mistake(
                            on: member.value,
                            "'$messages' stands twice, first at \(first.node.place.text)"))
                }
                messages = messages ?? (member.value, member.name)
                program.add(.messages)
            } else {
                element(member.name, member.value, &mistakes)
                program.add("\n".utf8)
            }
        }
        program.add("</\(root.name)>\n".utf8)
    }

    /// Adds an element, left out where `node` does not stand.
    private mutating func element(_ name: String, _ node: Node, _ mistakes: inout [Mistake]) {
        if let nodes = node.list, nodes.contains(where: { $0.members != nil }) {
            for node in nodes { element(name, node, &mistakes) }
            return
        }
        let each = beginEach(node, &mistakes)
        let jumps = stands(node, &mistakes)
        program.add("<\(name)".utf8)
        attributes(node.members ?? [], &mistakes)
        let inner = Self.inner(of: node)
        if inner.isEmpty, node.members != nil {
            program.add("/>".utf8)
        } else {
            program.add(">".utf8)
            if node.members == nil { text(node, &mistakes) }
            for member in inner where checkName(member, member.name, &mistakes) {
                if !member.name.isEmpty {
                    element(member.name, member.value, &mistakes)
                } else if inner.count == 1 {
                    text(member.value, &mistakes)
                } else {
                    mistakes.append(
                        Mistake(
                            at: member.place, width: 2,
                            "a text cannot stand beside elements: '\"\"' and attributes only"))
                }
            }
            program.add("</\(name)>".utf8)
        }
        program.land(jumps)
        if let each { program.endEach(each) }
    }

    /// Where an element is written for each row of a group, begins that; nil for all others.
    private mutating func beginEach(_ node: Node, _ mistakes: inout [Mistake]) -> Int? {
        guard let each = node["each"] else { return nil }
        let reason: String? =
            each.text != "row"
            ? "'each' is \"row\""
            : part == .document
                ? "'each' can stand in 'message' only"
                : program.hasEach ? "'each' can stand once in a message" : nil
        if let reason {
            mistakes.append(Mistake(on: each, reason))
            return nil
        }
        return program.beginEach()
    }

    private mutating func attributes(_ members: [Node.Member], _ mistakes: inout [Mistake]) {
        for member in members where member.name.hasPrefix("@") {
            let name = String(member.name.dropFirst())
            guard checkName(member, name, &mistakes) else { continue }
            let jumps = stands(member.value, &mistakes)
            program.add(" \(name)=\"".utf8)
            text(member.value, &mistakes)
            program.add("\"".utf8)
            program.land(jumps)
        }
    }

    /// Adds the text that a value stands for.
    private mutating func text(_ node: Node, _ mistakes: inout [Mistake]) {
        switch node.value {
        case .flag(let flag): program.add((flag ? "true" : "false").utf8)
        case .number(let digits): program.add(digits.utf8)
        case .text(let whole):
            if part == .document, whole == "$messages" {
                mistakes.append(
                    Mistake(on: node, "'$messages' can stand in the root element only"))
                return
            }
            for node in Self.pieces(of: node) {
                switch names.meaning(of: node, in: part, &mistakes) {
                case .literal(let text): literal(text, node, &mistakes)
                case .column(let column, let kind): program.add(.xml(column: column, kind: kind))
                case .message: program.add(.message)
                case .messages, nil: break
                }
            }
        case .list(let nodes) where !nodes.isEmpty: firstStanding(of: nodes, &mistakes)
        case .null, .object, .list:
            mistakes.append(Mistake(on: node, "a text is wanted here, not \(node.kind)"))
        }
    }

    private mutating func firstStanding(of nodes: [Node], _ mistakes: inout [Mistake]) {
        var found: [Int] = []
        for node in nodes {
            if node.list != nil {
                mistakes.append(Mistake(on: node, "a text is wanted here, not a list"))
                continue
            }
            let jumps = stands(node, &mistakes)
            text(node, &mistakes)
            found.append(program.steps.count)
            program.add(.jump(0))
            program.land(jumps)
        }
        program.land(found)
    }

    private mutating func literal(_ text: String, _ node: Node, _ mistakes: inout [Mistake]) {
        var bytes = Array(text.utf8)
        if let stranger = bytes.withUnsafeBufferPointer({ Refusals.notXML(in: $0) }) {
            mistakes.append(Mistake(on: node, "\(stranger) cannot stand in XML here"))
        }
        bytes = [UInt8](unsafeUninitializedCapacity: 6 * bytes.count) { room, count in
            guard let start = room.baseAddress else { return }
            var pen = Pen(start)
            bytes.withUnsafeBufferPointer { pen.xml($0) }
            count = pen.at - start
        }
        program.add(bytes)
    }
}
