import Engine
import Records
import Stages

/// What plan and run say in the same words.
extension RunReport.Entry {
    /// "5 quantities eu", by the stages of the pipeline in their order.
    func title(_ stages: [String]) -> String {
        let number = stages.firstIndex(of: stage).map { "\($0 + 1) " } ?? ""
        return number + stage + (scope.isEmpty ? "" : " " + scope)
    }

    /// "told 12, withheld 3, rejected 1", or "38 rows, rejected 1".
    var figures: String {
        guard let result else { return "" }
        var parts: [String] = []
        func add(_ number: Int, _ word: String) {
            if number > 0 { parts.append("\(word) \(Figures.count(number))") }
        }
        if result.encoding != nil {
            parts.append(Figures.many(result.rows, "row"))
        } else {
            let dry = result.documents.filter(\.isDry).reduce(0) { $0 + $1.messages }
            if result.told > 0 || dry == 0 { parts.append("told \(Figures.count(result.told))") }
            add(dry, "dry")
            add(result.withheld, "withheld")
        }
        add(result.rejected, "rejected")
        add(result.forgotten, "forgotten")
        add(result.drifted, "drifted")
        return parts.joined(separator: ", ")
    }

    /// What came of it: the documents' names, or the file that is now current.
    var outcome: String {
        guard let result else { return "" }
        if let current = result.current { return "current: \(current)" }
        return result.documents.map(\.name).joined(separator: ", ")
    }
}

extension Failure {
    /// Its lines, `indent` blanks in front.
    func lines(indent: Int) -> [Line] {
        let margin = String(repeating: " ", count: indent)
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { .failure(margin + $0) }
    }
}
