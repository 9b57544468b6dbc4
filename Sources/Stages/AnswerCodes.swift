import Catalog
import Records

/// What the codes of Amazon's answers mean: `pipelines/codes/answers.tsv`.
struct AnswerCodes {
    struct Entry {
        var meaning: String
        /// transient, data, rights, harmless or human.
        var kind: String
        /// Of a finding about a whole document: nothing of it was applied.
        var isNothingApplied: Bool
        var advice: String
    }

    private var entries: [String: Entry] = [:]

    init(_ catalog: Catalog) throws(Failure) {
        let file = "\(Catalog.codes)/answers.tsv"
        guard let bytes = try catalog.text(of: file) else { return }
        for line in bytes.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(
                String.init)
            guard cells.count >= 6 else {
                throw Failure(
                    .definition, at: Place(file),
                    "'\(line)' has not six columns: code, feed, meaning, class, applied, do")
            }
            entries[cells[0]] = Entry(
                meaning: cells[2], kind: cells[3], isNothingApplied: cells[4] == "no",
                advice: cells[5])
        }
    }

    /// A code that is not known is for a person.
    subscript(code: String) -> Entry {
        entries[code]
            ?? Entry(
                meaning: "not known here", kind: "human", isNothingApplied: false,
                advice: "let a person look at it")
    }
}
