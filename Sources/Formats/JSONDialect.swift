import Records

/// Compiles the JSON of a dialect: its document and its message.
///
/// A member or an element that is a column is left out where its cell is absent. An object with
/// `when` stands only where all the columns named there have values, with `any` where one of them
/// has, with `unless` only where none has; where it does not stand, neither does its member. A list
/// of one element stands where that does. None of these words is written.
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
            mistakes.append(TemplateNames.lacksMessages(document))
        }
        var inner = JSONDialect(names, .message)
        if message.members == nil {
            mistakes.append(Mistake(on: message, "'message' is an object, not \(message.kind)"))
        }
        TemplateNames.refuseConditions(of: message, &mistakes)
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

    /// What must hold for a value to stand.
    private struct Demand {
        /// All of these.
        var tests: [Program.Step] = []
        /// For each list, that one of its columns has a value.
        var anyOf: [[Int]] = []

        var isNone: Bool { tests.isEmpty && anyOf.isEmpty }
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
        var demands: [Demand] = []
        for element in elements { demands.append(demand(of: element.node, &mistakes)) }
        let sure = demands.firstIndex { $0.isNone }
        for (index, element) in elements.enumerated() {
            let jumps = add(demands[index])
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

    /// Adds the tests of a demand. Returns those that jump past the value.
    private mutating func add(_ demand: Demand) -> [Int] {
        var jumps: [Int] = []
        func test(_ step: Program.Step) {
            jumps.append(program.steps.count)
            program.add(step)
        }
        for step in demand.tests { test(step) }
        for columns in demand.anyOf {
            var found: [Int] = []
            for column in columns.dropLast() {
                found.append(program.steps.count)
                program.add(.test(column: column, present: false, otherwise: 0))
            }
            if let last = columns.last { test(.test(column: last, present: true, otherwise: 0)) }
            program.land(found)
        }
        return jumps
    }

    private func demand(of node: Node, _ mistakes: inout [Mistake]) -> Demand {
        if node.text != nil {
            var quiet: [Mistake] = []
            guard case .column(let column, _) = names.meaning(of: node, in: part, &quiet) else {
                return Demand()
            }
            return Demand(tests: [.test(column: column, present: true, otherwise: 0)])
        }
        // A list of one stands where what is in it does. What is wrong in there is said there.
        if let list = node.list, list.count == 1 {
            var quiet: [Mistake] = []
            return demand(of: list[0], &quiet)
        }
        var demand = Demand()
        for member in TemplateNames.conditions(of: node, in: part, &mistakes) {
            let columns = names.columns(of: member, &mistakes)
            if member.name == "any" {
                demand.anyOf.append(columns)
                continue
            }
            for column in columns {
                demand.tests.append(
                    .test(column: column, present: member.name == "when", otherwise: 0))
            }
        }
        return demand
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
