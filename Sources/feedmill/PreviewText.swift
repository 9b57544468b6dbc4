import Engine
import Formats
import Records

/// A preview as a person reads it, and as JSON.
enum PreviewText {
    static func lines(_ preview: Preview, _ file: String, _ open: OpenShop) -> [Line] {
        var lines: [Line] = []
        if let report = preview.report {
            lines.append(.head("\(file): report '\(report)'"))
        } else {
            lines.append(.failure("\(file): \(preview.problem ?? "not recognised")"))
        }
        var form: [String] = []
        switch preview.format {
        case .tsv, nil: break
        case .csv: form.append("CSV parted by \(preview.separator == 59 ? "semicolons" : "commas")")
        case .json: form.append("JSON")
        case .xml: form.append("XML")
        }
        if let encoding = preview.encoding { form.append(encoding) }
        if preview.hasMark { form.append("byte order mark") }
        form.append("lines end with \(preview.lineEnds)")
        if preview.isCompressed { form.append("gzip") }
        lines.append("form: \(form.joined(separator: ", "))")
        if let made = preview.made { lines.append("made: \(open.local(made))") }
        if let problem = preview.timeProblem { lines.append(.failure("made: \(problem)")) }
        add(
            "columns known",
            preview.known.map { $0.name == $0.inFile ? $0.name : "\($0.name) ← \($0.inFile)" },
            to: &lines)
        add("columns not read", preview.unknown, to: &lines)
        guard preview.report != nil else {
            return lines + counts(preview) + preview.reasons.map { .failure("  \($0)") }
        }
        add("columns not there", preview.missing, to: &lines)
        let rejected =
            preview.rejected > 0 ? ", \(Figures.count(preview.rejected)) rejected" : ""
        lines.append("rows: \(Figures.count(preview.rows ?? 0))\(rejected)")
        lines += preview.reasons.map { .failure("  \($0)") }
        let more = preview.rejected - preview.reasons.count
        if more > 0 { lines.append("  … and \(Figures.count(more)) more") }
        for (number, row) in preview.sample.enumerated() {
            lines.append(.head("row \(number + 1)"))
            let cells = row.map { [$0.name + ":", inOneLine($0.value)] }
            lines += Figures.table(cells, indent: 2).map { Line($0) }
        }
        return lines
    }

    /// How much is in a file that is no known report.
    private static func counts(_ preview: Preview) -> [Line] {
        let counts = [
            ("rows", preview.rows), ("messages", preview.messages), ("lines", preview.lines),
        ]
        return counts.compactMap { name, count in
            count.map { Line("\(name): \(Figures.count($0))") }
        }
    }

    /// A value with pictures of the line ends and tabs in it.
    private static func inOneLine(_ value: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in value.unicodeScalars {
            switch scalar.value {
            case 9: line.append("\u{2409}")
            case 10: line.append("\u{240A}")
            case 13: line.append("\u{240D}")
            default: line.append(scalar)
            }
        }
        return String(line)
    }

    private static func add(_ title: String, _ names: [String], to lines: inout [Line]) {
        guard !names.isEmpty else { return }
        lines.append("\(title): \(names.count)")
        lines += names.map { Line("  \($0)") }
    }

    static func json(_ preview: Preview, _ file: String) -> [(String, JSON)] {
        func count(_ count: Int?) -> JSON { count.map { .number($0) } ?? .null }
        func list(_ texts: [String]) -> JSON { .list(texts.map { .text($0) }) }
        return [
            ("file", .text(file)), ("report", .optional(preview.report)),
            ("problem", .optional(preview.problem)),
            ("format", .optional(preview.format?.rawValue)),
            ("encoding", .optional(preview.encoding)),
            ("byte-order-mark", .flag(preview.hasMark)), ("line-ends", .text(preview.lineEnds)),
            ("gzip", .flag(preview.isCompressed)),
            ("made", .optional(preview.made.map(Instant.timeText))),
            ("time-problem", .optional(preview.timeProblem)),
            ("known", .object(preview.known.map { ($0.name, .text($0.inFile)) })),
            ("unknown", list(preview.unknown)), ("missing", list(preview.missing)),
            ("rows", count(preview.rows)), ("lines", count(preview.lines)),
            ("messages", count(preview.messages)), ("rejected", .number(preview.rejected)),
            ("reasons", list(preview.reasons)),
            (
                "sample",
                .list(preview.sample.map { .object($0.map { ($0.name, .text($0.value)) }) })
            ),
        ]
    }
}
