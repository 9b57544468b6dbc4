import Engine
import Records
import Stages

extension RunReport {
    /// The report for programs.
    var members: [(String, JSON)] {
        [
            ("pipeline", .text(pipeline)), ("run", .optional(name)), ("digest", .text(digest)),
            ("exit", .number(Int64(exit.rawValue))), ("stages", .list(entries.map(\.json))),
            (
                "not-recognised",
                .list(
                    strangers.map {
                        .object([("file", .text($0.name)), ("reason", .text($0.reason))])
                    })
            ),
            ("notes", .list(notes.map { .text($0) })),
        ]
    }
}

extension RunReport.Entry {
    var json: JSON {
        var members: [(String, JSON)] = [
            ("stage", .text(stage)), ("scope", .text(scope)), ("state", .text(state.rawValue)),
            ("reason", .text(reason)),
        ]
        if let result { members += result.members }
        if let failure { members.append(("failure", failure.json)) }
        return .object(members)
    }
}

extension StageResult {
    fileprivate var members: [(String, JSON)] {
        var members: [(String, JSON)] = [
            ("rows", .number(rows)), ("rejected", .number(rejected)), ("told", .number(told)),
            ("withheld", .number(withheld)), ("waiting", .number(waiting.count)),
            ("forgotten", .number(forgotten)),
            ("drifted", .number(drifted)), ("current", .optional(current)),
            ("encoding", .optional(encoding)),
            ("documents", .list(documents.map(\.json))),
            ("withdrawn", .list(withdrawn.map { .text($0) })),
            ("allowed", .list(allowed.map { .text($0) })),
            ("notes", .list(notes.map { .text($0) })),
        ]
        if !groups.isEmpty { members.append(("changes", .list(groups.map(\.json)))) }
        if let heldBack { members.append(("held-back", heldBack.json)) }
        return members
    }
}

extension StageResult.Document {
    fileprivate var json: JSON {
        .object([
            ("name", .text(name)), ("digest", .text(digest.text)),
            ("messages", .number(messages)), ("bytes", .number(bytes)), ("dry", .flag(isDry)),
        ])
    }
}

extension StageResult.Group {
    fileprivate var json: JSON {
        .object([
            ("kind", .text(name)), ("count", .number(count)),
            (
                "listed",
                .list(
                    changes.map {
                        .object([
                            ("key", .text($0.key)), ("old", .text($0.old)), ("new", .text($0.new)),
                            ("why", .text($0.why)),
                        ])
                    })
            ),
        ])
    }
}
