import Records

/// A flag of a command or of all commands: parser, usage lines and help go by it.
struct Flag: Sendable {
    /// What stands behind a flag, each kind with the word that usage lines write for it.
    enum Value: Sendable {
        case none
        case text(String)
        /// A whole number.
        case count(String)
        /// A time with its offset from UTC.
        case time(String)
        /// A day.
        case day(String)
        /// 32 hex digits.
        case digest(String)
        /// The name of a charset.
        case charset(String)
        case choice(String, [String])
    }

    /// Without dashes.
    var name: String
    var value = Value.none
    var about: String
    var isRepeated = false
    /// Not shown, and not suggested: for tests.
    var isHidden = false
    /// A flag that cannot be given together with this one.
    var excludes: String?

    var usage: String {
        switch value {
        case .none: "--\(name)"
        case .text(let word), .count(let word), .time(let word), .day(let word),
            .digest(let word), .charset(let word), .choice(let word, _):
            "--\(name) \(word)"
        }
    }

    /// What is wrong with a value; nil where it can be used.
    func mistake(in text: String) -> String? {
        switch value {
        case .none, .text: return nil
        case .count:
            return Kind.count.read(text) == nil
                ? "--\(name) is '\(text)', not \(Kind.count.example)" : nil
        case .time:
            return Kind.time.read(text) == nil
                ? "--\(name) is '\(text)', not \(Kind.time.example)" : nil
        case .day:
            return Kind.date.read(text) == nil
                ? "--\(name) is '\(text)', not \(Kind.date.example)" : nil
        case .digest:
            return Digest(text: text) == nil
                ? "--\(name) is '\(text)', not the 32 hex digits that a plan ends with" : nil
        case .charset: return Encoding.mistake(inCharset: text)
        case .choice(let word, let words):
            if words.contains(text) { return nil }
            let near = Suggestion.nearest(to: text, in: words)
            return "there is no \(word.lowercased()) '\(text)'; "
                + (near.map { "did you mean '\($0)'?" }
                    ?? "there are \(words.joined(separator: ", "))")
        }
    }
}
