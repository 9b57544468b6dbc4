/// The manual page of a spec.
extension Spec {
    /// What `feedmill help WORD` prints: summary, fields with what they take, example.
    package var help: String {
        var lines = ["\(word): \(summary)", ""]
        for field in all {
            lines.append("  \(field.name): \(field.takes)")
            if field.name != word || value == nil { lines.append("      \(field.about)") }
        }
        if !example.isEmpty {
            lines += ["", "Example:"]
            lines += example.split(separator: "\n", omittingEmptySubsequences: false)
                .map { $0.isEmpty ? "" : "  \($0)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Field {
    fileprivate var takes: String {
        if required { return kind.wanted + "; required" }
        guard let standard else { return kind.wanted }
        return switch kind {
        case .flag, .count: "\(kind.wanted); \(standard) if not given"
        default: "\(kind.wanted); \"\(standard)\" if not given"
        }
    }
}
