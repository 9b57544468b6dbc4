import CXML2

/// What libxml2 finds wrong while it reads one document or schema: the first thing only.
final class XMLFindings {
    private(set) var first: (line: Int?, message: String)?

    /// Calls `body` with the context for `take`; all errors of this thread come here until it
    /// returns.
    func listening<R>(_ body: (UnsafeMutableRawPointer) -> R) -> R {
        withExtendedLifetime(self) {
            let context = Unmanaged.passUnretained(self).toOpaque()
            xmlSetStructuredErrorFunc(context, Self.take)
            defer { xmlSetStructuredErrorFunc(nil, nil) }
            return body(context)
        }
    }

    static let take: xmlStructuredErrorFunc = { context, error in
        guard let context, let error = error?.pointee,
            error.level.rawValue >= XML_ERR_ERROR.rawValue
        else { return }
        let findings = Unmanaged<XMLFindings>.fromOpaque(context).takeUnretainedValue()
        guard findings.first == nil else { return }
        let text = error.message.map { String(cString: $0) } ?? "unknown"
        findings.first = (error.line > 0 ? Int(error.line) : nil, XMLFindings.sentence(text))
    }

    /// libxml2's message as the end of ours.
    private static func sentence(_ text: String) -> String {
        var text = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        while let last = text.last, last == "." || last == " " { text.removeLast() }
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}
