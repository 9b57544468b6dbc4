/// What a column holds, and how its bytes are checked and made one thing at the border.
///
/// All kinds but text become an `Int64`, so that "14.9" and "14.90" are one price. Blank bytes have
/// no value of any kind: whether a column may be blank is for its definition to say.
@frozen
package enum Kind: String, CaseIterable, Sendable {
    /// Bytes as they came, never trimmed.
    case text
    /// A whole number from 0 on, digits only.
    case count
    /// A whole number, perhaps negative.
    case integer
    /// Ten-thousandths of a currency unit. No currency sign, no thousands.
    case money
    /// Hundredths of a percent: "80" and "80%" are 8000.
    case percent
    /// Days since 1970-01-01, written yyyy-MM-dd.
    case date
    /// Seconds since 1970-01-01T00:00:00Z, written with its offset from UTC.
    case time
    /// 1 for yes, y, true, 1; 0 for no, n, false, 0; without case.
    case flag

    /// Stands in a cell of a number for the word `delete`: what was said before is to be cleared. No
    /// kind reads it from digits.
    package static let cleared = Int64.min + 1

    /// What `read` takes, for messages.
    package var example: String {
        switch self {
        case .text: "a text"
        case .count: "a whole number such as 12"
        case .integer: "a whole number such as 12 or -3"
        case .money: "an amount such as 14.99"
        case .percent: "a percentage such as 80 or 80%"
        case .date: "a day such as 2026-11-23"
        case .time: "a time such as 2026-11-23T02:30:00+00:00"
        case .flag: "yes or no"
        }
    }

    /// The value of `bytes`; nil where they are not of this kind. Not for text.
    /// `comma` says that decimals stand behind a comma.
    package func read(_ bytes: UnsafeBufferPointer<UInt8>, comma: Bool = false) -> Int64? {
        switch self {
        case .text: nil
        case .count: Self.digits(bytes)
        case .integer:
            if bytes.first == UInt8(ascii: "-") {
                Self.digits(UnsafeBufferPointer(rebasing: bytes.dropFirst())).map { -$0 }
            } else {
                Self.digits(bytes)
            }
        case .money: Self.fraction(bytes, decimals: 4, comma: comma)
        case .percent:
            Self.fraction(
                bytes.last == UInt8(ascii: "%")
                    ? UnsafeBufferPointer(rebasing: bytes.dropLast()) : bytes, decimals: 2,
                comma: comma)
        case .date: Instant.day(bytes[...])
        case .time: Instant.time(bytes[...])
        case .flag: Self.flag(bytes)
        }
    }

    /// The value of a cell; a number is taken as it is.
    @inline(__always)
    package func read(_ cell: Cell, comma: Bool = false) -> Int64? {
        cell.isNumber ? cell.number : read(cell.bytes, comma: comma)
    }

    /// The value of a text.
    package func read(_ text: String, comma: Bool = false) -> Int64? {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBufferPointer { read($0, comma: comma) }
    }

    /// A value as a person and a feed write it: "14.99", "12", "80%", "2026-11-23".
    package func write(_ value: Int64) -> String {
        if value == Self.cleared { return "delete" }
        switch self {
        case .text, .count, .integer: return String(value)
        case .money: return Self.decimal(value, unit: 10_000, least: 2)
        case .percent: return Self.decimal(value, unit: 100, least: 0) + "%"
        case .date: return Instant.dayText(value)
        case .time: return Instant.timeText(value)
        case .flag: return value == 0 ? "no" : "yes"
        }
    }

    private static func decimal(_ value: Int64, unit: Int64, least: Int) -> String {
        let whole = value.magnitude / unit.magnitude
        var rest = String(unit.magnitude + value.magnitude % unit.magnitude).dropFirst()
        while rest.count > least, rest.last == "0" { rest = rest.dropLast() }
        return (value < 0 ? "-" : "") + String(whole) + (rest.isEmpty ? "" : "." + rest)
    }

    @inline(__always)
    private static func digits(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        let count = bytes.count
        guard let start = bytes.baseAddress, count > 0, count <= 15 else { return nil }
        var value: Int64 = 0
        for at in 0..<count {
            let digit = start[at] &- 48
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int64(digit)
        }
        return value
    }

    @inline(__always)
    private static func fraction(
        _ bytes: UnsafeBufferPointer<UInt8>, decimals: Int, comma: Bool
    ) -> Int64? {
        let mark = comma ? UInt8(ascii: ",") : UInt8(ascii: ".")
        let count = bytes.count
        guard let start = bytes.baseAddress, count > 0, count <= 16 else { return nil }
        var value: Int64 = 0
        var behind = -1
        var digits = 0
        for at in 0..<count {
            let byte = start[at]
            if byte == mark, behind < 0 {
                behind = 0
                continue
            }
            let digit = byte &- 48
            guard digit < 10 else { return nil }
            digits &+= 1
            if behind >= 0 {
                behind &+= 1
                guard behind <= decimals else {
                    if digit == 0 { continue }
                    return nil
                }
            }
            value = value &* 10 &+ Int64(digit)
        }
        guard digits > 0, behind != 0, digits <= 15 else { return nil }
        return scaled(value, by: decimals - min(max(behind, 0), decimals))
    }

    /// `value` with so many zeros behind it; nil where it grows too large.
    @inline(__always)
    private static func scaled(_ value: Int64, by zeros: Int) -> Int64? {
        var value = value
        for _ in 0..<zeros {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            value = product
        }
        // More than that many digits could not be read back.
        return value < 1_000_000_000_000_000 ? value : nil
    }

    private static func flag(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        switch bytes.count {
        case 1:
            isWord(bytes, "y") || isWord(bytes, "1")
                ? 1 : isWord(bytes, "n") || isWord(bytes, "0") ? 0 : nil
        case 2: isWord(bytes, "no") ? 0 : nil
        case 3: isWord(bytes, "yes") ? 1 : nil
        case 4: isWord(bytes, "true") ? 1 : nil
        case 5: isWord(bytes, "false") ? 0 : nil
        default: nil
        }
    }

    private static func isWord(_ bytes: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
        bytes.isWord(word.withUTF8Buffer { $0 })
    }
}
