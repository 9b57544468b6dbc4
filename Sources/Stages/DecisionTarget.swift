import Catalog
import Records

/// `into: { decisions: "decisions" }`: what a person decided of rows that wait, and of rows that Amazon rejected.
final class DecisionTarget {
    static let spec = Spec(
        "decisions",
        "what a person decided: rows that wait are let pass, what Amazon rejected is told again",
        value: .text, fields: [], example: "{ decisions: \"decisions\" }")

    /// What may be decided; the words that the report's column 'decision' gives.
    enum Word: String, CaseIterable {
        case approve, requeue, applied
        case notApplied = "not-applied"
    }

    let report: Report
    let columns: Columns
    /// The slots of its columns.
    let (decision, key, value, currency, feed, scope): (Int, Int, Int, Int, Int, Int)

    /// Nil, and mistakes in the builder, where something is wrong.
    init?(_ fields: Fields, _ source: ReportSource, _ builder: StageBuilder) {
        report = source.report
        columns = RowReader.columns(of: report)
        guard fields.word("decisions") == report.name else {
            builder.mistakes.append(
                fields.mistake(
                    "decisions", "decisions have the name of their report",
                    hint: "did you mean '\(report.name)'?"))
            return nil
        }
        let wanted: [(name: String, kind: Kind)] = [
            ("decision", .text), ("key", .text), ("value", .money), ("currency", .text),
            ("feed", .text), ("marketplace", .text),
        ]
        var slots: [Int] = []
        for (name, kind) in wanted {
            guard report.column(name)?.kind == kind, let slot = columns.sourceSlot(of: name) else {
                builder.mistakes.append(
                    fields.mistake(
                        "decisions",
                        "decisions need the column '\(name)' of kind '\(kind.rawValue)', which report '\(report.name)' does not have"
                    ))
                return nil
            }
            slots.append(slot)
        }
        (decision, key, value) = (slots[0], slots[1], slots[2])
        (currency, feed, scope) = (slots[3], slots[4], slots[5])
    }
}
