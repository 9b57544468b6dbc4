extension Encoding {
    /// The names of charsets that are known, as Amazon, programs and people write them, each with what
    /// its bytes really are.
    private static let known: [(name: String, encoding: Encoding)] = [
        ("UTF-8", .utf8), ("US-ASCII", .utf8), ("ISO-8859-1", .cp1252), ("Cp1252", .cp1252),
        ("windows-1252", .cp1252), ("latin1", .cp1252), ("windows-31j", .cp932),
        ("Shift_JIS", .cp932), ("cp932", .cp932), ("MS932", .cp932), ("UTF-16", .utf16le),
        ("UTF-16LE", .utf16le), ("UTF-16BE", .utf16be),
    ]

    package static var charsets: [String] { known.map(\.name) }

    /// The encoding that a charset's name stands for, whatever its letter case; nil where the name is
    /// not known. Which byte comes first in "UTF-16" the file itself shows.
    package init?(charset: String) {
        let name = charset.lowercased()
        guard let found = Self.known.first(where: { $0.name.lowercased() == name }) else {
            return nil
        }
        self = found.encoding
    }

    /// What is wrong with a charset's name; nil where it is known.
    package static func mistake(inCharset name: String) -> String? {
        guard Encoding(charset: name) == nil else { return nil }
        let near = Suggestion.nearest(to: name, in: charsets).map { "did you mean '\($0)'?" }
        return "there is no charset '\(name)' here; "
            + (near ?? "there are \(charsets.joined(separator: ", "))")
    }

    /// The encodings that the bytes of a file may be in, in the order in which they are tried: each is
    /// taken where all bytes are characters of it, the last one in any case. `charset` is what somebody
    /// said of the file. UTF-16 is not among them: a file's first bytes show it.
    package static func candidates(charset: Encoding?, marketplace: String) -> [Encoding] {
        var candidates = [Encoding.utf8]
        if let charset, !charset.isUTF16, charset != .utf8 { candidates.append(charset) }
        if marketplace == "JP", charset != .cp932 { candidates.append(.cp932) }
        if charset != .cp1252 || marketplace == "JP" { candidates.append(.cp1252) }
        return candidates
    }
}
