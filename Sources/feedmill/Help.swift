import Catalog
import Records
import Stages

/// The manual: what the commands and the specs of definitions say of themselves.
enum Help {
    /// About all, a command, or a word of definitions.
    static func answer(_ topic: String?) throws(Failure) -> Answer {
        guard let topic else { return answer(lines: overview) }
        if let command = Command.all.first(where: { $0.word == topic }) {
            return answer(lines: lines(about: command))
        }
        let specs = self.specs.flatMap(\.specs).filter { $0.word == topic }
        guard !specs.isEmpty else {
            let words = Command.all.map(\.word) + self.specs.flatMap(\.specs).map(\.word)
            let hint =
                Suggestion.nearest(to: topic, in: words).map { "did you mean '\($0)'?" }
                ?? "'feedmill help' lists what there is"
            throw Invocation.mistake("there is no help on '\(topic)'; \(hint)", .help)
        }
        let text = specs.map(\.help).joined(separator: "\n")
        return answer(
            lines: text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
                .map { Line(String($0)) })
    }

    private static func answer(lines: [Line]) -> Answer {
        let text = lines.map { $0.text + "\n" }.joined()
        return Answer(lines: lines, members: [("help", .text(text))])
    }

    /// The words of definitions, in groups.
    private static let specs: [(title: String, specs: [Spec])] = [
        ("Steps, in a stage's 'through'", Steps.specs),
        ("Sources, in a stage's 'from'", Stage.sources.specs),
        ("Targets, in a stage's 'into'", Stage.targets.specs),
        (
            "Definitions",
            [
                Shop.spec, Pipeline.spec, StageDefinition.spec, Report.spec, ReportColumn.spec,
                AmazonRows.spec, TableDefinition.spec, FeedDefinition.spec, FeedColumn.spec,
            ]
        ),
    ]

    private static var overview: [Line] {
        var lines: [Line] = [
            "feedmill: tells Amazon what has changed in a seller's stock and prices, from files",
            "",
            "usage: feedmill COMMAND [--shop DIR] [--json] ...", "", .head("Commands"),
        ]
        lines += table(Command.all.map { [$0.word, $0.summary] })
        lines += ["", .head("Flags of every command")] + table(Command.globals)
        for group in specs {
            lines += ["", .head(group.title)]
            lines += wrapped(group.specs.map { ($0.word, $0.summary) })
        }
        lines += ["", .head("Exit status")] + exits(Exit.all)
        lines += ["", "'feedmill help WORD' says more of a command, a step or a definition."]
        return lines
    }

    private static func lines(about command: Command) -> [Line] {
        var lines: [Line] = [
            "\(command.word): \(command.summary)", "", "usage: \(command.usage)",
        ]
        if !command.details.isEmpty { lines += [""] + command.details.map { Line($0) } }
        if !command.arguments.isEmpty {
            lines += ["", .head("Arguments")]
            lines += table(command.arguments.map { [$0.usage, $0.about] })
        }
        if !command.flags.isEmpty { lines += ["", .head("Flags")] + table(command.flags) }
        lines += ["", .head("Flags of every command")] + table(Command.globals)
        let own = [.done, .definition] + command.exits
        lines += ["", .head("Exit status")] + exits(Exit.all.filter { own.contains($0) })
        return lines
    }

    private static func exits(_ exits: [Exit]) -> [Line] {
        table(exits.map { [String($0.rawValue), $0.about] }, right: [0])
    }

    private static func table(_ flags: [Flag]) -> [Line] {
        table(flags.filter { !$0.isHidden }.map { [$0.usage, $0.about] })
    }

    private static func table(_ rows: [[String]], right: Set<Int> = []) -> [Line] {
        Figures.table(rows, indent: 2, right: right).map { Line($0) }
    }

    /// Words and what they are for, cut at blanks into lines of at most 100 characters.
    private static func wrapped(_ rows: [(word: String, about: String)]) -> [Line] {
        let width = (rows.map(\.word.count).max() ?? 0) + 2
        var lines: [Line] = []
        for row in rows {
            var line = "  " + row.word + String(repeating: " ", count: width - row.word.count)
            var isFirst = true
            for word in row.about.split(separator: " ") {
                if line.count + 1 + word.count > 100 {
                    lines.append(Line(line))
                    line = String(repeating: " ", count: width + 2)
                    isFirst = true
                }
                line += (isFirst ? "" : " ") + word
                isFirst = false
            }
            lines.append(Line(line))
        }
        return lines
    }
}
