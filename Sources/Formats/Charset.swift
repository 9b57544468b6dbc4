import Glibc

/// A character set, other than UTF-8, in which a flat dialect is written.
///
/// What is written in it and read again is the same text: a character is in the set only where its
/// bytes stand for it alone.
enum Charset: String, CaseIterable, Sendable {
    /// Shift_JIS with NEC's and IBM's characters: windows-31j.
    case cp932

    /// The bytes of each character below U+10000 that is not ASCII: two, or one below 0x100; 0
    /// where it is not in the set. Empty where the system cannot convert.
    private static let cp932Codes = Charset.codes("CP932")

    private var codes: [UInt16] {
        switch self {
        case .cp932: Self.cp932Codes
        }
    }

    /// Whether the system knows the set.
    var isKnown: Bool { !codes.isEmpty }

    /// `bytes` of UTF-8, whose characters are all in the set.
    func encoded(_ bytes: [UInt8]) -> [UInt8] {
        var encoded = bytes
        encode(&encoded, from: 0)
        return encoded
    }

    /// Turns what stands in `bytes` from `start` on, UTF-8 of characters in the set, into the set's
    /// own bytes, which are never more.
    func encode(_ bytes: inout [UInt8], from start: Int) {
        guard let first = bytes[start...].firstIndex(where: { $0 >= 0x80 }) else { return }
        var (from, to) = (first, first)
        while from < bytes.count {
            let byte = bytes[from]
            if byte < 0x80 {
                bytes[to] = byte
                (from, to) = (from + 1, to + 1)
                continue
            }
            let (scalar, count) = Self.scalar(bytes, at: from)
            let code = self.code(scalar)
            if code > 0xFF {
                bytes[to] = UInt8(code >> 8)
                to += 1
            }
            bytes[to] = UInt8(code & 0xFF)
            (from, to) = (from + count, to + 1)
        }
        bytes.removeLast(bytes.count - to)
    }

    /// The first character of `bytes` that is not in the set: "'ä' (U+00E4, not in cp932)".
    func stranger(in bytes: UnsafeBufferPointer<UInt8>) -> String? {
        var index = 0
        while index < bytes.count {
            if bytes[index] < 0x80 {
                index += 1
                continue
            }
            let (scalar, count) = Self.scalar(bytes, at: index)
            if code(scalar) == 0 {
                let digits = String(scalar, radix: 16, uppercase: true)
                let zeros = String(repeating: "0", count: max(0, 4 - digits.count))
                let shown = Unicode.Scalar(scalar).map { "'\($0)'" } ?? "a character"
                return "\(shown) (U+\(zeros)\(digits), not in \(rawValue))"
            }
            index += count
        }
        return nil
    }

    /// The same for a text.
    func stranger(in text: String) -> String? {
        Array(text.utf8).withUnsafeBufferPointer { stranger(in: $0) }
    }

    private func code(_ scalar: UInt32) -> UInt16 {
        let codes = codes
        return scalar < codes.count ? codes[Int(scalar)] : 0
    }

    /// The character, not ASCII, that begins at `index` of valid UTF-8, and its bytes.
    private static func scalar<B: RandomAccessCollection<UInt8>>(
        _ bytes: B, at index: B.Index
    ) -> (UInt32, count: Int) where B.Index == Int {
        let first = bytes[index]
        let count = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        var scalar = UInt32(first) & (0x7F >> UInt32(count))
        for offset in 1..<count {
            scalar = scalar << 6 | UInt32(bytes[index + offset] & 0x3F)
        }
        return (scalar, count)
    }

    /// Asks the system for every character: one is taken where it comes back as itself.
    private static func codes(_ name: String) -> [UInt16] {
        let writer = iconv_open(name, "UTF-32LE")
        let reader = iconv_open("UTF-32LE", name)
        let none = iconv_t(bitPattern: -1)
        defer {
            if writer != none { iconv_close(writer) }
            if reader != none { iconv_close(reader) }
        }
        guard writer != none, reader != none else { return [] }
        var codes = [UInt16](repeating: 0, count: 0x10000)
        for scalar in UInt32(0xA0)..<0x10000 where !(0xD800..<0xE000).contains(scalar) {
            let bytes = (0..<4).map { UInt8(scalar >> (8 * UInt32($0)) & 0xFF) }
            guard let code = convert(bytes, writer), code.count <= 2,
                code[0] >= 0x80, convert(code, reader) == bytes
            else { continue }
            codes[Int(scalar)] = code.reduce(0) { $0 << 8 | UInt16($1) }
        }
        return codes
    }

    /// Nil where `bytes` cannot be converted as they are.
    private static func convert(_ bytes: [UInt8], _ converter: iconv_t?) -> [UInt8]? {
        var (from, to) = (bytes, [UInt8](repeating: 0, count: 8))
        return from.withUnsafeMutableBytes { from in
            to.withUnsafeMutableBytes { to in
                var input = from.baseAddress?.assumingMemoryBound(to: CChar.self)
                var output = to.baseAddress?.assumingMemoryBound(to: CChar.self)
                var (left, room) = (from.count, to.count)
                let result = iconv(converter, &input, &left, &output, &room)
                guard result == 0, left == 0 else {
                    iconv(converter, nil, nil, nil, nil)
                    return nil
                }
                return Array(to[..<(to.count - room)])
            }
        }
    }
}
