import Records

/// Compiles the JSON of a dialect: its document and its message.
///
/// A member or an element that is a column is left out where its cell is absent. An object with
/// `when` stands only where all the columns named there have values, with `unless` only where none
/// has; where it does not stand, so does its member. Neither word is written.
struct JSONDialect {
    private let names: TemplateNames
    private let part: TemplateNames.Part
    private var program: Program
    private var messages: Node?

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
        var outer = JSONDialect(names, .document)
        outer.value(document, &mistakes)
        if outer.messages == nil, mistakes.count == before {
            mistakes.append(
                Mistake(
                    on: document,
                    "'document' does not say where its messages go: put \"$messages\" there"))
        }
        var inner = JSONDialect(names, .message)
        if message.members == nil {
            mistakes.append(Mistake(on: message, "'message' is an object, not \(message.kind)"))
        }
        for member in inner.conditions(of: message) {
            mistakes.append(
                Mistake(
                    at: member.place, width: member.name.count,
                    "'\(member.name)' cannot stand here: every row has a message"))
        }
        inner.value(message, &mistakes)
        var refusals = Refusals(
            decimals: fields.decimals(names, &mistakes), bounds: fields.bounds(names, &mistakes))
        if fields.mayGoToAPI {
            var rules = ListingsRules(names)
            rules.check(fields, document, message, &mistakes)
            refusals.demands = rules.demands
        }
        guard mistakes.count == before else { return nil }
        let (head, tail) = outer.program.aroundMessages
        return Form(
            head: head, separator: Array(",\n".utf8), tail: tail + Array("\n".utf8),
            program: inner.program, refusals: refusals)
    }

    private func conditions(of node: Node) -> [Node.Member] {
        (node.members ?? []).filter { TemplateNames.conditions.contains($0.name) }
    }

    /// Adds a value that stands in any case.
    private mutating func value(_ node: Node, _ mistakes: inout [Mistake]) {
        switch node.value {
        case .null: program.add("null".utf8)
        case .flag(let flag): program.add((flag ? "true" : "false").utf8)
        case .number(let digits):
            if !Self.isNumber(digits) {
                mistakes.append(Mistake(on: node, "'\(digits)' is no number in JSON"))
            }
            program.add(digits.utf8)
        case .text: text(node, &mistakes)
        case .list(let nodes):
            program.add("[".utf8)
            elements(nodes.map { ("", $0) }, &mistakes)
            program.add("]".utf8)
        case .object(let members):
            let written = members.filter { !TemplateNames.conditions.contains($0.name) }
            program.add("{".utf8)
            elements(written.map { (Self.quoted($0.name) + ":", $0.value) }, &mistakes)
            program.add("}".utf8)
        }
    }

    private mutating func text(_ node: Node, _ mistakes: inout [Mistake]) {
        switch names.meaning(of: node, in: part, &mistakes) {
        case .literal(let text): program.add(Self.quoted(text).utf8)
        case .column(let column, let kind): program.add(.json(column: column, kind: kind))
        case .message: program.add(.message)
        case .messages:
            if let first = messages {
                mistakes.append(
                    Mistake(on: node, "'$messages' stands twice, first at \(first.place.text)"))
            }
            messages = messages ?? node
            program.add("[\n".utf8)
            program.add(.messages)
            program.add("\n]".utf8)
        case nil: break
        }
    }

    /// Adds what stands between two brackets, `before` each value first. Next to one that stands in
    /// any case commas are constant; else each looks whether it is the first.
    private mutating func elements(
        _ elements: [(before: String, node: Node)], _ mistakes: inout [Mistake]
    ) {
        var tests: [[Program.Step]] = []
        for element in elements { tests.append(demands(of: element.node, &mistakes)) }
        let sure = tests.firstIndex { $0.isEmpty }
        for (index, element) in elements.enumerated() {
            let start = program.steps.count
            for test in tests[index] { program.add(test) }
            let jumps = Array(start..<program.steps.count)
            if sure == nil {
                program.add(.comma)
            } else if let sure, index > sure {
                program.add(",".utf8)
            }
            program.add(element.before.utf8)
            value(element.node, &mistakes)
            if let sure, index < sure { program.add(",".utf8) }
            program.land(jumps)
        }
    }

    /// What must hold for the value to stand.
    private func demands(of node: Node, _ mistakes: inout [Mistake]) -> [Program.Step] {
        if node.text != nil {
            var quiet: [Mistake] = []
            guard case .column(let column, _) = names.meaning(of: node, in: part, &quiet) else {
                return []
            }
            return [.test(column: column, present: true, otherwise: 0)]
        }
        var tests: [Program.Step] = []
        for member in conditions(of: node) {
            if part == .document {
                mistakes.append(
                    Mistake(
                        at: member.place, width: member.name.count,
                        "'\(member.name)' can stand in 'message' only"))
                continue
            }
            for column in names.columns(of: member, &mistakes) {
                tests.append(
                    .test(column: column, present: member.name == "when", otherwise: 0))
            }
        }
        return tests
    }

    private static func quoted(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let written = [UInt8](unsafeUninitializedCapacity: 6 * bytes.count + 2) { room, count in
            guard let start = room.baseAddress else { return }
            var pen = Pen(start)
            bytes.withUnsafeBufferPointer { pen.string($0) }
            count = pen.at - start
        }
        return String(decoding: written, as: UTF8.self)
    }

    private static func isNumber(_ text: String) -> Bool {
        text.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/) != nil
    }
}
