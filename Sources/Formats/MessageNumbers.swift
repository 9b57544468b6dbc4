import CXML2
import Glibc

/// What a schema cannot say at a bearable cost: whether each MessageID of a document is greater than
/// the one before. It listens beside the validator: to the start of each element, and to texts only
/// within a MessageID, as there are many.
struct MessageNumbers {
    private enum Fault {
        case documentType
        case order(Int64, after: Int64)
    }

    private let validator: xmlSchemaValidCtxtPtr
    private let handlers: UnsafeMutablePointer<xmlSAXHandler>
    private var isInNumber = false
    private var number: Int64 = 0
    private var last: Int64 = -1
    private var fault: Fault?
    private var line: Int32 = 0

    /// The first thing that is wrong, and its line.
    var first: (line: Int?, message: String)? {
        let line = line > 0 ? Int(line) : nil
        return switch fault {
        case .documentType: (line, "it has a document type")
        case .order(let number, let last): (line, "MessageID \(number) follows \(last)")
        case nil: nil
        }
    }

    /// Calls `body` with what the parser is to call, and with what; gives what was found and what
    /// `body` gave. `validator` tells the lines.
    static func listen<R>(
        _ validator: xmlSchemaValidCtxtPtr,
        _ body: (UnsafeMutablePointer<xmlSAXHandler>, UnsafeMutableRawPointer) -> R
    ) -> (result: R, found: MessageNumbers) {
        let handlers = UnsafeMutablePointer<xmlSAXHandler>.allocate(capacity: 1)
        let numbers = UnsafeMutablePointer<MessageNumbers>.allocate(capacity: 1)
        defer {
            handlers.deallocate()
            numbers.deallocate()
        }
        handlers.initialize(to: xmlSAXHandler())
        handlers.pointee.initialized = UInt32(XML_SAX2_MAGIC)
        handlers.pointee.startElementNs = { context, name, _, _, _, _, _, _, _ in
            guard let name, let numbers = MessageNumbers.at(context) else { return }
            if numbers.pointee.isInNumber { numbers.pointee.end() }
            if name[0] == UInt8(ascii: "M"), MessageNumbers.isMessageID(name) {
                numbers.pointee.begin()
            }
        }
        handlers.pointee.internalSubset = { context, _, _, _ in
            MessageNumbers.at(context)?.pointee.find(.documentType)
        }
        numbers.initialize(to: MessageNumbers(validator: validator, handlers: handlers))
        let result = body(handlers, numbers)
        if numbers.pointee.isInNumber { numbers.pointee.end() }
        return (result, numbers.move())
    }

    private init(
        validator: xmlSchemaValidCtxtPtr, handlers: UnsafeMutablePointer<xmlSAXHandler>
    ) {
        self.validator = validator
        self.handlers = handlers
    }

    @inline(__always)
    private static func at(
        _ context: UnsafeMutableRawPointer?
    ) -> UnsafeMutablePointer<MessageNumbers>? {
        context?.assumingMemoryBound(to: MessageNumbers.self)
    }

    private static func isMessageID(_ name: UnsafePointer<UInt8>) -> Bool {
        name.withMemoryRebound(to: CChar.self, capacity: 1) { strcmp($0, "MessageID") == 0 }
    }

    private mutating func begin() {
        isInNumber = true
        number = 0
        handlers.pointee.characters = { context, bytes, count in
            MessageNumbers.at(context)?.pointee.read(
                UnsafeBufferPointer(start: bytes, count: Int(count)))
        }
    }

    private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) {
        for byte in bytes where byte >= 48 && byte < 58 {
            number = number &* 10 &+ Int64(byte - 48)
        }
    }

    private mutating func end() {
        isInNumber = false
        handlers.pointee.characters = nil
        if number <= last { find(.order(number, after: last)) }
        last = number
    }

    private mutating func find(_ fault: Fault) {
        guard self.fault == nil else { return }
        line = xmlSAX2GetLineNumber(xmlSchemaValidCtxtGetParserCtxt(validator))
        self.fault = fault
    }
}
