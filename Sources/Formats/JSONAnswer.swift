import Records

/// The processing report of a listings feed (Amazon, "Listings Feed Processing Report Schema v2"). A finding
/// without a message is of the document as a whole; the code is a text, digits or a word.
struct JSONAnswer {
    static func read(_ text: String, name: String) throws(Failure) -> Answer {
        let bytes = Array(text.utf8)
        return try bytes.withUnsafeBufferPointer { (bytes) throws(Failure) in
            guard let start = bytes.baseAddress else {
                throw Failure(.data, at: Place(name), "is empty")
            }
            var scanner = JSONScanner(bytes: start, end: bytes.count, isWhole: true, at: 0)
            var reader = JSONAnswer()
            do throws(JSONScanner.Stop) {
                try reader.object(&scanner) { (reader, key, scanner) throws(JSONScanner.Stop) in
                    switch key {
                    case "header": try reader.header(&scanner)
                    case "summary": try reader.summary(&scanner)
                    case "issues": try reader.issues(&scanner)
                    default: _ = try scanner.value()
                    }
                }
            } catch {
                guard case .mistake(let offset, let message) = error else {
                    throw Failure(.data, at: Place(name), "is cut short")
                }
                throw Failure(
                    .data,
                    at: Place.counted(
                        UnsafeBufferPointer(rebasing: bytes[..<min(offset, bytes.count)]), .utf8,
                        file: name, line: 1),
                    message)
            }
            guard reader.hasSummary || !reader.answer.findings.isEmpty else {
                throw Failure(
                    .data, at: Place(name),
                    "is no answer of Amazon's: it has neither a summary nor issues")
            }
            reader.answer.isComplete = reader.hasSummary
            return reader.answer
        }
    }

    private var answer = Answer()
    private var hasSummary = false

    private typealias Member = (inout JSONAnswer, String, inout JSONScanner) throws(JSONScanner
        .Stop) -> Void

    /// Goes through the members of an object.
    private mutating func object(
        _ scanner: inout JSONScanner, _ member: Member
    ) throws(JSONScanner.Stop) {
        scanner.skipBlank()
        try scanner.take(UInt8(ascii: "{"), "'{'")
        if try scanner.peek("a name or '}'") == UInt8(ascii: "}") {
            scanner.at += 1
            return
        }
        repeat {
            let name = try scanner.name()
            let key = scanner.string(name) ?? ""
            try member(&self, key, &scanner)
        } while try scanner.goesOn(to: UInt8(ascii: "}"), "',' or '}'")
    }

    private mutating func header(_ scanner: inout JSONScanner) throws(JSONScanner.Stop) {
        try object(&scanner) { (reader, key, scanner) throws(JSONScanner.Stop) in
            let value = try reader.text(&scanner)
            if key == "feedId" { reader.answer.feedId = value }
        }
    }

    private mutating func summary(_ scanner: inout JSONScanner) throws(JSONScanner.Stop) {
        hasSummary = true
        try object(&scanner) { (reader, key, scanner) throws(JSONScanner.Stop) in
            let value = try reader.text(&scanner)
            switch key {
            case "messagesProcessed": reader.answer.processed = Int64(value)
            case "messagesAccepted": reader.answer.successful = Int64(value)
            case "messagesInvalid": reader.answer.withError = Int64(value)
            default: break
            }
        }
    }

    private mutating func issues(_ scanner: inout JSONScanner) throws(JSONScanner.Stop) {
        scanner.skipBlank()
        try scanner.take(UInt8(ascii: "["), "'['")
        if try scanner.peek("an issue or ']'") == UInt8(ascii: "]") {
            scanner.at += 1
            return
        }
        repeat {
            var finding = Answer.Finding(message: nil, severity: .error, code: "", text: "")
            try object(&scanner) { (reader, key, scanner) throws(JSONScanner.Stop) in
                let value = try reader.text(&scanner)
                switch key {
                case "messageId": finding.message = Int64(value)
                case "sku": finding.sku = value
                case "code": finding.code = value
                case "severity":
                    finding.severity =
                        value == "WARNING" ? .warning : value == "INFO" ? .info : .error
                case "message":
                    finding.text = value.split(whereSeparator: \.isWhitespace).joined(
                        separator: " ")
                default: break
                }
            }
            answer.findings.append(finding)
        } while try scanner.goesOn(to: UInt8(ascii: "]"), "',' or ']'")
    }

    /// A value as text: empty for what is neither text nor number.
    private mutating func text(_ scanner: inout JSONScanner) throws(JSONScanner.Stop) -> String {
        switch try scanner.value() {
        case .text(let text): return scanner.string(text) ?? ""
        case .bare(let start, let count, _):
            let bytes = UnsafeBufferPointer(start: scanner.bytes + start, count: count)
            return String(decoding: bytes, as: UTF8.self)
        default: return ""
        }
    }
}
