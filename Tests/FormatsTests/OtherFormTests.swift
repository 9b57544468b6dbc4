import Formats
import Testing

/// Files that are no tables, and are said to be what they are.
@Suite struct OtherFormTests {
    private func refusal(_ text: String) -> String? {
        Array(text.utf8).withUnsafeBufferPointer { Heading($0, atEnd: true) }.refusal
    }

    private static let page =
        "a web page, not a report: expected the names of the columns"

    @Test(arguments: [
        "\n <!DOCTYPE html>\n", "<html><body>Sign in</body></html>", "<HTML lang=de>",
        "<!-- a note --><!doctype html><a/>", "\u{FEFF}<html>",
    ])
    func webPages(_ text: String) { #expect(refusal(text) == Self.page) }

    @Test(arguments: [
        (
            "<?xml version=\"1.0\"?>\n<AmazonEnvelope xmlns:x=\"y\">\n<Header/>"
                + "<MessageType>OrderReport</MessageType>",
            "AmazonEnvelope, OrderReport"
        ),
        ("<!-- <a> --><SettlementReport>", "SettlementReport"), ("<a/>", "a"),
        ("<AmazonEnvelope><MessageType> Price </MessageType>", "AmazonEnvelope, Price"),
        ("<AmazonEnvelope><MessageType>\u{1B}[2J</MessageType>", "AmazonEnvelope"),
        ("<AmazonEnvelope><MessageType></MessageType>", "AmazonEnvelope"),
    ])
    func xml(_ text: String, _ names: String) {
        #expect(refusal(text) == "an XML file (\(names)): not known yet")
    }

    @Test(arguments: [
        ("{\n  \"header\": {\"a\": 1},\n  \"issues\": []\n}", " (header, issues)"),
        ("{\"a\\\"b\": 1, \"c\": \"d: {\", \"e\": 1}", " (c, e)"), ("{}", ""), ("[{\"a\": 1}]", ""),
        (" [ ]", ""), ("{\"a\": {\"b\": 1}, \"c\": [\"d\", {\"e\": 2}]}", " (a, c)"), ("{", ""),
        ("{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1}", " (a, b, c, d)"),
    ])
    func json(_ text: String, _ names: String) {
        #expect(refusal(text) == "a JSON file\(names): not known yet")
    }

    @Test func documentsOfAmazons() {
        #expect(
            refusal("TemplateType=OrderCancellation\tVersion=1.0.3\tDo not modify\n")
                == "a flat document (TemplateType=OrderCancellation), which tells Amazon something:"
                + " no report")
        #expect(
            refusal("Feed Processing Summary:\n\tNumber of records processed\t\t1\n")
                == "Amazon's answer to a flat document: not known yet")
    }

    @Test(arguments: ["[sku]\tquantity\n", "TemplateTypes\tquantity\n", "Feed\tSummary\n"])
    func tables(_ text: String) { #expect(refusal(text) == nil) }
}
