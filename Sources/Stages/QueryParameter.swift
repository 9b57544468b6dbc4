import Catalog
import Ledgers
import Records

/// What may stand behind a colon in a query.
enum QueryParameter {
    /// `REPORT-time` and `REPORT-counts` stand beside these.
    static let names = ["now", "day", "orders-since", "marketplace", "marketplaces", "pool"]

    /// The report of which a parameter asks; nil where it asks for something else.
    private static func report(
        _ parameter: String, _ catalog: Catalog
    ) throws(Failure) -> (report: String, what: String)? {
        let name = BookForm.name(parameter)
        for what in ["time", "counts"] where name.hasSuffix("-" + what) {
            let report = String(name.dropLast(what.count + 1))
            if try catalog.names(of: Report.self).contains(report) { return (report, what) }
        }
        return nil
    }

    static func isKnown(_ parameter: String, _ catalog: Catalog) throws(Failure) -> Bool {
        if names.contains(BookForm.name(parameter)) { return true }
        return try report(parameter, catalog) != nil
    }

    /// The reports that a query asks of.
    static func reports(_ shape: QueryShape, _ catalog: Catalog) throws(Failure) -> [Report] {
        var reports: [Report] = []
        for parameter in shape.parameters {
            guard let (name, _) = try report(parameter, catalog),
                !reports.contains(where: { $0.name == name })
            else { continue }
            reports.append(try catalog.report(name))
        }
        return reports
    }

    /// `now` and times are in Unix seconds, `day` in days; `marketplaces` is a JSON list of the codes of
    /// all that sell from the same stock as the scope's pool, as far as `stock` tells.
    static func value(
        _ parameter: String, _ run: Run, _ scope: StageScope, stock: Table?
    ) throws(Failure) -> Bound {
        if let (name, what) = try report(parameter, run.catalog) {
            if what == "counts" { return .text(try run.catalog.report(name).counts.rawValue) }
            let current = try run.ledger.currentFiles(report: name, marketplace: "")
            return Bound(current.first?.made)
        }
        switch BookForm.name(parameter) {
        case "now": return .integer(run.now)
        case "day": return .integer(run.day)
        case "orders-since": return Bound(run.ordersSince)
        case "marketplace": return .text(scope.name)
        case "marketplaces":
            var pools = run.shop.pools
            if let stock { pools = try stock.pools(joinedWith: scope.pool, run) }
            let codes = Set(pools.flatMap { $0.marketplaces.map(\.code) })
            return .text("[" + codes.sorted().map { "\"\($0)\"" }.joined(separator: ",") + "]")
        default: return .text(scope.pool)
        }
    }
}
