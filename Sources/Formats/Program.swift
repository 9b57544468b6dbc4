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
        /// The message's number.
        case message
        /// Goes on at `otherwise` unless the column has a value, or has none, as `present` says.
        case test(column: Int, present: Bool, otherwise: Int)
        /// A comma, unless an opening bracket stands just before.
        case comma
        /// Where a document's messages go; never in a message.
        case messages
    }

    private(set) var steps: [Step] = []
    private(set) var constants: [UInt8] = []
    /// The step that the next constant must not be joined to an earlier one before: a jump ends
    /// there.
    private var landing = 0

    /// How many decimals an amount has at least.
    var decimals = 2
    /// The columns that are written or tested.
    var columns: Set<Int> {
        Set(
            steps.compactMap { step in
                switch step {
                case .json(let column, _), .plain(let column, _), .test(let column, _, _): column
                case .constant, .message, .comma, .messages: nil
                }
            })
    }

    /// The columns whose values are written, and the bytes that all else takes at most.
    private var cells: [Int] = []
    private var fixed = 1

    mutating func add(_ step: Step) {
        steps.append(step)
        switch step {
        case .json(let column, _), .plain(let column, _): cells.append(column)
        case .message: fixed += 20
        case .comma: fixed += 1
        case .constant, .test, .messages: break
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

    /// Makes the tests at `indices` jump to the step that is added next.
    mutating func land(_ indices: [Int]) {
        for index in indices {
            if case .test(let column, let present, _) = steps[index] {
                steps[index] = .test(column: column, present: present, otherwise: steps.count)
            }
        }
        if !indices.isEmpty { landing = steps.count }
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
                            steps, constants, row, message: message, decimals, at: start + count)
                        count = end - start
                    }
                }
            }
        }
    }

    private static func run(
        _ steps: UnsafeBufferPointer<Step>, _ constants: UnsafeBufferPointer<UInt8>,
        _ row: UnsafePointer<Cell>, message: Int, _ decimals: Int,
        at start: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        var pen = Pen(start, decimals: decimals)
        var index = 0
        while index < steps.count {
            switch steps[index] {
            case .constant(let from, let count):
                pen.write(UnsafeBufferPointer(rebasing: constants[from..<from + count]))
            case .json(let column, let kind): pen.json(row[column], kind)
            case .plain(let column, let kind): pen.plain(row[column], kind)
            case .message: pen.digits(Int64(message))
            case .test(let column, let present, let otherwise):
                if row[column].isAbsent == present {
                    index = otherwise
                    continue
                }
            case .comma:
                let last = (pen.at - 1).pointee
                if last != UInt8(ascii: "{"), last != UInt8(ascii: "[") {
                    pen.write(UInt8(ascii: ","))
                }
            case .messages: break
            }
            index += 1
        }
        return pen.at
    }
}
