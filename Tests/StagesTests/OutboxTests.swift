import Testing

@testable import Stages

/// Amazon's ids in the names of documents.
struct OutboxTests {
    @Test(
        arguments: [
            ("inventory.eu.000001.json", "inventory.eu.000001.json", ""),
            ("inventory.eu.000001.50311019001.json", "inventory.eu.000001.json", "50311019001"),
            ("inventory.eu.000001.json.2150723562", "inventory.eu.000001.json", "2150723562"),
            // The millionth document has seven digits, and is no id.
            ("inventory.eu.1000000.json", "inventory.eu.1000000.json", ""),
            ("inventory.eu.1000000.50311019001.json", "inventory.eu.1000000.json", "50311019001"),
            ("refund.000007.xml.50311019001", "refund.000007.xml", "50311019001"),
            ("notes.txt", "notes.txt", ""), ("x", "x", ""), ("2150723562", "2150723562", ""),
            ("a.2150723562", "a.2150723562", ""), ("..", "..", ""), ("", "", ""),
        ])
    func parts(_ base: String, _ name: String, _ feedId: String) {
        let parts = Outbox.parts(of: base)
        #expect(parts.name == name)
        #expect(parts.feedId == feedId)
    }
}
