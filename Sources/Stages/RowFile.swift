import CBytes
import Catalog
import Files
import Formats
import Records

/// A file of rows that a stage reads, and how.
struct RowFile {
    /// As it was dropped: what messages name.
    var name: String
    /// Where it lies now.
    var path: String
    var marketplace: String
    /// What it is read as; where more than one stands here, as the first, with every byte checked.
    var encodings: [Encoding]
    /// The last encoding is taken without a check: it is known from the ledger, or nothing else is
    /// left.
    fileprivate var isChecked: Bool { encodings.count > 1 }
    /// What somebody said of its encoding, if not its report.
    var charset: Encoding?
    /// No row of it was rejected when it was taken in, so that nothing has to be checked again.
    var isTrusted: Bool
    /// Its keys are taken to ascend, as exports are mostly sorted: none then stands twice, and no
    /// table of them is needed.
    var isSorted = false
    /// The shop's currencies, each once: what a row that names none may mean.
    var currencies: [String] = []
}

/// How the reading of a file ended. Where it is not as it was taken to be, what was seen of it is to
/// be forgotten, and the file read again as it is.
enum RowFileEnd {
    case done(RowFileReading)
    /// A byte is no character of the first of the encodings: the next one is to be tried.
    case undecodable
    case notSorted
}

/// What reading a file said about it.
struct RowFileReading {
    var encoding: Encoding
    var layout: Layout
    /// Rows read, the rejected ones among them; blank lines are none.
    var rows = 0
    /// Only where it was asked for.
    var digest: Digest?
    var size: Int64 = 0
    /// Rows of which the key stood in the file already.
    var repeated = 0
}

/// Reads the rows of one report from files.
final class RowReader {
    let report: Report
    let shape: ReportShape
    private let columns: Columns
    private let keySlots: [Int]
    /// Slots of what the scope says, by name.
    private let scopeSlots: [String: Int]
    private let checks: RowChecks?
    private let scopeWords = Arena(piece: 256)

    /// The names that a stage from this report knows: the report's, and what the scope says.
    static func columns(of report: Report) -> Columns {
        Columns(
            source: report.columns.map { ($0.name, $0.kind) }
                + scopeNames.filter { report.column($0) == nil }.map { ($0, .text) })
    }

    /// What the scope says, where the report has no column of the name itself.
    private static let scopeNames = ["marketplace", "pool", "currency"]

    static func shape(of report: Report) -> ReportShape {
        ReportShape(
            name: report.name,
            columns: report.columns.map { column in
                ColumnShape(
                    name: column.name, aliases: column.aliases, kind: column.kind,
                    forms: column.forms, none: column.none, required: column.isRequired,
                    heading: column.isHeading, tells: column.tells, clears: column.clears,
                    otherwise: column.otherwise,
                    widths: column.widths.map { Int($0) },
                    values: column.values)
            }, without: report.without, isClosed: report.isClosed,
            decimal: report.decimal,
            form: RowForm(
                formats: report.formats.compactMap { RowForm.Format(rawValue: $0.rawValue) },
                isWrapped: report.quotes == .wrapped,
                separator: report.separator?.rawValue.utf8.first, rows: report.rows,
                charset: report.charset, xml: xml(report)), oneOf: report.oneOf)
    }

    /// How the rows of XML files are written; nil for other formats. Paths were checked with the definition.
    private static func xml(_ report: Report) -> XMLForm? {
        guard report.formats == [.xml] else { return nil }
        return XMLForm(
            message: report.message, rows: report.rows,
            columns: report.columns.map { column in
                XMLForm.Column(
                    name: column.name, paths: column.paths.compactMap { XMLPath($0) },
                    several: XMLForm.Several(rawValue: column.several) ?? .first)
            })
    }

    /// `columns` is what the stage's builder worked with; after this no more slots are asked for.
    init(_ report: Report, _ columns: Columns) {
        self.report = report
        self.columns = columns
        shape = Self.shape(of: report)
        keySlots =
            report.repeated == .reject ? report.key.compactMap { columns.sourceSlot(of: $0) } : []
        checks = RowChecks(report, columns)
        let own = Self.scopeNames.filter { report.column($0) == nil }
        let wanted = columns.wanted(of: report.columns.count + own.count)
        scopeSlots = Dictionary(
            zip(own, wanted.dropFirst(report.columns.count)).compactMap { name, slot in
                slot.map { (name, $0) }
            }, uniquingKeysWith: { $1 })
    }

    /// Goes through the rows of a file. `expected` is how many rows it may have.
    func read(
        _ file: RowFile, disk: Disk, scope: StageScope, batch: Batch, digesting: Bool = false,
        expected: Int = 0, sieve: RowSieve = RowSieve(),
        _ body: (Batch) throws(Failure) -> Void
    ) throws(Failure) -> RowFileEnd {
        let encoding = file.encodings.first ?? .utf8
        let reader = try RowInput(
            path: disk.path(file.path), name: file.name, form: shape.form, encoding: encoding,
            charset: file.charset, isChecked: file.isChecked, isDigested: digesting
        ).reader()
        let heading = try reader.open()
        if let end = try Self.undecodable(reader, heading, file) { return end }
        let layout = Layout(heading, as: shape)
        guard layout.fits else {
            throw Failure(
                .data, at: Place(file.name, line: 1),
                heading.refusal ?? layout.problem ?? "is no report '\(report.name)'")
        }
        try reader.begin(
            layout, heading: heading, slots: columns.wanted(of: report.columns.count),
            trusted: file.isTrusted)
        fillScope(batch, file, scope)
        reader.sieve = sieve
        var reading = RowFileReading(
            encoding: reader.source.transcoded ?? encoding, layout: layout)
        let repeats =
            file.isTrusted || keySlots.isEmpty
            ? nil
            : RepeatedKeys(
                report.key, keySlots, isSorted: file.isSorted, expected: expected)
        while try reader.next(into: batch) {
            // Whoever asked is not to wait for a million rows: the stage is undone, and done by the next run.
            if Signals.isStopAsked { throw Signals.stopped }
            reading.rows += batch.count
            if !file.isTrusted { checks?.reject(in: batch, file) }
            if let repeats, !repeats.reject(in: batch) { return .notSorted }
            try body(batch)
        }
        if let end = try Self.undecodable(reader, heading, file) { return end }
        reading.rows += reader.passed
        reading.digest = reader.source.digest
        reading.size = reader.source.rawCount
        return .done(reading)
    }

    /// The end of a reading that met a byte which is no character; nil where it met none.
    private static func undecodable(
        _ reader: any RowReading, _ heading: Heading, _ file: RowFile
    ) throws(Failure) -> RowFileEnd? {
        guard let offset = reader.undecodable else { return nil }
        if heading.mark {
            throw Failure(
                .data, at: Place(file.name),
                "byte \(offset + 1) is not UTF-8, as the mark at the file's head says it is")
        }
        guard file.encodings.count < 2 else { return .undecodable }
        throw Failure(
            .data, at: Place(file.name),
            "byte \(offset + 1) is neither UTF-8 nor \(file.encodings.first?.rawValue ?? "")")
    }

    private func fillScope(_ batch: Batch, _ file: RowFile, _ scope: StageScope) {
        let currency =
            file.marketplace.isEmpty
            ? scope.currency : Marketplace(code: file.marketplace)?.currency ?? ""
        let values = [
            "marketplace": file.marketplace.isEmpty ? scope.name : file.marketplace,
            "pool": scope.pool, "currency": currency,
        ]
        for (name, slot) in scopeSlots {
            let value = values[name] ?? ""
            batch.columns[slot].update(repeating: scopeWords.keep(value), count: Batch.capacity)
        }
    }
}
