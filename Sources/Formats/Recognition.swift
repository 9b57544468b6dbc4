import Records

/// Which report a file is, told by its columns alone: its name says nothing.
package enum Recognition: Sendable {
    /// The report that explains more of the file's columns than any other that fits.
    case one(Layout)
    /// Reports that fit and explain equally many of the file's columns.
    case several([String])
    /// No report fits; the one that knows most of the file's columns, where any knows one.
    case none(nearest: Layout?)
    /// The file is no table: why not.
    case unreadable(String)

    package static func match(_ heading: Heading, _ shapes: [ReportShape]) -> Self {
        let layouts = shapes.map { Layout(heading, as: $0) }.filter { $0.present > 0 }
        let fitting = layouts.filter(\.fits)
        if let most = fitting.map(\.present).max() {
            let best = fitting.filter { $0.present == most }
            return best.count == 1 ? .one(best[0]) : .several(best.map(\.shape.name).sorted())
        }
        if let refusal = heading.refusal { return .unreadable(refusal) }
        return .none(
            nearest: layouts.max {
                ($0.present, -$0.missing.count) < ($1.present, -$1.missing.count)
            })
    }

    /// Why there is no one report, for a person; nil where there is.
    package var text: String? {
        switch self {
        case .one: return nil
        case .several(let names):
            let list = names.map { "'\($0)'" }.joined(separator: " or ")
            return "not recognised: it may be \(list), whose columns it fits equally well;"
                + " require a column that only one of them has"
        case .none(let nearest?):
            return "not recognised: nearest is '\(nearest.shape.name)' (\(nearest.present) of its"
                + " \(nearest.shape.columns.count) columns); \(nearest.problem ?? "")"
        case .none(nil):
            return "not recognised: no report knows any of its columns;"
                + " the first line must name them"
        case .unreadable(let refusal): return refusal
        }
    }
}
