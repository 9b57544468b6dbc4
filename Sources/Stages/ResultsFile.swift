import Catalog
import Files
import Formats
import Ledgers
import Records

/// Writes what became of the rows that a document told, for the back office: in the columns of the file that asked
/// for them, or, where no file did or it is gone, in those that they were told with; then Amazon's answer.
struct ResultsFile {
    private static let answer = ["document", "message", "state", "code", "text", "do"]

    let settlement: Settlement
    let feed: FeedDefinition
    let document: DocumentRow
    let codes: AnswerCodes
    /// What the files are called.
    let results: String
    let run: Run

    /// One for each file that asked, and one for all that none asked for.
    func write(_ end: inout StageEnd) throws(Failure) {
        let asked = try run.ledger.asked(for: document)
        var written: Set<Int64> = []
        for id in Set(asked.values.map(\.file)).sorted() {
            let lines = asked.filter { $0.value.file == id }.mapValues(\.line)
            guard let file = try run.ledger.file(id),
                let source = try AskedRows(file, lines: Set(lines.values), run)
            else { continue }
            var rows: [[String]] = []
            var seen: Set<[String]> = []
            for row in settlement.rows {
                guard let line = lines[row.id], let cells = source.rows[line] else { continue }
                let text = cells + answer(to: row)
                // A row that asked for a whole order may have become several.
                if seen.insert(text).inserted { rows.append(text) }
                written.insert(row.id)
            }
            try write(source.names, rows, &end)
        }
        let others = settlement.rows.filter { !written.contains($0.id) }
        guard !others.isEmpty else { return }
        try write(feed.key + feed.columns.map(\.name), others.map(told), &end)
    }

    /// The columns that a row was told with.
    private func told(_ row: ToldRow) -> [String] {
        let rowText = RowText(feed.columns)
        let arena = Arena(piece: 1 << 10)
        let cells = UnsafeMutablePointer<Cell>.allocate(capacity: feed.columns.count)
        defer { cells.deallocate() }
        var text = row.row ?? "{}"
        text.withUTF8 { rowText.read($0, into: cells, arena) }
        let values = feed.columns.enumerated().map { index, column in
            cells[index].isNumber ? column.kind.write(cells[index].number) : cells[index].text
        }
        let key = row.key.split(separator: "\t", omittingEmptySubsequences: false)
        return key.map(String.init) + values + answer(to: row)
    }

    private func answer(to row: ToldRow) -> [String] {
        let outcome = settlement.outcomes[row.id]
        let worst = outcome?.worst
        return [
            document.name, String(row.message ?? 0), outcome?.state.rawValue ?? "",
            worst?.code ?? "", worst?.text ?? "", worst.map { codes[$0.code].advice } ?? "",
        ]
    }

    private func write(
        _ names: [String], _ rows: [[String]], _ end: inout StageEnd
    ) throws(Failure) {
        let id = try run.ledger.nextDocumentId()
        let name = DocumentRow.name("\(results).\(document.feed)", id, "tsv")
        let path = "\(Outbox.office)/\(name)"
        let draft = try run.draft(path)
        for line in [names + Self.answer] + rows {
            let plain = line.map {
                $0.split(whereSeparator: { "\t\n\r".contains($0) }).joined(separator: " ")
            }
            try draft.append(Array((plain.joined(separator: "\t") + "\n").utf8))
        }
        if !run.isPlan { try draft.finish() }
        try run.ledger.record(
            DocumentRow(
                id: id, feed: results, scope: document.feed, name: name, dialect: "tsv",
                deliver: Delivery.drop.rawValue, digest: draft.digest, bytes: Int64(draft.count),
                messages: Int64(rows.count), first: 0, last: 0, run: run.id,
                state: .sent, sent: run.now))
        if !run.isPlan { end.drafts.append((draft.name, path)) }
        end.result.documents.append(
            StageResult.Document(
                name: name, digest: draft.digest, messages: rows.count, bytes: draft.count,
                isDry: false))
    }
}
