import Records

extension Mistake: Error {}

extension Mistake {
    /// A mistake that underlines a value: all of a word on one line, else the bracket it opens with.
    package init(on node: Node, _ message: String, hint: String? = nil) {
        let isWord = node.list == nil && node.members == nil && !node.source.contains("\n")
        self.init(
            at: node.place, width: isWord ? max(1, node.source.count) : 1, message, hint: hint)
    }

    /// A mistake that underlines the name of a member.
    package init(on member: Node.Member, _ message: String, hint: String? = nil) {
        self.init(at: member.place, width: max(1, member.name.count), message, hint: hint)
    }

    /// How many words a hint lists.
    private static let most = 12

    /// Asks whether the nearest of `words` was meant, else says which there are.
    package static func hint(for typed: String, in words: [String]) -> String? {
        if let word = Suggestion.nearest(to: typed, in: words) { return "did you mean '\(word)'?" }
        guard !words.isEmpty else { return nil }
        if words.count > most {
            let some = words.prefix(most - 1).map { "'\($0)'" }.joined(separator: ", ")
            return "there are \(some) and \(words.count - most + 1) more"
        }
        return "there \(words.count == 1 ? "is" : "are") " + words.quoted(last: "and")
    }
}

extension [String] {
    /// 'a', 'b' and 'c'.
    package func quoted(_ quote: String = "'", last word: String) -> String {
        let quoted = map { quote + $0 + quote }
        guard quoted.count > 1, let end = quoted.last else { return quoted.first ?? "" }
        return quoted.dropLast().joined(separator: ", ") + " \(word) " + end
    }
}
