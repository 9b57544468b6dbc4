import CBytes
import Catalog
import Files
import Ledgers
import Records

/// Rows from the current files of a report: `from: { current: "stock" }`.
final class CurrentSource {
    static let spec = Spec(
        "current", "the current files of a report", value: .text,
        fields: [
            Field("fresh", .duration, "how old a current file may be by its own time"),
            Field(
                "optional", .flag, standard: "false",
                "of a table: there are no rows where no file of it was ever given"),
        ],
        example: "{ current: \"listings\", fresh: \"3d\" }")

    let report: Report
    let fresh: Int64?
    let isOptional: Bool
    let columns: Columns
    private(set) var reader: RowReader?

    /// Nil, and a mistake, where there is no such report.
    init?(_ fields: Fields, _ mistakes: inout [Mistake], _ catalog: Catalog) throws(Failure) {
        guard let node = fields.node("current"),
            let report = try catalog.find(Report.self, node, &mistakes)
        else { return nil }
        self.report = report
        fresh = fields.seconds("fresh")
        isOptional = fields.flag("optional")
        columns = RowReader.columns(of: report)
    }

    /// To be called when all slots have been asked for.
    func finish() {
        if report.states != .all {
            for name in overlayKey { _ = columns.sourceSlot(of: name) }
        }
        reader = RowReader(report, columns)
    }

    /// The columns by which a newer file hides rows of an older one.
    private var overlayKey: [String] {
        switch report.states {
        case .all: []
        case .location: report.location.map { [$0] } ?? []
        case .changes: report.key
        }
    }

    /// The current files for a scope, in the order in which they are read: by marketplace, the
    /// newest first. Throws where a marketplace has none.
    func files(_ run: Run, _ scope: StageScope) throws(Failure) -> [FileRow] {
        let whole = try run.ledger.currentFiles(report: report.name, marketplace: "")
        if !whole.isEmpty || scope.marketplaces.isEmpty { return whole }
        var files: [FileRow] = []
        for marketplace in scope.marketplaces {
            let current = try run.ledger.currentFiles(
                report: report.name, marketplace: marketplace.code)
            if current.isEmpty, !isOptional {
                let known = try run.ledger.currentMarketplaces(report: report.name)
                let place = known.isEmpty ? "" : " of \(marketplace.code)"
                throw Failure(
                    .data,
                    "there is no current '\(report.name)'\(place) yet: drop a file of it into "
                        + "the inbox")
            }
            files += current
        }
        return files
    }

    /// A current file that is older than it is to be; nil where none is.
    func stale(_ run: Run, _ scope: StageScope) throws(Failure) -> FileRow? {
        guard let fresh else { return nil }
        for marketplace in [""] + scope.marketplaces.map(\.code) {
            let files = try run.ledger.currentFiles(report: report.name, marketplace: marketplace)
            if let newest = files.first, newest.made < run.now - fresh { return newest }
        }
        return nil
    }

    /// Goes through the rows of all current files. The batch's `file` is the index in `files`.
    func read(
        _ files: [FileRow], _ run: Run, _ scope: StageScope, batch: Batch,
        _ body: (Batch) throws(Failure) -> Void
    ) throws(Failure) -> Int {
        guard let reader else { return 0 }
        let slots = overlayKey.compactMap { columns.sourceSlot(of: $0) }
        let covered = FlatTable(payload: 4, expected: 64)
        var rows = 0
        for (number, file) in files.enumerated() {
            batch.file = number
            let reading = try reader.read(
                Self.rowFile(file, run), disk: run.disk, scope: scope, batch: batch
            ) { (batch) throws(Failure) in
                if !slots.isEmpty, files.count > 1 {
                    Self.hide(batch, slots, covered, by: UInt32(number))
                }
                try body(batch)
            }
            guard case .done(let reading) = reading else {
                throw Failure(.data, at: Place(file.name), "has changed since it was taken in")
            }
            rows += reading.rows
        }
        return rows
    }

    static func rowFile(_ file: FileRow, _ run: Run) -> RowFile {
        RowFile(
            name: file.name, path: run.lying[file.id] ?? file.path, marketplace: file.marketplace,
            encodings: [Encoding(rawValue: file.encoding) ?? .utf8], isTrusted: file.rejected == 0,
            currencies: run.shop.currencies)
    }

    /// Drops rows that a newer file speaks of.
    private static func hide(
        _ batch: Batch, _ slots: [Int], _ covered: FlatTable, by number: UInt32
    ) {
        batch.keep { row in
            var hash = fm_hash()
            for slot in slots { hash = batch.columns[slot][row].hash(after: hash) }
            let (payload, isNew) = covered.insert(Key(hash))
            if isNew {
                payload.storeBytes(of: number, as: UInt32.self)
                return true
            }
            return payload.loadUnaligned(as: UInt32.self) == number
        }
    }
}
