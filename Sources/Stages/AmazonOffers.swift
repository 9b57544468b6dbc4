import CBytes
import Catalog
import Ledgers
import Records

/// The offers of a scope's marketplaces that current reports of Amazon's own stock show as fulfilled
/// by Amazon, whatever the listings say: of reports whose definition says `amazon`.
final class AmazonOffers {
    /// The report and file that show it.
    private var shown: [String] = []
    private let table = FlatTable(payload: 4, expected: 1 << 10)
    private let found = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(
        capacity: Batch.capacity)

    init(_ run: Run, _ scope: StageScope) throws(Failure) {
        for (report, rows, file) in try Self.files(run, scope.marketplaces) {
            shown.append("\(report.name) of \(Instant.dayText(Instant.day(file.made)))")
            let number = UInt32(truncatingIfNeeded: shown.count - 1)
            try Self.forEach(report, rows, file, run, scope) { sku in
                let (payload, isNew) = table.insert(Key(sku.hash(after: fm_hash())))
                if isNew { payload.storeBytes(of: number, as: UInt32.self) }
            }
        }
    }

    deinit { found.deallocate() }

    var isEmpty: Bool { table.count == 0 }

    /// Looks up the seller-skus of the first `count` rows.
    func find(_ skus: UnsafeMutablePointer<Cell>, rows: UnsafePointer<Int32>, count: Int) {
        table.find([skus], rows: rows, count: count, found)
    }

    /// What shows that Amazon fulfils the offer of a row that was looked up; nil where nothing does.
    @inline(__always)
    func report(_ row: Int) -> String? {
        found[row].map { shown[Int($0.loadUnaligned(as: UInt32.self))] }
    }

    /// The current files of reports that show what Amazon fulfils.
    static func files(
        _ run: Run, _ marketplaces: [Marketplace]
    ) throws(Failure) -> [(report: Report, rows: AmazonRows, file: FileRow)] {
        var files: [(Report, AmazonRows, FileRow)] = []
        let known = try run.catalog.names(of: Report.self)
        for name in try run.ledger.currentReports() where known.contains(name) {
            let report = try run.catalog.report(name)
            guard let rows = report.amazon else { continue }
            for marketplace in [""] + marketplaces.map(\.code) {
                let current = try run.ledger.currentFiles(report: name, marketplace: marketplace)
                files += current.map { (report, rows, $0) }
            }
        }
        return files
    }

    /// Goes through the seller-skus of a file that Amazon fulfils, rows that were rejected among
    /// them. A cell stands until `body` returns.
    static func forEach(
        _ report: Report, _ rows: AmazonRows, _ file: FileRow, _ run: Run, _ scope: StageScope,
        _ body: (Cell) -> Void
    ) throws(Failure) {
        let columns = RowReader.columns(of: report)
        guard let sku = columns.sourceSlot(of: rows.sku),
            let column = columns.sourceSlot(of: rows.column)
        else { return }
        let reader = RowReader(report, columns)
        let batch = Batch(slots: columns.slots.count)
        let end = try reader.read(
            CurrentSource.rowFile(file, run), disk: run.disk, scope: scope, batch: batch
        ) { batch in
            for row in 0..<batch.count {
                let cell = batch.columns[column][row]
                let isAmazons =
                    switch rows.condition {
                    case .equal(let texts): texts.contains { cell.bytes.elementsEqual($0.utf8) }
                    case .above(let number): cell.isNumber && cell.number > number
                    }
                if isAmazons, !batch.columns[sku][row].isBlank { body(batch.columns[sku][row]) }
            }
        }
        guard case .done = end else {
            throw Failure(.data, at: Place(file.name), "has changed since it was taken in")
        }
    }
}
