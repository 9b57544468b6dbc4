import Catalog
import Files
import Formats
import Ledgers
import Records

/// Rows of a dropped file that asked for something, with all columns that the file has, as texts.
struct AskedRows {
    /// The file's columns, by its own names; of several with one name the first.
    private(set) var names: [String] = []
    /// By the lines that were asked for.
    private(set) var rows: [Int: [String]] = [:]

    /// Reads these lines of an archived file. Nil where it is no longer as it was taken in, or not to be read.
    init?(_ file: FileRow, lines: Set<Int>, _ run: Run) throws(Failure) {
        guard file.kept != .gone, run.disk.exists(file.path),
            let report = try? run.catalog.report(file.report), !report.formats.contains(.xml),
            let encoding = Encoding(rawValue: file.encoding)
        else { return nil }
        do throws(Failure) {
            guard
                try Source.digest(run.disk, file.path, isPacked: file.kept == .packed)
                    == file.digest
            else { return nil }
            try read(file, report, encoding, lines, run)
        } catch {
            guard error.exit == .data else { throw error }
            return nil
        }
    }

    private mutating func read(
        _ file: FileRow, _ report: Report, _ encoding: Encoding, _ lines: Set<Int>, _ run: Run
    ) throws(Failure) {
        let form = RowReader.shape(of: report).form
        let reader = try RowInput(
            path: run.disk.path(file.path), name: file.name, form: form, encoding: encoding,
            isChecked: false
        ).reader()
        let heading = try reader.open()
        for name in heading.names where !name.isEmpty && !names.contains(name) {
            names.append(name)
        }
        let shape = ReportShape(
            name: report.name, columns: names.map { ColumnShape(name: $0, kind: .text) },
            form: form)
        let layout = Layout(heading, as: shape)
        try reader.begin(
            layout, heading: heading, slots: names.indices.map { $0 }, trusted: true)
        let batch = Batch(slots: names.count)
        while try reader.next(into: batch) {
            for row in 0..<batch.count where lines.contains(batch.lines[row]) {
                rows[batch.lines[row]] = batch.columns.map { $0[row].text }
            }
        }
    }
}
