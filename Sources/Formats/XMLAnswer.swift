import Records

/// The processing report of an XML document. Seen in real ones: without a declaration, without status and
/// summary, counts that do not add up, message 0 for the document as a whole, line breaks in texts.
final class XMLAnswer: XMLListener {
    private var answer = Answer()
    private var finding = Answer.Finding(message: nil, severity: .error, code: "", text: "")
    private var text: [UInt8] = []
    private var hasReport = false
    private var isInResult = false

    static func read(_ text: String, name: String) throws(Failure) -> Answer {
        let listener = XMLAnswer()
        let events = try XMLEvents(listener, name: name)
        var text = text
        // A declaration behind blanks is none, and the blanks are known to happen.
        text = String(text.drop { $0.isWhitespace })
        let bytes = Array(text.utf8)
        try withExtendedLifetime(listener) { () throws(Failure) in
            try bytes.withUnsafeBufferPointer { (bytes) throws(Failure) in try events.add(bytes) }
            try events.end()
        }
        guard listener.hasReport else {
            throw Failure(
                .data, at: Place(name, line: 1),
                "is no answer of Amazon's: it holds no ProcessingReport")
        }
        return listener.answer
    }

    func start(_ name: UnsafePointer<UInt8>, _ attributes: XMLEvents.Attributes, line: Int) {
        text.removeAll(keepingCapacity: true)
        switch String(cString: name) {
        case "ProcessingReport", "EasyShipProcessingReport": hasReport = true
        case "Result":
            isInResult = true
            finding = Answer.Finding(message: nil, severity: .error, code: "", text: "")
        default: break
        }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) { text += bytes }

    func end(_ name: UnsafePointer<UInt8>) {
        defer { text.removeAll(keepingCapacity: true) }
        let value = value
        if isInResult { return endInResult(String(cString: name), value) }
        switch String(cString: name) {
        case "DocumentTransactionID", "FeedSubmissionID": answer.feedId = value
        case "StatusCode": answer.isComplete = value == "Complete"
        case "MessagesProcessed": answer.processed = Int64(value)
        case "MessagesSuccessful": answer.successful = Int64(value)
        case "MessagesWithError": answer.withError = Int64(value)
        default: break
        }
    }

    private func endInResult(_ name: String, _ value: String) {
        switch name {
        case "MessageID": finding.message = Int64(value)
        case "ResultCode":
            finding.severity = value == "Warning" ? .warning : value == "Info" ? .info : .error
        case "ResultMessageCode": finding.code = value
        case "ResultDescription": finding.text = value
        // "0" stands for none in findings about the document.
        case "SKU": finding.sku = value == "0" ? "" : value
        case "AmazonOrderID": finding.order = value
        case "AmazonOrderItemCode": finding.item = value
        case "Result":
            answer.findings.append(finding)
            isInResult = false
        default: break
        }
    }

    /// The text without outer blanks, on one line.
    private var value: String {
        String(decoding: text, as: UTF8.self).split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
    }
}
