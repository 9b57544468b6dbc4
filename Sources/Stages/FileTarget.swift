import Catalog
import Files
import Ledgers
import Records

/// `into: { file: "stock-check", columns: [...] }`: rows as a tab-separated file in the outbox,
/// numbered, written once and never again.
final class FileTarget {
    static let spec = Spec(
        "file", "a tab-separated file in the outbox, numbered, with these columns", value: .name,
        fields: [Field("columns", .texts, required: true, "the columns, in this order")],
        example: "{ file: \"stock-check\", columns: [\"item\", \"on-hand\"] }")

    let name: String
    private let names: [String]
    private let slots: [Int]
    private let columns: Columns

    init?(_ fields: Fields, _ builder: StageBuilder) {
        name = fields.word("file")
        names = fields.texts("columns")
        guard let slots = builder.slots(fields.textNodes("columns")) else { return nil }
        self.slots = slots
        columns = builder.columns
    }

    /// A file of one run being written.
    final class Writing {
        let path: String
        let name: String
        let id: Int64
        let draft: Draft
        var rows = 0

        init(_ target: FileTarget, _ run: Run, _ scope: StageScope) throws(Failure) {
            id = try run.ledger.nextDocumentId()
            let stem = target.name + (scope.name.isEmpty ? "" : "." + scope.name)
            name = DocumentRow.name(stem, id, "tsv")
            path = (run.mode == .asOf ? run.folder : Outbox.office) + "/\(name)"
            draft = try run.draft(path)
            try draft.append(Array((target.names.joined(separator: "\t") + "\n").utf8))
        }
    }

    /// Writes the selected rows.
    func add(_ batch: Batch, to writing: Writing) throws(Failure) {
        var line: [UInt8] = []
        for index in 0..<batch.selected {
            let row = Int(batch.selection[index])
            line.removeAll(keepingCapacity: true)
            for (number, slot) in slots.enumerated() {
                if number > 0 { line.append(9) }
                let cell = batch.columns[slot][row]
                if cell.isNumber {
                    line.append(contentsOf: columns.slots[slot].kind.write(cell.number).utf8)
                } else {
                    line.append(contentsOf: cell.bytes)
                }
            }
            line.append(10)
            try writing.draft.append(line)
            writing.rows += 1
        }
    }

    /// Records the file as a document that is sent when it has its name. Nothing where the last
    /// file of this name has the same bytes.
    func finish(
        _ writing: Writing, _ run: Run, _ scope: StageScope
    ) throws(Failure) -> StageResult.Document? {
        let last = try run.ledger.documents(feed: name, scope: scope.name, state: .sent).last
        if last?.digest == writing.draft.digest {
            writing.draft.discard()
            return nil
        }
        if !run.isPlan { try writing.draft.finish() }
        try run.ledger.record(
            DocumentRow(
                id: writing.id, feed: name, scope: scope.name, name: writing.name,
                dialect: "tsv", deliver: Delivery.drop.rawValue, digest: writing.draft.digest,
                bytes: Int64(writing.draft.count), messages: Int64(writing.rows), first: 0,
                last: 0, run: run.id, state: .sent, sent: run.now))
        return StageResult.Document(
            name: writing.name, digest: writing.draft.digest, messages: writing.rows,
            bytes: writing.draft.count, isDry: false)
    }
}
