import Catalog
import Records

/// Rows from dropped files: `from: { report: "stock", files: "inbox/*" }`.
final class ReportSource {
    enum Take: String, CaseIterable { case newest, each }

    static let spec = Spec(
        "report", "dropped files that are this report, or one of several, whatever their names",
        value: .texts,
        fields: [
            Field(
                "files", .texts, required: true,
                "where to look: * stands for anything, {marketplace} for a marketplace's folder"),
            Field(
                "take", .choice(Take.self),
                "newest: of several files the newest, the others are passed over; each: all of "
                    + "them, the oldest first. Else what the report states says which"),
        ],
        example: "{ report: \"listings\", files: \"inbox/{marketplace}/*\" }")

    /// At least one; more than one only into a book.
    let reports: [Report]
    var report: Report { reports[0] }
    let patterns: [FilePattern]
    let takesEach: Bool
    let columns: Columns
    var goesByMarketplace: Bool { patterns.contains(where: \.goesByMarketplace) }

    /// The dropped files of a scope, the oldest first; with `everywhere` those of all marketplaces'
    /// folders.
    func candidates(
        _ inbox: Inbox, _ scope: StageScope, everywhere: [Marketplace]? = nil
    ) throws(Failure) -> [Inbox.Candidate] {
        guard let everywhere else {
            return try inbox.candidates(reports, patterns, scope.name)
        }
        let byFolder = patterns.filter(\.goesByMarketplace)
        var found = try inbox.candidates(
            reports, patterns.filter { !$0.goesByMarketplace }, "")
        // In a shop of one marketplace both kinds of patterns can find the same file.
        for marketplace in everywhere where !byFolder.isEmpty {
            let names = Set(found.map(\.name))
            found += try inbox.candidates(reports, byFolder, marketplace.code)
                .filter { !names.contains($0.name) }
        }
        return found.sorted { ($0.made, $0.name) < ($1.made, $1.name) }
    }

    /// Nil, and a mistake, where something is wrong.
    init?(_ fields: Fields, _ mistakes: inout [Mistake], _ catalog: Catalog) throws(Failure) {
        var reports: [Report] = []
        for node in fields.textNodes("report") {
            guard let report = try catalog.find(Report.self, node, &mistakes) else { return nil }
            reports.append(report)
        }
        guard let report = reports.first else { return nil }
        for node in fields.textNodes("files") {
            let text = node.text ?? ""
            if text.hasPrefix("/") || text.split(separator: "/").contains("..") {
                mistakes.append(
                    Mistake(on: node, "'files' stays inside the shop: no leading / and no .."))
                return nil
            }
        }
        self.reports = reports
        patterns = fields.texts("files").map { FilePattern($0) }
        takesEach = fields.choice("take", or: report.states == .all ? Take.newest : .each) == .each
        columns = RowReader.columns(of: report)
        for name in report.key { _ = columns.sourceSlot(of: name) }
        if let location = report.location { _ = columns.sourceSlot(of: location) }
        _ = columns.sourceSlot(of: "quantity")
    }
}
