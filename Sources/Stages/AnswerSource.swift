import Catalog
import Records

/// Dropped files that are Amazon's answers: `from: { answers: "inbox/answers*" }`.
final class AnswerSource {
    static let spec = Spec(
        "answers",
        "dropped files that are Amazon's answers (processing reports), whatever their names",
        value: .texts, fields: [], example: "{ answers: \"inbox/answers*\" }")

    let patterns: [FilePattern]
    let columns = Columns(source: [])

    /// Nil, and a mistake, where something is wrong.
    init?(_ fields: Fields, _ mistakes: inout [Mistake]) {
        for node in fields.textNodes("answers") {
            let text = node.text ?? ""
            if text.hasPrefix("/") || text.split(separator: "/").contains("..") {
                mistakes.append(
                    Mistake(on: node, "'answers' stays inside the shop: no leading / and no .."))
                return nil
            }
        }
        patterns = fields.texts("answers").map { FilePattern($0) }
    }
}

/// `into: { results: "results" }`: what was told is settled, and the back office gets a file of it.
struct ResultsTarget {
    static let spec = Spec(
        "results",
        "what was told is settled by Amazon's answers, and a file says what became of each row",
        value: .name, fields: [], example: "{ results: \"results\" }")

    let name: String

    init(_ fields: Fields) { name = fields.word("results") }
}
