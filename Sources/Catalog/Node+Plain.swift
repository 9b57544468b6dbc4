import Records

extension Node {
    /// The value alone, as JSON on one line: the same whatever its comments, blanks and quotes.
    package var plain: String {
        switch value {
        case .null: "null"
        case .flag(let flag): flag ? "true" : "false"
        case .number(let number): number
        case .text(let text): Self.quote(text)
        case .list(let nodes): "[" + nodes.map(\.plain).joined(separator: ", ") + "]"
        case .object(let members):
            "{"
                + members.map { Self.quote($0.name) + ": " + $0.value.plain }
                .joined(separator: ", ") + "}"
        }
    }

    private static func quote(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\" + String(scalar)
            case _ where scalar.value < 32:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
