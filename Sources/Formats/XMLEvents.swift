import CBytes
import CXML2
import Records

/// What reads an XML file as it comes: the start of each element, its texts, its end.
///
/// Names and texts stand until the call returns; equal names of one file have one address.
protocol XMLListener: AnyObject {
    func start(_ name: UnsafePointer<UInt8>, _ attributes: XMLEvents.Attributes, line: Int)
    func text(_ bytes: UnsafeBufferPointer<UInt8>)
    func end(_ name: UnsafePointer<UInt8>)
}

/// Reads XML piece by piece, in UTF-8, and tells a listener of it.
///
/// A file with a document type is refused: it could name entities, and Amazon's have none. The only
/// entities are the five that XML has itself; nothing outside the file is read.
final class XMLEvents {
    /// The attributes of an element: in fives, the name, prefix, space, and where the value begins and ends.
    struct Attributes {
        fileprivate let start: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
        let count: Int

        /// The same by a name that ends with a zero.
        func value(of name: [UInt8]) -> UnsafeBufferPointer<UInt8>? {
            guard let start else { return nil }
            for index in 0..<count {
                let five = start + index * 5
                guard let own = five[0], XMLNames.equals(own, name), let from = five[3],
                    let to = five[4]
                else { continue }
                return UnsafeBufferPointer(start: from, count: to - from)
            }
            return nil
        }

        /// The bytes of the value of the attribute `name`; nil where the element has none.
        func value(_ name: StaticString) -> UnsafeBufferPointer<UInt8>? {
            guard let start else { return nil }
            for index in 0..<count {
                let five = start + index * 5
                guard let own = five[0], XMLEvents.equals(own, name), let from = five[3],
                    let to = five[4]
                else { continue }
                return UnsafeBufferPointer(start: from, count: to - from)
            }
            return nil
        }
    }

    /// Owns this, in readers: to own it in turn would keep both, and their file, for ever.
    private unowned(unsafe) let listener: any XMLListener
    private let name: String
    private var parser: xmlParserCtxtPtr?
    private let findings = XMLFindings()
    private var fault: (line: Int, message: String)?
    /// Elements that are open, and bytes of text since the last of them began.
    private var depth = 0
    private var length = 0
    /// Whether the last that it told of was the end of an element.
    private var isBehindEnd = false
    private static let deepest = 100
    private static let longest = 1 << 20

    /// `name` is what messages call the file. The listener must outlive this.
    init(_ listener: any XMLListener, name: String) throws(Failure) {
        XMLSchema.raiseFence()
        self.listener = listener
        self.name = name
        var handlers = xmlSAXHandler()
        handlers.initialized = UInt32(XML_SAX2_MAGIC)
        handlers.startElementNs = { context, name, _, _, _, _, count, _, attributes in
            guard let name else { return }
            XMLEvents.tell(context) {
                $0.start(name, Attributes(start: attributes, count: Int(count)))
            }
        }
        handlers.endElementNs = { context, name, _, _ in
            guard let name else { return }
            XMLEvents.tell(context) { $0.end(name) }
        }
        handlers.characters = { context, bytes, count in
            let bytes = UnsafeBufferPointer(start: bytes, count: Int(count))
            XMLEvents.tell(context) { $0.text(bytes) }
        }
        handlers.cdataBlock = handlers.characters
        handlers.internalSubset = { context, _, _, _ in
            XMLEvents.tell(context) {
                $0.refuse(
                    "it has a document type, which no report of Amazon's has: it is not read")
            }
        }
        handlers.getEntity = { _, name in xmlGetPredefinedEntity(name) }
        let own = Unmanaged.passUnretained(self).toOpaque()
        guard let parser = xmlCreatePushParserCtxt(&handlers, own, nil, 0, nil) else {
            throw Failure(.data, at: Place(name), "cannot be read: no memory")
        }
        self.parser = parser
        // Whatever a declaration says of the encoding: what comes here was made UTF-8.
        xmlCtxtUseOptions(
            parser, Int32(XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue))
    }

    deinit { if let parser { xmlFreeParserCtxt(parser) } }

    /// Who owns the parser outlives what it says: nothing is counted for each element of a file.
    @inline(__always)
    private static func tell(_ context: UnsafeMutableRawPointer?, _ body: (XMLEvents) -> Void) {
        guard let context else { return }
        Unmanaged<XMLEvents>.fromOpaque(context)._withUnsafeGuaranteedRef(body)
    }

    static func equals(_ name: UnsafePointer<UInt8>, _ text: StaticString) -> Bool {
        var index = 0
        let start = text.utf8Start
        while index < text.utf8CodeUnitCount {
            if name[index] != start[index] { return false }
            index += 1
        }
        return name[index] == 0
    }

    private func start(_ name: UnsafePointer<UInt8>, _ attributes: Attributes) {
        depth += 1
        length = 0
        isBehindEnd = false
        if depth > Self.deepest {
            refuse("more than \(Self.deepest) elements stand in one another")
        }
        if fault == nil { listener.start(name, attributes, line: line) }
    }

    private func end(_ name: UnsafePointer<UInt8>) {
        depth -= 1
        length = 0
        isBehindEnd = true
        if fault == nil { listener.end(name) }
    }

    private func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        length += bytes.count
        isBehindEnd = false
        if length > Self.longest { refuse("a text is longer than 1 MiB") }
        if fault == nil { listener.text(bytes) }
    }

    private var line: Int { parser.map { Int(xmlSAX2GetLineNumber($0)) } ?? 0 }

    /// Ends the reading with a mistake at the line where it stands.
    func refuse(_ message: String) {
        guard fault == nil else { return }
        fault = (line, message)
        if let parser { xmlStopParser(parser) }
    }

    /// Reads on. Throws the first thing that is wrong, with its line and column.
    func add(_ bytes: UnsafeBufferPointer<UInt8>) throws(Failure) {
        guard !bytes.isEmpty else { return }
        try parse(bytes.baseAddress, bytes.count, isEnd: false)
    }

    /// Whether all that was read so far ends with an element below the root, and nothing waits for more.
    var isBetween: Bool {
        guard depth == 1, isBehindEnd, fault == nil, let input = parser?.pointee.input else {
            return false
        }
        return input.pointee.cur == input.pointee.end
    }

    /// Goes past bytes of the file that need not be read: places behind them are still the file's.
    func pass(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let input = parser?.pointee.input, let start = bytes.baseAddress else { return }
        let column = fm_line_start(start, bytes.count)
        let feeds = fm_count_feeds(start, bytes.count)
        input.pointee.line += Int32(truncatingIfNeeded: feeds)
        input.pointee.col =
            Int32(truncatingIfNeeded: bytes.count - column)
            + (feeds > 0 ? 1 : input.pointee.col)
    }

    /// The file is at its end: where it is cut short, this throws.
    func end() throws(Failure) { try parse(nil, 0, isEnd: true) }

    private func parse(
        _ start: UnsafePointer<UInt8>?, _ count: Int, isEnd: Bool
    ) throws(Failure) {
        guard let parser else { return }
        let code = findings.listening { _ in
            guard let start else { return xmlParseChunk(parser, nil, 0, 1) }
            return start.withMemoryRebound(to: CChar.self, capacity: count) {
                xmlParseChunk(parser, $0, Int32(count), isEnd ? 1 : 0)
            }
        }
        if let fault {
            throw Failure(.data, at: Place(name, line: fault.line), fault.message)
        }
        guard code != 0 || findings.first != nil else { return }
        if isEnd, depth > 0 {
            throw Failure(
                .data, at: Place(name, line: line),
                "is cut short: \(depth) \(depth == 1 ? "element is" : "elements are") not closed at its end"
            )
        }
        let column = parser.pointee.input.map { Int($0.pointee.col) }
        throw Failure(
            .data, at: Place(name, line: findings.first?.line ?? line, column: column),
            "is no XML from here on: \(findings.first?.message ?? "error \(code)")")
    }
}
