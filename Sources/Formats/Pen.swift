import Records

/// Writes into memory that the caller has made large enough: `Pen.room` says how much that is.
struct Pen {
    /// Where the next byte goes.
    private(set) var at: UnsafeMutablePointer<UInt8>
    private let style: NumberStyle

    init(_ at: UnsafeMutablePointer<UInt8>, _ style: NumberStyle = NumberStyle()) {
        self.at = at
        self.style = style
    }

    /// The most bytes that `cell` takes in any form here.
    @inline(__always)
    static func room(_ cell: Cell) -> Int { 6 * cell.bytes.count + 48 }

    @inline(__always)
    mutating func write(_ byte: UInt8) {
        at.pointee = byte
        at += 1
    }

    @inline(__always)
    mutating func write(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        at.update(from: start, count: bytes.count)
        at += bytes.count
    }

    mutating func write(_ text: String) {
        for byte in text.utf8 { write(byte) }
    }

    @inline(__always)
    mutating func digits(_ number: Int64) {
        if number < 0 { write(UInt8(ascii: "-")) }
        digits(number.magnitude)
    }

    @inline(__always)
    private mutating func digits(_ number: UInt64) {
        var count = 1
        var limit: UInt64 = 10
        while number >= limit, count < 19 {
            count += 1
            limit &*= 10
        }
        if number >= limit { count += 1 }
        at += count
        var rest = number
        var back = at
        for _ in 0..<count {
            back -= 1
            back.pointee = UInt8(truncatingIfNeeded: rest % 10) &+ 48
            rest /= 10
        }
    }

    /// Ten-thousandths as an amount with as many decimals as it needs, and no less than the style
    /// asks for.
    @inline(__always)
    mutating func money(_ value: Int64) {
        if value < 0 { write(UInt8(ascii: "-")) }
        let (whole, rest) = value.magnitude.quotientAndRemainder(dividingBy: 10_000)
        digits(whole)
        if rest == 0, style.decimals == 0 { return }
        write(style.mark)
        fraction(rest / 100)
        if rest % 100 > 0 { fraction(rest % 100) }
        if rest % 10 == 0, rest % 100 > 0 { at -= 1 }
        if rest % 1_000 == 0, style.decimals == 0 { at -= 1 }
    }

    /// Hundredths of a percent as a number with as many decimals as it needs.
    mutating func percent(_ value: Int64) {
        if value < 0 { write(UInt8(ascii: "-")) }
        let (whole, rest) = value.magnitude.quotientAndRemainder(dividingBy: 100)
        digits(whole)
        guard rest > 0 else { return }
        write(style.mark)
        fraction(rest)
        if rest % 10 == 0 { at -= 1 }
    }

    /// Two digits.
    @inline(__always)
    private mutating func fraction(_ number: UInt64) {
        write(UInt8(truncatingIfNeeded: number / 10) &+ 48)
        write(UInt8(truncatingIfNeeded: number % 10) &+ 48)
    }

    /// A JSON string: quoted, with quotes, backslashes and control characters escaped.
    mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) {
        write(UInt8(ascii: "\""))
        for byte in bytes {
            if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                write(byte)
                continue
            }
            write(UInt8(ascii: "\\"))
            if byte >= 0x20 {
                write(byte)
            } else {
                write("u00")
                write(48 + byte >> 4)
                write(byte & 15 < 10 ? 48 + byte & 15 : 87 + byte & 15)
            }
        }
        write(UInt8(ascii: "\""))
    }

    /// A JSON value: counts, integers, money and percentages are numbers, flags are true or false,
    /// all else is a string. Whatever the cell holds, the JSON stays well formed.
    mutating func json(_ cell: Cell, _ kind: Kind) {
        let bytes = cell.bytes
        guard bytes.baseAddress == nil, cell.isNumber else { return string(bytes) }
        switch kind {
        case .count, .integer: digits(cell.number)
        case .money: money(cell.number)
        case .percent: percent(cell.number)
        case .flag: write(cell.number == 0 ? "false" : "true")
        case .text, .date, .time:
            write(UInt8(ascii: "\""))
            write(kind.write(cell.number))
            write(UInt8(ascii: "\""))
        }
    }

    /// A cell as `Kind.write` gives it; text as it is.
    mutating func plain(_ cell: Cell, _ kind: Kind) {
        let bytes = cell.bytes
        guard bytes.baseAddress == nil, cell.isNumber else { return write(bytes) }
        switch kind {
        case .text, .count, .integer: digits(cell.number)
        case .money: money(cell.number)
        case .percent:
            percent(cell.number)
            write(UInt8(ascii: "%"))
        case .date, .time, .flag: write(kind.write(cell.number))
        }
    }

    /// A cell as the content of an XML element or attribute: numbers as in JSON, days and times as
    /// `Kind.write` gives them, texts with what XML has a use for escaped.
    mutating func xml(_ cell: Cell, _ kind: Kind) {
        let bytes = cell.bytes
        guard bytes.baseAddress == nil, cell.isNumber else { return xml(bytes) }
        switch kind {
        case .text, .count, .integer: digits(cell.number)
        case .money: money(cell.number)
        case .percent: percent(cell.number)
        case .flag: write(cell.number == 0 ? "false" : "true")
        case .date, .time: write(kind.write(cell.number))
        }
    }

    /// A text as XML. Characters that XML cannot hold are for the caller to refuse.
    mutating func xml(_ bytes: UnsafeBufferPointer<UInt8>) {
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "&"): write("&amp;")
            case UInt8(ascii: "<"): write("&lt;")
            case UInt8(ascii: ">"): write("&gt;")
            case UInt8(ascii: "\""): write("&quot;")
            default: write(byte)
            }
        }
    }
}
