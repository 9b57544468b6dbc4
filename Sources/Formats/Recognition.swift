import Records

/// Which report a file is, told by its columns alone: its name says nothing.
package enum Recognition: Sendable {
    /// The report that explains more of the file's columns than any other that fits.
    case one(Layout)
    /// Reports that fit and explain equally many of the file's columns.
    case several([String])
    /// No report fits; the one that is nearest, where any knows one of the file's columns.
    case none(nearest: Layout?)
    /// The file is no table: why not.
    case unreadable(String)

    package static func match(_ heading: Heading, _ shapes: [ReportShape]) -> Self {
        let layouts = shapes.map { Layout(heading, as: $0) }.filter { $0.present > 0 }
        let telling = Set(layouts.flatMap(\.telling))
        let fitting = layouts.filter { layout in
            layout.fits && !layout.unknown.contains { telling.contains($0.name) }
        }
        if let most = fitting.map(\.present).max() {
            let best = fitting.filter { $0.present == most }
            return best.count == 1 ? .one(best[0]) : .several(best.map(\.shape.name).sorted())
        }
        if let refusal = heading.refusal { return .unreadable(refusal) }
        return .none(nearest: layouts.max { Self.nearness($0) < Self.nearness($1) })
    }

    /// How near a file is to a report: what it has of it, less what it lacks. Of two that are as near,
    /// the smaller one is.
    private static func nearness(_ layout: Layout) -> (Int, Int, Int) {
        (
            layout.present - layout.missing.count - layout.barred.count, layout.present,
            -layout.shape.columns.count
        )
    }

    /// Why there is no one report, in one line, for a person; nil where there is.
    package var text: String? {
        switch self {
        case .one: return nil
        case .several(let names):
            let list = names.map { "'\($0)'" }.joined(separator: " or ")
            return "not recognised: it may be \(list), whose columns it fits equally well;"
                + " require a column that only one of them has"
        case .none(let nearest?):
            let named = nearest.names.count { !$0.isEmpty }
            let isFar = nearest.present * 4 < named
            return "not recognised: \(isFar ? "no report is near; " : "")nearest is"
                + " '\(nearest.shape.name)', which knows \(nearest.present) of its \(named) columns;"
                + " \(nearest.problem ?? "")"
        case .none(nil):
            return "not recognised: no report knows any of its columns;"
                + " the first line must name them"
        case .unreadable(let refusal): return refusal
        }
    }

    /// What the file has beyond the columns of the nearest report, in one line; nil where nothing.
    package var beyond: String? {
        guard case .none(let nearest?) = self, !nearest.unknown.isEmpty else { return nil }
        let names = nearest.unknown.map { "'\($0.name)'" }
        let more = names.count > 8 ? " and \(names.count - 8) more" : ""
        return "beyond those of '\(nearest.shape.name)' it has "
            + names.prefix(8).joined(separator: ", ") + more
    }
}
