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

    package static func match(_ head: Head, _ shapes: [ReportShape]) -> Self {
        var headings: [RowForm: Heading] = [:]
        func heading(_ form: RowForm) -> Heading {
            if let heading = headings[form] { return heading }
            let heading = head.heading(as: form)
            headings[form] = heading
            return heading
        }
        let answer = match(shapes, looksLike: head.format, heading)
        switch answer {
        case .one, .several: return answer
        case .none, .unreadable:
            return otherForm(shapes, looksLike: head.format, heading) ?? answer
        }
    }

    /// That a file would be of a report if it were written as that report's files are; nil where there
    /// is no such report, or more than one.
    private static func otherForm(
        _ shapes: [ReportShape], looksLike format: RowForm.Format,
        _ heading: (RowForm) -> Heading
    ) -> Self? {
        var found: [String] = []
        for shape in shapes where !Layout(heading(shape.form), as: shape).fits {
            var form = shape.form
            form.formats = [format]
            if shape.form.formats.contains(format) { form.isWrapped.toggle() }
            guard Layout(heading(form), as: shape).fits else { continue }
            var reason = "not recognised: its columns are those of '\(shape.name)'"
            if !shape.form.formats.contains(format) {
                let wanted = shape.form.formats.map(\.words).joined(separator: " or ")
                reason += ", whose files are \(wanted), and it is \(format.words): save it so, "
                reason += "or write in its report that there are such files: 'format'"
            } else if format == .tsv {
                reason += form.isWrapped ? ", but its cells stand" : ", but its cells do not stand"
                reason += " in quotes: write so in its report: 'quotes'"
            } else {
                continue
            }
            found.append(reason)
        }
        return found.count == 1 ? .unreadable(found[0]) : nil
    }

    /// The same for a heading that is read in one form only.
    package static func match(_ heading: Heading, _ shapes: [ReportShape]) -> Self {
        match(shapes, looksLike: .tsv) { _ in heading }
    }

    private static func match(
        _ shapes: [ReportShape], looksLike format: RowForm.Format,
        _ heading: (RowForm) -> Heading
    ) -> Self {
        let seen = shapes.map { ($0, heading($0.form)) }
        let layouts = seen.map { Layout($1, as: $0) }.filter { $0.present > 0 }
        let telling = Set(layouts.flatMap(\.telling))
        let fitting = layouts.filter { layout in
            layout.fits && !layout.unknown.contains { telling.contains($0.name) }
        }
        if let most = fitting.map(\.present).max() {
            let best = fitting.filter { $0.present == most }
            return best.count == 1 ? .one(best[0]) : .several(best.map(\.shape.name).sorted())
        }
        let tables = Set(seen.filter { $1.refusal == nil }.map(\.0.name))
        let near = layouts.filter { tables.contains($0.shape.name) }
        // What is said is of the format that the file looks like, where a report is of that.
        if tables.isEmpty {
            let refused = seen.map(\.1).filter { $0.refusal != nil }
            let said =
                refused.first { $0.format == format } ?? refused.first { $0.format == .tsv }
                ?? refused.first
            if let refusal = (said ?? heading(RowForm())).refusal { return .unreadable(refusal) }
        }
        return .none(nearest: near.max { Self.nearness($0) < Self.nearness($1) })
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
