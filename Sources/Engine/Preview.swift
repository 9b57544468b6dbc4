import Catalog
import Files
import Formats
import Ledgers
import Records
import Stages

/// What a file is and how its first rows are understood, wherever it lies and without taking it in.
///
/// It holds no buyer's data: values of personal columns are "…".
package struct Preview: Sendable {
    /// The report that the file is; nil where it is none, or more than one.
    package private(set) var report: String?
    /// Why the file is not recognised, and what is nearest; nil where it is.
    package private(set) var problem: String?
    package private(set) var encoding: String?
    /// The format that the file is of; nil where it is no table.
    package let format: RowForm.Format?
    /// What parts the cells of a comma-separated file.
    package let separator: UInt8
    package let hasMark: Bool
    /// "CRLF" or "LF", by the first line.
    package let lineEnds: String
    package let isCompressed: Bool
    /// Columns that the report knows and the file has: the report's name, and the file's.
    package private(set) var known: [(name: String, inFile: String)] = []
    /// Columns of the file that the report does not read.
    package private(set) var unknown: [String] = []
    /// Columns of the report that the file does not have.
    package private(set) var missing: [String] = []
    /// All rows, the rejected ones among them; nil where the file is no table.
    package private(set) var rows: Int?
    /// Lines that are not blank of a file that is no table.
    package private(set) var lines: Int?
    /// Messages of an XML file.
    package private(set) var messages: Int?
    package private(set) var rejected = 0
    /// Why rows are rejected: the first of them.
    package private(set) var reasons: [String] = []
    /// The file's own time, in Unix seconds; nil where it has none, and then `timeProblem` says why.
    package private(set) var made: Int64?
    package private(set) var timeProblem: String?
    /// The first rows: name and value of each column that is not blank.
    package private(set) var sample: [[(name: String, value: String)]] = []

    /// Looks at the file `name` in the folder of `disk`, by the definitions of `open`. `shown` is how
    /// many rows are kept as a sample. `charset` is what the file is said to be written in; its
    /// marketplace is that of the innermost folder that is named as one.
    package init(
        _ open: OpenShop, _ name: String, on disk: Disk, charset: Encoding? = nil, shown: Int
    ) throws(Failure) {
        let run = Run(
            disk: disk, catalog: open.catalog, shop: open.shop, ledger: try Ledger(),
            now: open.now, mode: .plan, offset: open.offset)
        let inbox = Inbox(run)
        let hint = EncodingHint(
            open.shop, charset: charset, marketplace: Self.marketplace(of: disk.path(name)))
        let recognition = try inbox.recognise(name, hint)
        var form = RowForm(formats: [.json, .tsv, .csv])
        if case .one(let layout) = recognition {
            form = layout.shape.form
            report = layout.shape.name
        }
        let source = try Source(disk, name: name, charset: charset ?? form.charset)
        let head = try Head(source, charset: charset, marketplace: hint.marketplace)
        let heading = head.heading(as: form)
        isCompressed = source.isCompressed
        format = heading.refusal == nil || report != nil ? heading.format : nil
        separator = heading.separator
        hasMark = heading.mark
        lineEnds = heading.crlf ? "CRLF" : "LF"
        guard case .one(let layout) = recognition else {
            problem = recognition.text
            if case .none(let nearest?) = recognition { readColumns(nearest) }
            if let format {
                countRows(name, format, hint, disk)
            } else if case .binary = heading.looksLike {
                return
            } else {
                count(try Survey(disk, name, charset: charset, marketplace: hint.marketplace))
            }
            return
        }
        readColumns(layout)
        let report = try open.catalog.report(layout.shape.name)
        try readRows(report, name, hint, disk, shown)
        do throws(Failure) {
            made = try inbox.made(name, report, hint)
        } catch {
            timeProblem = error.message
        }
    }

    /// Takes what can be said of a file that is no table.
    private mutating func count(_ survey: Survey) {
        encoding = survey.encoding?.rawValue
        messages = survey.messages > 0 ? survey.messages : nil
        lines = survey.lines
    }

    private static func marketplace(of path: String) -> String {
        let folders = path.split(separator: "/").dropLast().reversed()
        return folders.lazy.compactMap { Marketplace(code: String($0))?.code }.first ?? ""
    }

    private mutating func readColumns(_ layout: Layout) {
        for (column, position) in zip(layout.shape.columns, layout.positions) {
            if let position {
                known.append((column.name, layout.names[position]))
            } else {
                missing.append(column.name)
            }
        }
        unknown = layout.unknown.map(\.name)
    }

    /// Says how many rows a file has that is of no report; why they cannot be read, where they cannot.
    private mutating func countRows(
        _ name: String, _ format: RowForm.Format, _ hint: EncodingHint, _ disk: Disk
    ) {
        do throws(Failure) {
            let count = try RowCount(name, RowForm(formats: [format]), hint, on: disk)
            rows = count.rows
            encoding = count.encoding.rawValue
        } catch {
            reasons = [error.text]
        }
    }

    private mutating func readRows(
        _ report: Report, _ name: String, _ hint: EncodingHint, _ disk: Disk, _ shown: Int
    ) throws(Failure) {
        let rows = ReportRows(report)
        let hidden = Self.hidden(in: report)
        var rejected = 0
        var reasons: [String] = []
        var sample: [[(name: String, value: String)]] = []
        self.rows = try rows.read(
            name, hint, disk: disk,
            start: {
                rejected = 0
                reasons = []
                sample = []
            },
            { batch in
                for left in batch.left where left.how == .rejected {
                    rejected += 1
                    guard reasons.count < 5 else { continue }
                    let place = "\(name):\(batch.lines[left.row])"
                    reasons.append("\(place): \(Self.safe(left.reason, hidden))")
                }
                for index in 0..<batch.selected where sample.count < shown {
                    sample.append(
                        Self.values(rows, batch, Int(batch.selection[index]), report, hidden))
                }
            })
        self.rejected = rejected
        self.reasons = reasons
        self.sample = sample
        encoding = rows.encoding.rawValue
    }

    /// The columns of which nothing is shown: those marked as personal; in a personal report that
    /// marks none, all texts outside its key.
    private static func hidden(in report: Report) -> Set<String> {
        let marked = report.columns.filter(\.isPersonal).map(\.name)
        if !marked.isEmpty || !report.isPersonal { return Set(marked) }
        return Set(
            report.columns.filter { $0.kind == .text && !report.key.contains($0.name) }
                .map(\.name))
    }

    /// A reason without the value of a column that is not shown.
    private static func safe(_ reason: String, _ hidden: Set<String>) -> String {
        for name in hidden where reason.hasPrefix("'\(name)' is '") {
            return "'\(name)' is not of its kind"
        }
        return reason
    }

    private static func values(
        _ rows: ReportRows, _ batch: Batch, _ row: Int, _ report: Report, _ hidden: Set<String>
    ) -> [(name: String, value: String)] {
        var values: [(name: String, value: String)] = []
        for (index, column) in report.columns.enumerated() {
            let cell = rows.cell(batch, row, column: index)
            if cell.isBlank { continue }
            let text = cell.isNumber ? column.kind.write(cell.number) : cell.text
            values.append((column.name, hidden.contains(column.name) ? "…" : text))
        }
        return values
    }
}
