import Records

/// Blanks, comments, names, words and numbers.
extension JSON5Reader {
    mutating func skipBlank() throws(Mistake) {
        while let scalar = peek {
            if scalar == "/" {
                try skipComment()
            } else if Self.isBlank(scalar) {
                at += 1
            } else {
                return
            }
        }
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar == " " || (9...13).contains(scalar.value) }
        return scalar.properties.isWhitespace || scalar == "\u{FEFF}"
    }

    private mutating func skipComment() throws(Mistake) {
        let start = at
        at += 1
        switch peek {
        case "/":
            while let scalar = peek, scalar != "\n", scalar != "\r" { at += 1 }
        case "*":
            at += 1
            while let scalar = peek {
                at += 1
                if scalar == "*", peek == "/" {
                    at += 1
                    return
                }
            }
            throw mistake("this comment is never closed", at: start, width: 2)
        default:
            throw mistake("a comment begins with '//' or '/*'", at: start)
        }
    }

    static func beginsName(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
                || scalar == "$"
        }
        return scalar.properties.isAlphabetic
    }

    static func beginsNumber(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "-" || scalar == "+" || scalar == "." || ("0"..."9").contains(scalar)
    }

    private static func continuesName(_ scalar: Unicode.Scalar) -> Bool {
        beginsName(scalar) || ("0"..."9").contains(scalar)
            || !scalar.isASCII && scalar.properties.generalCategory == .nonspacingMark
    }

    /// Takes what looks like one name or word.
    private mutating func bare() -> String {
        let start = at
        while let scalar = peek, Self.continuesName(scalar) { at += 1 }
        return source.text(start..<at)
    }

    /// The name of a member: quoted, or letters, digits, _ and $.
    mutating func name() throws(Mistake) -> String {
        let start = at
        guard let scalar = peek else { throw mistake("a name is missing") }
        if scalar == "\"" || scalar == "'" { return try quoted() }
        guard Self.beginsName(scalar) else {
            throw mistake("a name should stand before '\(scalar)'")
        }
        let name = bare()
        guard peek == "-" else { return name }
        while let scalar = peek, scalar == "-" || Self.continuesName(scalar) { at += 1 }
        let whole = source.text(start..<at)
        throw mistake(
            "a name with a hyphen needs quotes", at: start, width: whole.count,
            hint: "write \"\(whole)\"")
    }

    /// true, false or null.
    mutating func word() throws(Mistake) -> Node.Value {
        let start = at
        let word = bare()
        switch word {
        case "true": return .flag(true)
        case "false": return .flag(false)
        case "null": return .null
        default:
            let near = Suggestion.nearest(to: word, in: ["true", "false", "null"])
            throw mistake(
                "unknown word '\(word)': a text needs quotes", at: start, width: word.count,
                hint: near.map { "did you mean \($0)?" })
        }
    }

    /// A decimal number, as written.
    mutating func number() throws(Mistake) -> String {
        let start = at
        while let scalar = peek, Self.beginsNumber(scalar) || Self.continuesName(scalar) { at += 1 }
        let number = source.text(start..<at)
        guard Self.isNumber(number) else {
            throw mistake(
                "'\(number)' is not a number such as 12 or -0.5; a text needs quotes", at: start,
                width: number.count)
        }
        return number
    }

    /// A sign, digits without needless zeros, digits behind a dot, an exponent; all but the digits
    /// may be missing.
    private static func isNumber(_ text: String) -> Bool {
        var rest = Substring(text)
        func digits() -> Substring {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            rest = rest.dropFirst(digits.count)
            return digits
        }
        func skip(_ any: Character...) -> Bool {
            guard let first = rest.first, any.contains(first) else { return false }
            rest.removeFirst()
            return true
        }
        _ = skip("+", "-")
        let whole = digits()
        if whole.isEmpty || whole.count > 1 && whole.first == "0" { return false }
        if skip("."), digits().isEmpty { return false }
        if skip("e", "E") {
            _ = skip("+", "-")
            if digits().isEmpty { return false }
        }
        return rest.isEmpty
    }
}
