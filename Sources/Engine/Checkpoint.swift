import Records
import Stages

/// The text of a checkpoint file: what a stage was made from and what it did. It holds no time, no
/// attempt and no random thing, so that a run done again leaves the same file.
enum Checkpoint {
    static func text(
        _ stage: Stage, _ scope: StageScope, inputs: String, _ result: StageResult
    ) -> String {
        var members: [(String, JSON)] = head(stage, scope, "done")
        members.append(
            ("inputs", .list(inputs.split(separator: "\n").map { .text(String($0)) })))
        members += numbers(result)
        if !result.documents.isEmpty {
            members.append(
                (
                    "documents",
                    .list(
                        result.documents.map { document in
                            .object([
                                ("name", .text(document.name)),
                                ("digest", .text(document.digest.text)),
                                ("messages", .number(document.messages)),
                                ("bytes", .number(document.bytes)),
                            ])
                        })
                ))
        }
        for (name, texts) in [
            ("withdrawn", result.withdrawn), ("allowed", result.allowed), ("notes", result.notes),
        ] where !texts.isEmpty {
            members.append((name, .list(texts.map { .text($0) })))
        }
        if let failure = result.heldBack { members.append(("held-back", .text(failure.text))) }
        return JSON.object(members).pretty
    }

    static func text(_ stage: Stage, _ scope: StageScope, _ failure: Failure) -> String {
        let outcome = failure.exit == .guarded ? "guarded" : "failed"
        return JSON.object(
            head(stage, scope, outcome) + [
                ("reason", .list(failure.text.split(separator: "\n").map { .text(String($0)) }))
            ]
        ).pretty
    }

    static func numbers(_ result: StageResult) -> [(String, JSON)] {
        var numbers: [(String, JSON)] = [
            ("rows", .number(result.rows)), ("rejected", .number(result.rejected)),
        ]
        if let current = result.current { numbers.append(("current", .text(current))) }
        if let encoding = result.encoding { numbers.append(("encoding", .text(encoding))) }
        for (name, number) in [
            ("told", result.told), ("withheld", result.withheld), ("drifted", result.drifted),
            ("forgotten", result.forgotten),
        ] where result.current == nil && result.encoding == nil {
            numbers.append((name, .number(number)))
        }
        return numbers
    }

    private static func head(
        _ stage: Stage, _ scope: StageScope, _ outcome: String
    ) -> [(String, JSON)] {
        [
            ("stage", .text(stage.name)), ("scope", .text(scope.name)),
            ("outcome", .text(outcome)),
        ]
    }
}
