import Records

/// Texts in quotes.
extension JSON5Reader {
    /// A text in double or single quotes, its escapes read.
    mutating func quoted() throws(Mistake) -> String {
        let start = at
        let quote = peek
        at += 1
        var text = String.UnicodeScalarView()
        while let scalar = peek {
            if scalar == quote {
                at += 1
                return String(text)
            }
            if scalar == "\n" || scalar == "\r" { break }
            if scalar.value < 32 || scalar.value == 127 {
                let written = scalar == "\t" ? "\\t" : "\\u00" + Self.hex(scalar.value)
                throw mistake("a text cannot hold a control character; write \(written)")
            }
            if scalar == "\\" {
                try escape(into: &text, openedAt: start)
            } else {
                text.append(scalar)
                at += 1
            }
        }
        throw mistake("this text is never closed", at: start)
    }

    private static func hex(_ value: UInt32) -> String {
        (value < 16 ? "0" : "") + String(value, radix: 16, uppercase: true)
    }

    private mutating func escape(
        into text: inout String.UnicodeScalarView, openedAt open: Int
    ) throws(Mistake) {
        let start = at
        at += 1
        guard let scalar = peek else { throw mistake("this text is never closed", at: open) }
        at += 1
        switch scalar {
        case "n": text.append("\n")
        case "t": text.append("\t")
        case "r": text.append("\r")
        case "b": text.append("\u{8}")
        case "f": text.append("\u{C}")
        case "v": text.append("\u{B}")
        case "0" where !(peek?.properties.numericType == .decimal): text.append("\0")
        case "x": text.append(try coded(digits: 2, from: start))
        case "u": text.append(try coded(digits: 4, from: start))
        case "\n": break
        case "\r": if peek == "\n" { at += 1 }
        case _ where scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal:
            throw mistake(
                "there is no escape '\\\(scalar)'", at: start, width: 2,
                hint: "a backslash itself is written \\\\")
        default: text.append(scalar)
        }
    }

    /// The character of the hex digits that come next: of two groups where the first is half a pair.
    private mutating func coded(digits: Int, from start: Int) throws(Mistake) -> Unicode.Scalar {
        let first = try hexNumber(digits, from: start)
        if let scalar = Unicode.Scalar(first) { return scalar }
        if first < 0xDC00, peek == "\\", at + 1 < source.scalars.count,
            source.scalars[at + 1] == "u"
        {
            at += 2
            let second = try hexNumber(4, from: start)
            if (0xDC00..<0xE000).contains(second),
                let scalar = Unicode.Scalar(
                    0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
            {
                return scalar
            }
        }
        throw mistake("this escape is half a character", at: start, width: 6)
    }

    private mutating func hexNumber(_ digits: Int, from start: Int) throws(Mistake) -> UInt32 {
        let end = min(at + digits, source.scalars.count)
        let text = source.text(at..<end)
        guard text.utf8.count == digits, text.allSatisfy({ $0.isASCII && $0.isHexDigit }),
            let number = UInt32(text, radix: 16)
        else { throw mistake("this escape needs \(digits) hex digits", at: start, width: 2) }
        at = end
        return number
    }
}
