import Records
import Testing

@testable import Ledgers

/// What a person approved, and how long it counts.
struct ApprovalTests {
    private let ledger: Ledger

    init() throws { ledger = try Ledger() }

    private func approve(_ key: String, _ values: String, scope: String = "DE") throws {
        try ledger.approve(
            ApprovalRow(
                feed: "price", scope: scope, key: key, digest: Digest(of: values), time: 5,
                who: "anna"))
    }

    private func valid(_ scope: String = "DE") throws -> [String] {
        try ledger.approvals(feed: "price", scope: scope).map {
            "\($0.key) \($0.digest == Digest(of: "1") ? 1 : 2) \($0.time) \($0.who)"
        }
    }

    @Test func countsInItsScopeOnly() throws {
        try approve("LAMP", "1")
        try approve("ROPE", "2", scope: "UK")
        #expect(try valid() == ["LAMP 1 5 anna"])
        #expect(try valid("UK") == ["ROPE 2 5 anna"])
        #expect(try ledger.approvals(feed: "inventory", scope: "DE").isEmpty)
    }

    @Test func aLaterOneTakesItsPlace() throws {
        try approve("LAMP", "1")
        try approve("LAMP", "2")
        #expect(try valid() == ["LAMP 2 5 anna"])
    }

    @Test func endsWhenItIsTold() throws {
        try approve("LAMP", "1")
        try approve("ROPE", "1")
        let ids = try ledger.approvals(feed: "price", scope: "DE").map(\.id)
        let run = try ledger.addRun(name: "r", pipeline: "p")
        let document = try document(run.id)
        let told = try ToldWriter(ledger, feed: "price", scope: "DE")
        let (key, row) = (Array("LAMP".utf8), Array("{}".utf8))
        let id = try key.withUnsafeBufferPointer { key in
            try row.withUnsafeBufferPointer { row in
                try told.append(key: key, row: row, document: document, message: 1, before: nil)
            }
        }
        try ledger.setTold(id, approval: ids[0])
        #expect(try valid() == ["ROPE 1 5 anna"])
        // Withdrawn before it was sent: nothing was told, and the approval counts again.
        try ledger.setState(.withdrawn, document: document)
        #expect(try valid() == ["LAMP 1 5 anna", "ROPE 1 5 anna"])
        try ledger.void(approval: ids[0])
        #expect(try valid() == ["ROPE 1 5 anna"])
    }

    private func document(_ run: Int64) throws -> Int64 {
        let id = try ledger.nextDocumentId()
        _ = try ledger.record(
            DocumentRow(
                id: id, feed: "price", scope: "DE", name: "price.DE.000001.json", dialect: "json",
                deliver: "hand", digest: Digest(of: ""), bytes: 0, messages: 1, first: 1, last: 1,
                run: run, part: 1, parts: 1, state: .ready, sent: nil))
        return id
    }
}
