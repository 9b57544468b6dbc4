import Records

/// A template as it is carried out: constant bytes, values and jumps, one after the other.
struct Program: Sendable {
    enum Step: Sendable {
        /// Bytes of `constants`.
        case constant(from: Int, count: Int)
        /// The column's value as JSON.
        case json(column: Int, kind: Kind)
        /// The column's value as plain text; nothing where it is absent.
        case plain(column: Int, kind: Kind)
        /// The column's value as XML; nothing where it is absent.
        case xml(column: Int, kind: Kind)
        /// The message's number.
        case message
        /// Goes on at `otherwise` unless the column has a value, or has none, as `present` says.
        case test(column: Int, present: Bool, otherwise: Int)
        /// Goes on at another step.
        case jump(Int)
        /// A comma, unless an opening bracket stands just before.
        case comma
        /// The steps from here up to another are for each row of a group, one after the other.
        case each(until: Int)
        /// Where a document's messages go; never in a message.
        case messages
    }

    let style: NumberStyle
    private(set) var steps: [Step] = []
    private(set) var constants: [UInt8] = []
    /// The step that the next constant must not be joined to an earlier one before: a jump ends
    /// there.
    private var landing = 0

    /// The columns whose values are written, and the bytes that all else takes at most.
    private var cells: [Int] = []
    private var fixed = 1

    init(_ style: NumberStyle = NumberStyle()) { self.style = style }

    /// The columns that are written or tested.
    var columns: Set<Int> {
        Set(
            steps.compactMap { step in
                switch step {
                case .json(let column, _), .plain(let column, _), .xml(let column, _),
                    .test(let column, _, _):
                    column
                case .constant, .message, .jump, .comma, .each, .messages: nil
                }
            })
    }

    mutating func add(_ step: Step) {
        steps.append(step)
        switch step {
        case .json(let column, _), .plain(let column, _), .xml(let column, _): cells.append(column)
        case .message: fixed += 20
        case .comma: fixed += 1
        case .constant, .test, .jump, .each, .messages: break
        }
    }

    /// Adds constant bytes, joined to those just before.
    mutating func add(_ bytes: some Sequence<UInt8>) {
        let from = constants.count
        constants.append(contentsOf: bytes)
        let count = constants.count - from
        fixed += count
        if case .constant(let start, let length)? = steps.last, landing < steps.count {
            steps[steps.count - 1] = .constant(from: start, count: length + count)
        } else if count > 0 {
            steps.append(.constant(from: from, count: count))
        }
    }

    /// Makes the tests and jumps at `indices` go to the step that is added next.
    mutating func land(_ indices: [Int]) {
        for index in indices {
            switch steps[index] {
            case .test(let column, let present, _):
                steps[index] = .test(column: column, present: present, otherwise: steps.count)
            case .jump: steps[index] = .jump(steps.count)
            default: break
            }
        }
        if !indices.isEmpty { landing = steps.count }
    }

    /// Begins what is written for each row of a group; `endEach` ends it.
    mutating func beginEach() -> Int {
        steps.append(.each(until: 0))
        return steps.count - 1
    }

    mutating func endEach(_ index: Int) {
        steps[index] = .each(until: steps.count)
        landing = steps.count
    }

    /// Whether anything is written for each row of a group.
    var hasEach: Bool { steps.contains { if case .each = $0 { true } else { false } } }

    /// The columns that are written or tested outside what is for each row: the first row's count.
    var shared: Set<Int> {
        var inside = 0..<0
        var shared: Set<Int> = []
        for (index, step) in steps.enumerated() where !inside.contains(index) {
            switch step {
            case .each(let until): inside = index..<until
            case .json(let column, _), .plain(let column, _), .xml(let column, _):
                shared.insert(column)
            default: break
            }
        }
        return shared
    }

    /// Appends one message of several rows, at least one.
    func append(
        _ rows: UnsafeBufferPointer<UnsafePointer<Cell>>, message: Int, to bytes: inout [UInt8]
    ) {
        steps.withUnsafeBufferPointer { steps in
            constants.withUnsafeBufferPointer { constants in
                var most = 0
                for row in rows {
                    most += fixed
                    for index in cells.indices { most += Pen.room(row[cells[index]]) }
                }
                bytes.append(addingCapacity: most) { span in
                    span.withUnsafeMutableBufferPointer { room, count in
                        guard let start = room.baseAddress else { return }
                        let end = Self.run(
                            steps, 0..<steps.count, constants, rows[0], rows, message: message,
                            Pen(start + count, style))
                        count = end.at - start
                    }
                }
            }
        }
    }

    /// Appends one message. `row` has a cell for each column that the template was compiled with.
    func append(_ row: UnsafePointer<Cell>, message: Int, to bytes: inout [UInt8]) {
        steps.withUnsafeBufferPointer { steps in
            constants.withUnsafeBufferPointer { constants in
                var most = fixed
                for index in cells.indices { most += Pen.room(row[cells[index]]) }
                bytes.append(addingCapacity: most) { span in
                    span.withUnsafeMutableBufferPointer { room, count in
                        guard let start = room.baseAddress else { return }
                        let end = Self.run(
                            steps, 0..<steps.count, constants, row,
                            UnsafeBufferPointer(start: nil, count: 0), message: message,
                            Pen(start + count, style))
                        count = end.at - start
                    }
                }
            }
        }
    }

    /// Without `rows`, `row` is the only one of its message.
    private static func run(
        _ steps: UnsafeBufferPointer<Step>, _ range: Range<Int>,
        _ constants: UnsafeBufferPointer<UInt8>, _ row: UnsafePointer<Cell>,
        _ rows: UnsafeBufferPointer<UnsafePointer<Cell>>, message: Int, _ pen: Pen
    ) -> Pen {
        var pen = pen
        var index = range.lowerBound
        while index < range.upperBound {
            switch steps[index] {
            case .constant(let from, let count):
                pen.write(UnsafeBufferPointer(rebasing: constants[from..<from + count]))
            case .json(let column, let kind): pen.json(row[column], kind)
            case .plain(let column, let kind): pen.plain(row[column], kind)
            case .xml(let column, let kind): pen.xml(row[column], kind)
            case .message: pen.digits(Int64(message))
            case .test(let column, let present, let otherwise):
                if row[column].isAbsent == present {
                    index = otherwise
                    continue
                }
            case .jump(let target):
                index = target
                continue
            case .comma:
                let last = (pen.at - 1).pointee
                if last != UInt8(ascii: "{"), last != UInt8(ascii: "[") {
                    pen.write(UInt8(ascii: ","))
                }
            case .each(let until):
                guard !rows.isEmpty else { break }
                for row in rows {
                    pen = run(
                        steps, index + 1..<until, constants, row,
                        UnsafeBufferPointer(start: nil, count: 0), message: message, pen)
                }
                index = until
                continue
            case .messages: break
            }
            index += 1
        }
        return pen
    }

    /// The constant bytes before the place of the messages, and those after it.
    var aroundMessages: (head: [UInt8], tail: [UInt8]) {
        var (head, tail): ([UInt8], [UInt8]) = ([], [])
        var behind = false
        for step in steps {
            switch step {
            case .messages: behind = true
            case .constant(let from, let count):
                if behind {
                    tail += constants[from..<from + count]
                } else {
                    head += constants[from..<from + count]
                }
            default: break
            }
        }
        return (head, tail)
    }
}
