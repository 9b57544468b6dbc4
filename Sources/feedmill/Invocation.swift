import Catalog
import Records

/// A command line as it was typed, found to be in order.
struct Invocation {
    /// Nil where no command stands there, only a flag that needs none.
    private(set) var command: Command?
    private(set) var arguments: [String] = []
    private var values: [String: [String]] = [:]

    /// Reads the words behind the program's name. A mistake is one line that says what was meant,
    /// and the usage line.
    init(_ words: [String]) throws(Failure) {
        var rest = words[...]
        var hasEnded = false
        while let word = rest.popFirst() {
            if hasEnded || word == "-" || !word.hasPrefix("-") {
                try take(word)
            } else if word == "--" {
                hasEnded = true
            } else {
                try takeFlag(word, &rest)
            }
        }
        try finish()
    }

    func has(_ flag: String) -> Bool { values[flag] != nil }

    func text(_ flag: String) -> String? { values[flag]?.last }

    func texts(_ flag: String) -> [String] { values[flag] ?? [] }

    func number(_ flag: String) -> Int? { text(flag).flatMap { Int($0) } }

    private mutating func take(_ word: String) throws(Failure) {
        guard let command else {
            let known = Command.all.map(\.word)
            guard let found = Command.all.first(where: { $0.word == word }) else {
                let hint =
                    Suggestion.nearest(to: word, in: known).map { "did you mean '\($0)'?" }
                    ?? "'feedmill help' lists them"
                throw Self.mistake("there is no command '\(word)'; \(hint)", nil)
            }
            self.command = found
            return
        }
        let number = min(arguments.count, max(0, command.arguments.count - 1))
        guard number < command.arguments.count,
            arguments.count < command.arguments.count || command.arguments[number].isRepeated
        else { throw mistake("'\(word)' is one too many for '\(command.word)'") }
        let argument = command.arguments[number]
        if !argument.choices.isEmpty, !argument.choices.contains(word) {
            let hint = Mistake.hint(for: word, in: argument.choices) ?? ""
            throw mistake("'\(command.word)' knows no '\(word)'; \(hint)")
        }
        arguments.append(word)
    }

    private mutating func takeFlag(
        _ word: String, _ rest: inout ArraySlice<String>
    ) throws(Failure) {
        let equals = word.firstIndex(of: "=")
        let typed = String(word[..<(equals ?? word.endIndex)])
        let name = typed == "-h" ? "help" : String(typed.dropFirst(2))
        let flags = (command?.flags ?? []) + Command.globals
        guard typed == "-h" || typed.hasPrefix("--"),
            let flag = flags.first(where: { $0.name == name })
        else { throw unknown(typed, flags) }
        var value = equals.map { String(word[word.index(after: $0)...]) }
        if case .none = flag.value {
            if value != nil { throw mistake("--\(name) takes no value") }
        } else {
            if value == nil, let next = rest.first, !next.hasPrefix("--") {
                value = rest.popFirst()
            }
            guard let value, !value.isEmpty else {
                throw mistake("--\(name) needs a value: \(flag.usage)")
            }
            if let wrong = flag.mistake(in: value) { throw mistake(wrong) }
        }
        if has(name), !flag.isRepeated { throw mistake("--\(name) stands here twice") }
        for other in flags where has(other.name) {
            guard other.excludes == name || flag.excludes == other.name else { continue }
            throw mistake("--\(other.name) and --\(name) cannot stand together")
        }
        values[name, default: []].append(value ?? "")
    }

    private func unknown(_ typed: String, _ flags: [Flag]) -> Failure {
        let names = flags.filter { !$0.isHidden }.map { "--" + $0.name }
        let near = Suggestion.nearest(to: typed, in: names)
        let owner = command.map { "'\($0.word)' has" } ?? "there is"
        let elsewhere =
            command == nil
            && Command.all.contains { command in
                command.flags.contains { "--" + $0.name == typed }
            }
        let hint =
            elsewhere
            ? "; it stands behind its command" : near.map { "; did you mean '\($0)'?" } ?? ""
        return mistake("\(owner) no flag '\(typed)'\(hint)")
    }

    private func finish() throws(Failure) {
        if has("help") || has("version") { return }
        guard let command else {
            throw Self.mistake("no command is given; 'feedmill help' lists them", nil)
        }
        if let missing = command.arguments.dropFirst(arguments.count).first, missing.isRequired {
            throw mistake("'\(command.word)' needs \(missing.name): \(missing.about)")
        }
    }

    private func mistake(_ message: String) -> Failure { Self.mistake(message, command) }

    /// A mistake on the command line, with the usage of the command that was meant.
    static func mistake(_ message: String, _ command: Command?) -> Failure {
        Failure(
            .definition, at: Place("feedmill"), message,
            detail: ["usage: \(command?.usage ?? "feedmill COMMAND [--shop DIR] [--json] ...")"])
    }
}
