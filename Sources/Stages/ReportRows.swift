import Catalog
import Files
import Records

/// The rows of one file as a stage would get them, all columns of the report: for a person who
/// looks at it.
package final class ReportRows {
    private let report: Report
    private let slots: [Int]
    private let reader: RowReader
    private let batch: Batch
    /// Known when the file has been read.
    package private(set) var encoding = Encoding.utf8

    package init(_ report: Report) {
        self.report = report
        let columns = RowReader.columns(of: report)
        slots = report.columns.compactMap { columns.sourceSlot(of: $0.name) }
        reader = RowReader(report, columns)
        batch = Batch(slots: columns.slots.count)
    }

    /// Reads the file through, in the first of its encodings that it can be in. `start` is called
    /// before the first row, again where it is read again: what was seen so far is then to be
    /// forgotten. In the batches that `body` sees, rows that cannot be used have left.
    /// Returns how many rows there are, those among them.
    package func read(
        _ name: String, _ hint: EncodingHint, disk: Disk, start: () -> Void,
        _ body: (Batch) -> Void
    ) throws(Failure) -> Int {
        var file = RowFile(
            name: name, path: name, marketplace: "", encodings: hint.candidates(report),
            charset: hint.charset, isTrusted: false)
        while true {
            start()
            let reading = try reader.read(file, disk: disk, scope: .whole, batch: batch, body)
            if case .done(let reading) = reading {
                encoding = reading.encoding
                return reading.rows
            }
            file.encodings.removeFirst()
        }
    }

    /// The cell of one of the report's columns, by its index there.
    package func cell(_ batch: Batch, _ row: Int, column: Int) -> Cell {
        batch.columns[slots[column]][row]
    }
}
