import Records

/// Reads the text of a definition: JSON5, strictly, every value with its place.
///
/// Of JSON5 it leaves out what definitions have no use for: hexadecimal numbers, infinity, and
/// escapes in unquoted names. It is stricter in one thing: a name stands once in an object.
/// The first mistake ends the reading.
package struct JSON5Reader {
    /// How deep objects and lists may stand in each other.
    package static let depth = 64

    var source: SourceText
    var at = 0
    private var level = 0

    private init(_ source: SourceText) { self.source = source }

    /// The value that a file holds. `file` is its name as the user would say it.
    package static func read(_ bytes: [UInt8], file: String) throws(Mistake) -> Node {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw notText(bytes, at: error.byteOffsets.lowerBound, file: file)
        }
        return try read(String(decoding: bytes, as: UTF8.self), file: file)
    }

    /// The value that a text holds.
    package static func read(_ text: String, file: String) throws(Mistake) -> Node {
        var reader = JSON5Reader(SourceText(text, file: file))
        try reader.skipBlank()
        guard reader.peek != nil else {
            throw Mistake(
                at: reader.source.place(of: 0), "the file is empty; it should hold an object")
        }
        let node = try reader.value(after: nil)
        try reader.skipBlank()
        guard reader.peek == nil else {
            throw reader.mistake("there is text after the end of the definition")
        }
        return node
    }

    private static func notText(_ bytes: [UInt8], at offset: Int, file: String) -> Mistake {
        let before = String(decoding: bytes[..<offset], as: UTF8.self)
        var source = SourceText(before, file: file)
        let place = source.place(of: source.scalars.count)
        let byte = String(bytes[offset], radix: 16, uppercase: true)
        return Mistake(
            at: place,
            "byte 0x\(byte), number \(offset + 1) of the file, is not UTF-8; save the file as UTF-8"
        )
    }

    var peek: Unicode.Scalar? { at < source.scalars.count ? source.scalars[at] : nil }

    /// A mistake at the next character, or at `offset`.
    mutating func mistake(
        _ message: String, at offset: Int? = nil, width: Int = 1, hint: String? = nil
    ) -> Mistake {
        Mistake(at: source.place(of: offset ?? at), width: width, message, hint: hint)
    }

    /// One value. `owner` is the offset of the bracket that it stands in.
    private mutating func value(after owner: Int?) throws(Mistake) -> Node {
        let start = at
        let place = source.place(of: start)
        let value: Node.Value
        switch peek {
        case "{": value = .object(try nested(Self.members))
        case "[": value = .list(try nested(Self.elements))
        case "\"", "'": value = .text(try quoted())
        case let scalar? where Self.beginsNumber(scalar): value = .number(try number())
        case let scalar? where Self.beginsName(scalar): value = try word()
        case nil: throw unclosed(owner ?? start)
        case let scalar?: throw mistake("a value should stand before '\(scalar)'")
        }
        return Node(value, at: place, source: source.text(start..<at))
    }

    private mutating func nested<T>(
        _ body: (inout Self, Int) throws(Mistake) -> T
    ) throws(Mistake) -> T {
        guard level < Self.depth else {
            throw mistake("nested deeper than \(Self.depth) objects and lists")
        }
        level += 1
        defer { level -= 1 }
        let start = at
        at += 1
        return try body(&self, start)
    }

    private static func elements(
        _ reader: inout Self, of start: Int
    ) throws(Mistake) -> [Node] {
        var nodes: [Node] = []
        try reader.skipBlank()
        while reader.peek != "]" {
            nodes.append(try reader.value(after: start))
            try reader.separate("]", openedAt: start)
        }
        reader.at += 1
        return nodes
    }

    private static func members(
        _ reader: inout Self, of start: Int
    ) throws(Mistake) -> [Node.Member] {
        var members: [Node.Member] = []
        var firsts: [String: Place] = [:]
        try reader.skipBlank()
        while reader.peek != "}" {
            guard reader.peek != nil else { throw reader.unclosed(start) }
            let nameAt = reader.at
            let isQuoted = reader.peek == "\"" || reader.peek == "'"
            let place = reader.source.place(of: nameAt + (isQuoted ? 1 : 0))
            let name = try reader.name()
            if let first = firsts.updateValue(place, forKey: name) {
                throw Mistake(
                    at: place, width: max(1, name.count),
                    "'\(name)' stands here twice, first at \(first.line ?? 0):\(first.column ?? 0)")
            }
            try reader.skipBlank()
            guard reader.peek == ":" else {
                if reader.peek == nil { throw reader.unclosed(start) }
                throw reader.mistake("a ':' is missing after '\(name)'")
            }
            reader.at += 1
            try reader.skipBlank()
            let value = try reader.value(after: start)
            members.append(Node.Member(name: name, place: place, value: value))
            try reader.separate("}", openedAt: start)
        }
        reader.at += 1
        return members
    }

    /// Goes past what stands between two entries, up to the next one or the closing bracket.
    private mutating func separate(
        _ close: Unicode.Scalar, openedAt start: Int
    ) throws(Mistake) {
        try skipBlank()
        guard let found = peek else { throw unclosed(start) }
        if found == close { return }
        guard found == "," else {
            let open = source.scalars[start]
            let place = source.place(of: start)
            if found == "]" || found == "}" {
                throw mistake(
                    "a '\(close)' should close the '\(open)' of "
                        + "\(place.line ?? 0):\(place.column ?? 0), not a '\(found)'")
            }
            throw mistake("a ',' or '\(close)' is missing before this")
        }
        at += 1
        try skipBlank()
    }

    private mutating func unclosed(_ start: Int) -> Mistake {
        guard start < source.scalars.count else { return mistake("a value is missing", at: start) }
        return mistake("this '\(source.scalars[start])' is never closed", at: start)
    }
}
