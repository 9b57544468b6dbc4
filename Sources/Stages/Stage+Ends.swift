import Catalog
import Records

/// Where a stage's rows come from and go, as its definition says.
extension Stage {
    static func source(
        _ definition: StageDefinition, _ catalog: Catalog, _ shop: Shop,
        _ mistakes: inout [Mistake]
    ) throws(Failure) -> From? {
        guard let choice = sources.pick(definition.from, in: "from", &mistakes) else { return nil }
        // What a stage's own rows may not do without, a table may; and a stage says when its files are old.
        for (word, field) in [("current", "optional"), ("query", "fresh")]
        where choice.word == word && choice.fields.isGiven(field) {
            mistakes.append(choice.fields.mistake(field, "'\(field)' is for the source of a table"))
            return nil
        }
        if choice.word == "report" {
            return try ReportSource(choice.fields, &mistakes, catalog).map(From.report)
        }
        if choice.word == "answers" {
            return AnswerSource(choice.fields, &mistakes).map(From.answers)
        }
        if choice.word == "query" {
            return try QuerySource(
                choice.fields, &mistakes, catalog, shop, isOptional: definition.isOptional
            ).map(From.query)
        }
        return try CurrentSource(choice.fields, &mistakes, catalog).map(From.current)
    }

    static func target(
        _ definition: StageDefinition, _ from: From, _ builder: StageBuilder
    ) throws(Failure) -> Into? {
        guard let choice = targets.pick(definition.into, in: "into", &builder.mistakes) else {
            return nil
        }
        if choice.word != "book", case .report(let source) = from, source.reports.count > 1 {
            builder.mistakes.append(
                Mistake(on: definition.from, "several reports go into a book only: name one"))
            return nil
        }
        switch (choice.word, from) {
        case ("results", .answers): return .results(ResultsTarget(choice.fields))
        case ("results", _), (_, .answers):
            builder.mistakes.append(
                Mistake(on: definition.into, "'answers' go into 'results', and nothing else does"))
            return nil
        case ("current", .report(let source)):
            let current = choice.fields.word("current")
            guard current == source.report.name else {
                builder.mistakes.append(
                    choice.fields.mistake(
                        "current", "a current has the name of its report",
                        hint: "did you mean '\(source.report.name)'?"))
                return nil
            }
            return .current(current)
        case ("current", .current), ("current", .query):
            builder.mistakes.append(
                choice.fields.mistake(
                    "current", "only dropped files become current: 'from' must be a report"))
            return nil
        case ("book", .report(let source)):
            return try BookTarget(choice.fields, source, builder).map(Into.book)
        case ("decisions", .report(let source)):
            return DecisionTarget(choice.fields, source, builder).map(Into.decisions)
        case ("decisions", _):
            builder.mistakes.append(
                choice.fields.mistake(
                    "decisions", "only dropped files are decisions: 'from' must be a report"))
            return nil
        case ("book", .current), ("book", .query):
            builder.mistakes.append(
                choice.fields.mistake(
                    "book", "only dropped files go into a book: 'from' must be a report"))
            return nil
        case (_, .report(let source)):
            builder.mistakes.append(
                Mistake(
                    on: definition.into, "a report goes into a current first",
                    hint: "into: { current: \"\(source.report.name)\" }"))
            return nil
        case ("feed", _):
            guard let target = try FeedTarget(choice.fields, builder) else { return nil }
            let isEvent = target.feed.kind == .event
            var isQuery = false
            if case .query = from { isQuery = true }
            guard isEvent == isQuery else {
                builder.mistakes.append(
                    choice.fields.mistake(
                        "feed",
                        isEvent
                            ? "a feed of kind \"event\" is told of the rows of a query"
                            : "a feed of kind \"state\" is told of the rows of a current file"))
                return nil
            }
            return .feed(target)
        default:
            return FileTarget(choice.fields, builder).map(Into.file)
        }
    }
}
