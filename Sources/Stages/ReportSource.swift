import Catalog
import Records

/// Rows from dropped files: `from: { report: "stock", files: "inbox/*" }`.
final class ReportSource {
    enum Take: String, CaseIterable { case newest, each }

    static let spec = Spec(
        "report", "dropped files that are this report, whatever their names", value: .text,
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

    let report: Report
    let patterns: [String]
    let takesEach: Bool
    let columns: Columns
    var goesByMarketplace: Bool { patterns.contains { $0.contains("{marketplace}") } }

    /// Nil, and a mistake, where something is wrong.
    init?(_ fields: Fields, _ mistakes: inout [Mistake], _ catalog: Catalog) throws(Failure) {
        guard let node = fields.node("report"),
            let report = try catalog.find(Report.self, node, &mistakes)
        else { return nil }
        for node in fields.textNodes("files") {
            let text = node.text ?? ""
            if text.hasPrefix("/") || text.split(separator: "/").contains("..") {
                mistakes.append(
                    Mistake(on: node, "'files' stays inside the shop: no leading / and no .."))
                return nil
            }
        }
        self.report = report
        patterns = fields.texts("files")
        takesEach = fields.choice("take", or: report.states == .all ? Take.newest : .each) == .each
        columns = RowReader.columns(of: report)
        for name in report.key { _ = columns.sourceSlot(of: name) }
        if let location = report.location { _ = columns.sourceSlot(of: location) }
        _ = columns.sourceSlot(of: "quantity")
    }
}
