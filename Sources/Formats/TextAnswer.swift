import Records

/// The processing report of a flat document: counts in front, then a row a finding.
enum TextAnswer {
    /// What the first line begins with, in the languages that are known; others are told by their form.
    private static let openings = ["feed processing summary"]

    /// Words for how bad a finding is, in the languages of Amazon's shops. A word that is not known is an
    /// error: that is safe.
    private static let warnings: Set<String> = [
        "warning", "warnung", "avertissement", "avviso", "avvertenza", "advertencia", "aviso",
        "waarschuwing",
        "varning", "ostrzeżenie", "uyarı", "警告",
    ]
    private static let hints: Set<String> = [
        "info", "information", "hinweis", "informazione", "información", "情報",
    ]

    /// Whether a text looks like one: its first line, or counts behind tabs in the lines that follow.
    static func isOne(_ text: Substring) -> Bool {
        let lines = text.split(separator: "\n", maxSplits: 6, omittingEmptySubsequences: false)
            .map(Self.bare)
        guard let first = lines.first else { return false }
        if openings.contains(where: { first.lowercased().hasPrefix($0) }) { return true }
        guard lines.count > 2, !first.contains("\t") else { return false }
        return lines[1...2].allSatisfy { $0.hasPrefix("\t") && count(in: $0) != nil }
    }

    static func read(_ text: String, name: String) throws(Failure) -> Answer {
        guard isOne(text[...]) else {
            throw Failure(
                .data, at: Place(name, line: 1),
                "is no answer of Amazon's: expected its summary, counts behind tabs")
        }
        var answer = Answer()
        answer.goesByRows = true
        var counts: [Int64] = []
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(bare)
        var heading: [String]?
        for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(
                String.init)
            guard let heading else {
                if line.hasPrefix("\t") {
                    if let count = count(in: line) { counts.append(count) }
                } else if cells.count >= 4 {
                    heading = cells.map { $0.lowercased() }
                }
                continue
            }
            answer.findings.append(
                try finding(cells, heading, Place(name, line: index + 1)))
        }
        guard let processed = counts.first else {
            throw Failure(
                .data, at: Place(name, line: lines.count),
                "is cut short: it does not say how many records were processed")
        }
        answer.processed = processed
        answer.successful = counts.count > 1 ? counts[1] : nil
        // What its end cuts off is not there: a last line without its end, or fewer rows than errors.
        let errors = Set(
            answer.findings.filter { $0.severity == .error }.compactMap(\.message).filter { $0 > 0 }
        )
        let isCut = !text.hasSuffix("\n") && heading != nil
        let missing = answer.successful.map { processed - $0 > Int64(errors.count) } ?? true
        let isWhole = answer.findings.contains { $0.isWhole && $0.severity == .error }
        answer.isComplete = !isCut && (!missing || isWhole)
        return answer
    }

    private static func bare(_ line: Substring) -> Substring {
        line.hasSuffix("\r") ? line.dropLast() : line
    }

    /// The number at the end of a line of the summary.
    private static func count(in line: Substring) -> Int64? {
        line.split(separator: "\t").last.flatMap { Int64($0.filter { $0 != " " }) }
    }

    /// Columns by their names; in another language by their place, which is the same in all.
    private static func finding(
        _ cells: [String], _ heading: [String], _ place: Place
    ) throws(Failure) -> Answer.Finding {
        func cell(_ name: String, fromEnd: Int? = nil, at: Int? = nil) -> String {
            let index =
                heading.firstIndex(of: name) ?? at ?? fromEnd.map { heading.count - $0 } ?? -1
            return cells.indices.contains(index) ? cells[index] : ""
        }
        guard cells.count >= 4, let record = Int64(cell("original-record-number", at: 0)) else {
            throw Failure(
                .data, at: place,
                "is no row of an answer: expected the number of a record, a code, a kind and a text"
            )
        }
        let type = cell("error-type", fromEnd: 2).lowercased()
        var finding = Answer.Finding(
            message: record,
            severity: warnings.contains(type) ? .warning : hints.contains(type) ? .info : .error,
            code: cell("error-code", fromEnd: 3),
            text: cell("error-message", fromEnd: 1).split(whereSeparator: \.isWhitespace)
                .joined(separator: " "))
        finding.sku = cell("sku", at: heading.count == 5 && !heading.contains("order-id") ? 1 : nil)
        finding.order = cell(
            "order-id", at: heading.count == 6 && !heading.contains("sku") ? 1 : nil)
        finding.item = cell(
            "order-item-id", at: heading.count == 6 && !heading.contains("sku") ? 2 : nil)
        return finding
    }
}
