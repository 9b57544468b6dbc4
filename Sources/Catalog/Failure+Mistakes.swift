import Records

extension Failure {
    /// All mistakes of a load as one failure, in the order of file and line, each with its source
    /// line and a caret where `sources` has its file. Nil where there is none.
    package init?(_ mistakes: [Mistake], sources: [String: String]) {
        var texts: [String: SourceText] = [:]
        for (file, source) in sources where mistakes.contains(where: { $0.place.file == file }) {
            texts[file] = SourceText(source, file: file)
        }
        let sorted = mistakes.sorted { $0.order < $1.order }
        guard let first = sorted.first else { return nil }
        var detail = Self.lines(below: first, in: texts[first.place.file])
        var before = first
        for mistake in sorted.dropFirst() {
            if mistake.place == before.place, mistake.message == before.message { continue }
            detail.append("\(mistake.place.text): \(mistake.message)")
            detail += Self.lines(below: mistake, in: texts[mistake.place.file])
            before = mistake
        }
        self.init(.definition, at: first.place, first.message, detail: detail)
    }

    private static func lines(below mistake: Mistake, in text: SourceText?) -> [String] {
        guard let line = mistake.place.line, let column = mistake.place.column,
            let source = text?.line(line)
        else { return mistake.hint.map { ["  " + $0] } ?? [] }
        let before = source.prefix(column - 1).map { $0 == "\t" ? "\t" : " " }.joined()
        let width = max(1, min(mistake.width, source.count - column + 1))
        let caret = before + String(repeating: "^", count: width)
        let number = String(line)
        return [
            "  \(number) │ \(visible(source))",
            "  \(String(repeating: " ", count: number.count)) │ \(caret)"
                + (mistake.hint.map { " " + $0 } ?? ""),
        ]
    }

    /// The line with its control characters, but tabs, as the pictures of them.
    private static func visible(_ line: String) -> String {
        var view = String.UnicodeScalarView()
        for scalar in line.unicodeScalars {
            let picture: Unicode.Scalar? =
                switch scalar.value {
                case 9: nil
                case 0..<32: Unicode.Scalar(0x2400 + scalar.value)
                case 127: "\u{2421}"
                default: nil
                }
            view.append(picture ?? scalar)
        }
        return String(view)
    }
}

extension Mistake {
    fileprivate var order: (String, Int, Int, String) {
        (place.file, place.line ?? 0, place.column ?? 0, message)
    }
}
