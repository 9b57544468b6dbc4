import CBytes
import Records

/// Reads JSON (RFC 8259) from bytes in memory, value after value, and keeps none of it.
struct JSONScanner {
    /// Why a value cannot be read.
    enum Stop: Error {
        /// The bytes end inside it, and more may follow.
        case short
        /// The byte at this offset is not what is expected.
        case mistake(Int, String)
    }

    /// A text as it stands between its quotes.
    struct Text {
        var start: Int
        var count: Int
        var hasEscapes: Bool
    }

    enum Value {
        case text(Text)
        /// A number, true or false: as it is written.
        case bare(start: Int, count: Int, isNumber: Bool)
        case null
        /// A list or an object, which was passed over.
        case nested(isList: Bool)
    }

    static let depth = 64

    let bytes: UnsafePointer<UInt8>
    let end: Int
    /// No bytes follow.
    let isWhole: Bool
    var at: Int

    /// The next byte that is no blank; it is not taken.
    mutating func peek(_ expected: StaticString) throws(Stop) -> UInt8 {
        skipBlank()
        if at == end {
            throw isWhole ? .mistake(at, "the file ends here: expected \(expected)") : .short
        }
        return bytes[at]
    }

    mutating func skipBlank() {
        while at < end, bytes[at] == 32 || bytes[at] == 10 || bytes[at] == 13 || bytes[at] == 9 {
            at += 1
        }
    }

    /// Takes a byte that must come next.
    mutating func take(_ byte: UInt8, _ expected: StaticString) throws(Stop) {
        guard try peek(expected) == byte else { throw .mistake(at, "expected \(expected)") }
        at += 1
    }

    /// A member's name and the colon behind it.
    mutating func name() throws(Stop) -> Text {
        guard try peek("a name in quotes") == UInt8(ascii: "\"") else {
            throw .mistake(at, "expected a name in quotes")
        }
        let name = try text()
        try take(UInt8(ascii: ":"), "':'")
        return name
    }

    /// Takes the comma behind a member or an entry, or the bracket that closes them: whether more
    /// follow.
    mutating func goesOn(to close: UInt8, _ expected: StaticString) throws(Stop) -> Bool {
        let byte = try peek(expected)
        guard byte == UInt8(ascii: ",") || byte == close else {
            throw .mistake(at, "expected \(expected)")
        }
        at += 1
        return byte != close
    }

    mutating func value(level: Int = 0) throws(Stop) -> Value {
        switch try peek("a value") {
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "{"):
            try skipObject(level)
            return .nested(isList: false)
        case UInt8(ascii: "["):
            try skipList(level)
            return .nested(isList: true)
        case UInt8(ascii: "t"): return try word("true")
        case UInt8(ascii: "f"): return try word("false")
        case UInt8(ascii: "n"):
            _ = try word("null")
            return .null
        default: return try number()
        }
    }

    private mutating func skipObject(_ level: Int) throws(Stop) {
        try enter(level)
        if try peek("a name or '}'") == UInt8(ascii: "}") {
            at += 1
            return
        }
        repeat {
            _ = try name()
            _ = try value(level: level + 1)
        } while try goesOn(to: UInt8(ascii: "}"), "',' or '}'")
    }

    private mutating func skipList(_ level: Int) throws(Stop) {
        try enter(level)
        if try peek("a value or ']'") == UInt8(ascii: "]") {
            at += 1
            return
        }
        repeat {
            _ = try value(level: level + 1)
        } while try goesOn(to: UInt8(ascii: "]"), "',' or ']'")
    }

    private mutating func enter(_ level: Int) throws(Stop) {
        guard level < Self.depth else {
            throw .mistake(at, "lists and objects stand more than \(Self.depth) deep here")
        }
        at += 1
    }

    private mutating func word(_ word: StaticString) throws(Stop) -> Value {
        let start = at
        let count = word.utf8CodeUnitCount
        for offset in 0..<count {
            guard at < end else { throw isWhole ? .mistake(start, "expected a value") : .short }
            guard bytes[at] == word.utf8Start[offset] else {
                throw .mistake(start, "expected a value; texts stand in quotes")
            }
            at += 1
        }
        return .bare(start: start, count: count, isNumber: false)
    }

    /// A number; one that stands at the end of the bytes may go on.
    private mutating func number() throws(Stop) -> Value {
        let start = at
        if bytes[at] == UInt8(ascii: "-") { at += 1 }
        let first = at
        let whole = try digits()
        guard whole > 0 else { throw .mistake(start, "expected a value; texts stand in quotes") }
        guard whole == 1 || bytes[first] != UInt8(ascii: "0") else {
            throw .mistake(first, "a number has no zero in front")
        }
        if at < end, bytes[at] == UInt8(ascii: ".") {
            at += 1
            guard try digits() > 0 else { throw .mistake(at, "expected a digit") }
        }
        if at < end, bytes[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < end, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
                at += 1
            }
            guard try digits() > 0 else { throw .mistake(at, "expected a digit") }
        }
        return .bare(start: start, count: at - start, isNumber: true)
    }

    private mutating func digits() throws(Stop) -> Int {
        let start = at
        while at < end, bytes[at] &- 48 < 10 { at += 1 }
        if at == end, !isWhole { throw .short }
        return at - start
    }

    /// A text; `at` is its first quote.
    private mutating func text() throws(Stop) -> Text {
        let opened = at
        at += 1
        var hasEscapes = false
        while at < end {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") {
                at += 1
                return Text(
                    start: opened + 1, count: at - opened - 2, hasEscapes: hasEscapes)
            }
            if byte < 32 {
                throw .mistake(
                    at,
                    byte == 10
                        ? "the text that opens in this line is not closed in it"
                        : "a control character in a text is written as an escape")
            }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                try skipEscape()
            } else {
                at += 1
            }
        }
        throw isWhole ? .mistake(opened, "the text that opens here is not closed") : .short
    }

    private mutating func skipEscape() throws(Stop) {
        guard at + 1 < end else { throw isWhole ? .mistake(at, "expected an escape") : .short }
        switch bytes[at + 1] {
        case UInt8(ascii: "u"):
            for offset in 2..<6 {
                guard at + offset < end else {
                    throw isWhole ? .mistake(at, "expected four hex digits") : .short
                }
                guard Self.hex(bytes[at + offset]) != nil else {
                    throw .mistake(at, "expected \\u and four hex digits")
                }
            }
            at += 6
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            at += 2
        default:
            throw .mistake(at, "no such escape; there are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u")
        }
    }

    static func hex(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 48...57: UInt32(byte) - 48
        case 65...70: UInt32(byte) - 55
        case 97...102: UInt32(byte) - 87
        default: nil
        }
    }

    /// What a text says, its escapes undone; nil where these are no characters: half a surrogate pair,
    /// or NUL. `arena` keeps what had to be written anew.
    func cell(_ text: Text, _ arena: Arena) -> Cell? {
        guard text.hasEscapes else { return Cell(bytes + text.start, count: text.count) }
        let room = arena.room(text.count)
        var written = 0
        var from = text.start
        while from < text.start + text.count {
            guard bytes[from] == UInt8(ascii: "\\") else {
                room[written] = bytes[from]
                written += 1
                from += 1
                continue
            }
            let letter = bytes[from + 1]
            guard letter == UInt8(ascii: "u") else {
                room[written] = Self.escaped(letter)
                written += 1
                from += 2
                continue
            }
            var code = unit(from + 2)
            from += 6
            if code & 0xFC00 == 0xD800, from + 6 <= text.start + text.count,
                bytes[from] == UInt8(ascii: "\\"), bytes[from + 1] == UInt8(ascii: "u")
            {
                let low = unit(from + 2)
                guard low & 0xFC00 == 0xDC00 else { return nil }
                code = 0x10000 + (code & 0x3FF) << 10 + low & 0x3FF
                from += 6
            }
            guard code > 0, let scalar = Unicode.Scalar(code) else { return nil }
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                room[written] = byte
                written += 1
            }
        }
        arena.trim(text.count - written)
        return Cell(UnsafePointer(room), count: written)
    }

    /// The same as a `String`: for a few texts, not for rows.
    func string(_ text: Text) -> String? {
        let arena = Arena(piece: 256)
        return withExtendedLifetime(arena) { cell(text, arena)?.text }
    }

    private func unit(_ at: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 << 4 | (Self.hex(bytes[at + $1]) ?? 0) }
    }

    private static func escaped(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 8
        case UInt8(ascii: "t"): 9
        case UInt8(ascii: "n"): 10
        case UInt8(ascii: "f"): 12
        case UInt8(ascii: "r"): 13
        default: letter
        }
    }
}
