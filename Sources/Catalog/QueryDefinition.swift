import Records

/// A query over the ledger, `pipelines/queries/NAME.sql`: one SELECT, read only.
///
/// The comments in its first lines say what it is for, and what those of its columns hold that are not
/// texts: `-- quantity: count`. A name has `_` in SQL where feedmill has `-`.
package struct QueryDefinition: Sendable {
    package let name: String
    /// The whole file.
    package let sql: String
    package let about: String
    /// The kinds of columns, by their names here, with the places where they are said.
    package let kinds: [(name: String, kind: Kind, place: Place)]

    /// What stands between two quotes in it: all of its texts, and what stands between them.
    package var texts: Set<String> {
        Set(sql.utf8.split(separator: UInt8(ascii: "'")).compactMap { String($0) })
    }

    package static let folder = "pipelines/queries"
    package static func file(_ name: String) -> String { "\(folder)/\(name).sql" }
    package var file: String { Self.file(name) }

    init(_ name: String, _ sql: String, _ mistakes: inout [Mistake]) {
        self.name = name
        self.sql = sql
        var about: [Substring] = []
        var kinds: [(name: String, kind: Kind, place: Place)] = []
        let file = Self.file(name)
        var (rest, number) = (Substring(sql), 0)
        while rest.hasPrefix("--") {
            let line = rest.prefix { !$0.isNewline }
            rest = rest[line.endIndex...].dropFirst()
            number += 1
            let text = line.dropFirst(2).drop { $0 == " " }
            let column = text.prefix { $0 != ":" }
            guard column.count < text.count, FieldKind.isName(String(column)) else {
                about.append(text)
                continue
            }
            let word = text.dropFirst(column.count + 1).split(separator: " ").first ?? ""
            let place = Place(file, line: number, column: line.count - text.count + 1)
            if let kind = Kind(rawValue: String(word)) {
                kinds.append((String(column), kind, place))
            } else if !word.isEmpty {
                let words = Kind.allCases.map(\.rawValue)
                mistakes.append(
                    Mistake(
                        at: place, width: text.count,
                        "'\(word)' is no kind that a column has",
                        hint: Mistake.hint(for: String(word), in: words)))
            }
        }
        self.about = about.joined(separator: " ")
        self.kinds = kinds
    }

    /// The place of a byte of its text.
    package func place(at offset: Int) -> Place {
        let before = sql.utf8.prefix(offset)
        let lines = before.split(separator: 10, omittingEmptySubsequences: false)
        return Place(file, line: lines.count, column: (lines.last?.count ?? 0) + 1)
    }
}

extension Catalog {
    /// The names of all queries, sorted.
    package func queries() throws(Failure) -> [String] {
        try list(QueryDefinition.folder)
            .filter { $0.hasSuffix(".sql") && !$0.hasPrefix(".") }
            .map { String($0.dropLast(4)) }
            .sorted()
    }

    /// The query of a name, as it is in its file; nil where there is none.
    package func query(
        _ name: String, _ mistakes: inout [Mistake]
    ) throws(Failure) -> QueryDefinition? {
        let file = QueryDefinition.file(name)
        guard FieldKind.isName(name), let bytes = try read(file) else { return nil }
        let sql = String(decoding: bytes, as: UTF8.self)
        remember(sql, file)
        return QueryDefinition(name, sql, &mistakes)
    }
}
