/// A value to be written as JSON, its members in the order given.
package indirect enum JSON: Sendable {
    case text(String)
    case number(Int64)
    case flag(Bool)
    case null
    case list([JSON])
    case object([(String, JSON)])

    package static func number(_ value: Int) -> JSON { .number(Int64(value)) }
    package static func optional(_ text: String?) -> JSON { text.map { .text($0) } ?? .null }

    /// On one line.
    package var line: String {
        switch self {
        case .text(let text): Self.quote(text)
        case .number(let number): String(number)
        case .flag(let flag): flag ? "true" : "false"
        case .null: "null"
        case .list(let values): "[" + values.map(\.line).joined(separator: ", ") + "]"
        case .object(let members):
            "{"
                + members.map { Self.quote($0.0) + ": " + $0.1.line }.joined(separator: ", ")
                + "}"
        }
    }

    /// For people: what has members of its own on lines of its own.
    package var pretty: String { pretty(indent: "") + "\n" }

    private func pretty(indent: String) -> String {
        let deeper = indent + "  "
        switch self {
        case .list(let values) where values.contains(where: \.isLarge):
            return "[\n"
                + values.map { deeper + $0.pretty(indent: deeper) }
                .joined(separator: ",\n") + "\n\(indent)]"
        case .object(let members) where !members.isEmpty && isLarge:
            return "{\n"
                + members.map { deeper + Self.quote($0.0) + ": " + $0.1.pretty(indent: deeper) }
                .joined(separator: ",\n") + "\n\(indent)}"
        default: return line
        }
    }

    private var isLarge: Bool { line.count > 60 }

    package static func quote(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\" + String(scalar)
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 32:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
