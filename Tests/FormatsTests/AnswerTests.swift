import Formats
import Records
import Testing

/// Amazon's answers in the odd forms that they come in.
struct AnswerTests {
    private func read(_ text: String) throws -> Answer {
        try AnswerReader.read(Array(text.utf8), name: "answer")
    }

    private func refusal(_ bytes: [UInt8]) -> String? {
        do throws(Failure) {
            _ = try AnswerReader.read(bytes, name: "answer")
            return nil
        } catch {
            return error.text
        }
    }

    private static let result = """
        <Result><MessageID>2</MessageID><ResultCode>Error</ResultCode>
        <ResultMessageCode>18021</ResultMessageCode>
        <ResultDescription>The quantities
          you gave &apos;are&apos; too large.</ResultDescription>
        <AdditionalInfo><SKU>A</SKU><AmazonOrderID>302-0000001-0000001</AmazonOrderID></AdditionalInfo></Result>
        """

    private static func xml(_ inner: String, declared: String = "") -> String {
        "\(declared)<AmazonEnvelope><Header/><MessageType>ProcessingReport</MessageType><Message>"
            + "<MessageID>1</MessageID><ProcessingReport>\(inner)</ProcessingReport></Message></AmazonEnvelope>"
    }

    @Test func xmlWithAllItsParts() throws {
        let answer = try read(
            Self.xml(
                "<DocumentTransactionID>8252984128</DocumentTransactionID><StatusCode>Complete</StatusCode>"
                    + "<ProcessingSummary><MessagesProcessed>2</MessagesProcessed><MessagesSuccessful>1"
                    + "</MessagesSuccessful><MessagesWithError>1</MessagesWithError></ProcessingSummary>"
                    + Self.result, declared: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"))
        #expect(answer.feedId == "8252984128")
        #expect(answer.isComplete && !answer.goesByRows)
        #expect(answer.processed == 2 && answer.successful == 1 && answer.withError == 1)
        let finding = try #require(answer.findings.first)
        #expect(finding.message == 2 && finding.severity == .error && finding.code == "18021")
        #expect(finding.text == "The quantities you gave 'are' too large.")
        #expect(finding.sku == "A" && finding.order == "302-0000001-0000001")
    }

    /// Blanks in front, no declaration, no status, no summary; SKU 0 and message 0 mean the whole document.
    @Test func xmlThatLacksParts() throws {
        let whole = Self.result.replacing("<MessageID>2<", with: "<MessageID>0<")
            .replacing("<SKU>A<", with: "<SKU>0<").replacing("Error", with: "Warning")
        let answer = try read("\n  " + Self.xml(whole))
        #expect(answer.processed == nil && answer.feedId == "")
        #expect(answer.findings.first?.isWhole == true)
        #expect(answer.findings.first?.sku == "")
        #expect(answer.findings.first?.severity == .warning)
        #expect(try !read(Self.xml("<StatusCode>Processing</StatusCode>")).isComplete)
    }

    @Test func easyShip() throws {
        let answer = try read(
            "<EasyShipProcessingReport><FeedSubmissionID>77</FeedSubmissionID><MessagesProcessed>3</MessagesProcessed>"
                + "<MessagesSuccessful>3</MessagesSuccessful><MessagesWithError>0</MessagesWithError></EasyShipProcessingReport>"
        )
        #expect(answer.feedId == "77" && answer.processed == 3 && answer.findings.isEmpty)
    }

    @Test func xmlIsWholeOrNone() {
        let whole = Array(Self.xml(Self.result).utf8)
        for cut in stride(from: 20, to: whole.count - 1, by: 7) {
            #expect(refusal(Array(whole[..<cut])) != nil, "cut at \(cut)")
        }
        #expect(
            refusal(Array(("<!DOCTYPE AmazonEnvelope [<!ENTITY a \"b\">]>" + Self.xml("")).utf8))?
                .contains("document type") == true)
        #expect(
            refusal(Array("<AmazonEnvelope><Message/></AmazonEnvelope>".utf8))?.contains(
                "no answer") == true)
    }

    private static func text(
        _ rows: String, processed: Int = 3, good: Int = 2, _ heading: String = five
    ) -> String {
        "Feed Processing Summary:\n\tNumber of records processed\t\t\(processed)\n"
            + "\tNumber of records successful\t\t\(good)\n\n\(heading)\n\(rows)"
    }

    private static let five = "original-record-number\tsku\terror-code\terror-type\terror-message"
    private static let six =
        "original-record-number\torder-id\torder-item-id\terror-code\terror-type\terror-message"

    @Test func textOfListings() throws {
        let answer = try read(
            Self.text("2\tA-1\t5000\tWarning\tskipped\n3\t\t13013\tError\tnot there\n"))
        #expect(answer.goesByRows && answer.isComplete)
        #expect(answer.processed == 3 && answer.successful == 2)
        #expect(answer.findings.map(\.severity) == [.warning, .error])
        #expect(answer.findings.map(\.sku) == ["A-1", ""])
        #expect(answer.findings.map(\.message) == [2, 3])
    }

    @Test(arguments: [
        ("Error", Answer.Severity.error), ("Fatal", .error), ("Fehler", .error), ("Erreur", .error),
        ("Warnung", .warning), ("Avertissement", .warning), ("警告", .warning), ("Unheard", .error),
    ])
    func textOfOrders(type: String, severity: Answer.Severity) throws {
        let answer = try read(
            Self.text("1\t302-1\t4711\t18028\t\(type)\tnot found\n", good: 2, Self.six))
        let finding = try #require(answer.findings.first)
        #expect(finding.order == "302-1" && finding.item == "4711" && finding.code == "18028")
        #expect(finding.severity == severity)
    }

    /// A heading and a summary in another language go by their places; CRLF; cp1252; record 0 is the file.
    @Test func textInGerman() throws {
        var bytes: [UInt8] = []
        let german =
            "Zusammenfassung der Verarbeitung:\r\n\tVerarbeitete Datens\u{E4}tze\t\t2\r\n\tErfolgreiche\t\t1\r\n\r\n"
            + "Nummer\tHaendler-SKU\tFehlercode\tFehlertyp\tFehlermeldung\r\n0\tX\t90215\tFehler\talle\r\n2\tX-2\t1\tFehler\tf\u{FC}r\r\n"
        for scalar in german.unicodeScalars { bytes.append(UInt8(scalar.value)) }
        let answer = try AnswerReader.read(bytes, name: "answer")
        #expect(answer.processed == 2 && answer.successful == 1)
        #expect(answer.findings.map(\.code) == ["90215", "1"])
        #expect(answer.findings[0].isWhole)
        #expect(answer.findings[1].sku == "X-2" && answer.findings[1].text == "für")
    }

    /// What its end cuts off is missing: it must not pass for whole.
    @Test func textThatIsCutShort() throws {
        let whole = Self.text("2\tA-1\t13013\tError\tone\n3\tA-2\t13013\tError\ttwo\n", good: 1)
        #expect(try read(whole).isComplete)
        let start = whole.utf8.count - 54
        for cut in start..<whole.utf8.count {
            let answer = try? AnswerReader.read(Array(whole.utf8.prefix(cut)), name: "answer")
            #expect(answer?.isComplete != true, "cut at \(cut)")
        }
        #expect(refusal(Array("Feed Processing Summary:\n".utf8))?.contains("cut short") == true)
        #expect(refusal(Array(Self.text("x\ty\n").utf8))?.contains("no row of an answer") == true)
    }

    @Test func json() throws {
        let answer = try read(
            """
            {"header":{"sellerId":"","version":"2.0","feedId":"50005"},
            "issues":[{"messageId":1,"code":"90220","severity":"ERROR","message":"'unit' is\\nmissing.","sku":"A"},
              {"code":"BAD_REQUEST","severity":"WARNING","message":"x"}, {"messageId":2,"severity":"INFO","message":"y"}],
            "summary":{"errors":1,"warnings":1,"messagesProcessed":4,"messagesAccepted":3,"messagesInvalid":1}}
            """)
        #expect(answer.feedId == "50005" && answer.isComplete)
        #expect(answer.processed == 4 && answer.successful == 3 && answer.withError == 1)
        #expect(answer.findings.map(\.message) == [1, nil, 2])
        #expect(answer.findings.map(\.severity) == [.error, .warning, .info])
        #expect(answer.findings.map(\.code) == ["90220", "BAD_REQUEST", ""])
        #expect(answer.findings[0].text == "'unit' is missing.")
    }

    @Test func jsonIsWholeOrNone() throws {
        let whole =
            "{\"header\":{\"feedId\":\"5\"},\"issues\":[{\"messageId\":1,\"code\":\"1\"}],\"summary\":{\"messagesProcessed\":1}}"
        for cut in 1..<whole.utf8.count {
            #expect(refusal(Array(whole.utf8.prefix(cut))) != nil, "cut at \(cut)")
        }
        #expect(
            try !read("{\"header\":{},\"issues\":[{\"code\":\"4002001\",\"severity\":\"ERROR\"}]}")
                .isComplete)
        #expect(refusal(Array("{\"a\":1}".utf8))?.contains("no answer") == true)
    }

    @Test func isTold() {
        #expect(AnswerReader.isAnswer(Array(Self.xml("").utf8)))
        #expect(AnswerReader.isAnswer(Array(Self.text("").utf8)))
        #expect(AnswerReader.isAnswer(Array("{\"header\": {}, \"issues\": []}".utf8)))
        for other in [
            "order-id\tsku\n1\t2\n", "{\"rows\": []}",
            "<AmazonEnvelope><MessageType>OrderReport</MessageType>", "",
        ] { #expect(!AnswerReader.isAnswer(Array(other.utf8)), "\(other)") }
    }
}
