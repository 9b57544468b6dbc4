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
            if let other = otherForm(shapes, looksLike: head.format, heading) { return other }
            let json = RowForm(formats: [.json])
            guard head.format == .json,
                !shapes.contains(where: { $0.form.formats.contains(.json) }),
                heading(json).refusal == nil
            else { return answer }
            return .unreadable("not recognised: it is JSON, and no report here has files of that")
        }
    }

    /// That a file would be of a report if it were written as that report's files are; nil where there
    /// is no such report, or more than one.
    private static func otherForm(
        _ shapes: [ReportShape], looksLike format: RowForm.Format,
        _ heading: (RowForm) -> Heading
    ) -> Self? {
        var found: [String] = []
        for shape in shapes {
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
        let fitting = layouts.filter(\.fits)
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
        return .none(
            nearest: near.max {
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
