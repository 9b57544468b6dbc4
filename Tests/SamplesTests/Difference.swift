import Foundation

/// How a text differs from the one that is wanted.
enum Difference {
    /// The lines that differ, with their numbers: "-" wanted and missing, "+" there and not wanted.
    static func text(want: Data, have: Data) -> String {
        let wanted = lines(want)
        var changes: [(line: Int, order: Int, text: String)] = []
        for change in lines(have).difference(from: wanted) {
            switch change {
            case .remove(let line, let text, _): changes.append((line, 0, "  -\(line + 1) \(text)"))
            case .insert(let line, let text, _): changes.append((line, 1, "  +\(line + 1) \(text)"))
            }
        }
        changes.sort { ($0.line, $0.order) < ($1.line, $1.order) }
        return changes.map(\.text).joined(separator: "\n")
    }

    private static func lines(_ bytes: Data) -> [String] {
        String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}
