import Ledgers
import Records
import Testing

@Suite struct ToldTests {
    let ledger: Ledger
    let run: RunRow

    init() throws {
        ledger = try Ledger()
        run = try ledger.addRun(name: "2026-11-23.1-nightly", pipeline: "nightly")
    }

    @Test func aChainLeadsBackToTheFirstRow() throws {
        let writer = try ToldWriter(ledger, feed: "inventory", scope: "eu")
        let adopted = try writer.append("A", "{\"quantity\":9}", state: .adopted)
        let other = try writer.append("B", "{}", document: 1, message: 1)
        let told = try writer.append(
            "A", "{\"quantity\":0}", document: 1, message: 2, before: adopted, flags: .zeroed)
        let mark = try writer.mark(.retell, key: "A", before: told)
        let history = try ledger.history(from: mark)
        #expect(history.map(\.id) == [mark, told, adopted])
        #expect(history.map(\.state) == [.retell, nil, .adopted])
        #expect(history.map(\.row) == [nil, "{\"quantity\":0}", "{\"quantity\":9}"])
        #expect(history.map(\.document) == [nil, 1, nil])
        #expect(history.map(\.message) == [nil, 2, nil])
        #expect(history.map(\.flags) == [[], .zeroed, []])
        #expect(history.allSatisfy { $0.feed == "inventory" && $0.scope == "eu" && $0.key == "A" })
        let latest = try ledger.latestTold(feed: "inventory", scope: "eu", key: "A")
        #expect(latest?.id == mark)
        #expect(try ledger.latestTold(feed: "inventory", scope: "na", key: "A") == nil)
        #expect(try ledger.history(from: other).count == 1)
        #expect(try ledger.history(from: 99) == [])
    }

    @Test func theRowsOfADocumentAreContiguous() throws {
        let writer = try ToldWriter(ledger, feed: "inventory", scope: "eu")
        var ranges: [ClosedRange<Int64>] = []
        for document in Int64(1)...3 {
            var ids: [Int64] = []
            for message in Int64(1)...4 {
                ids.append(
                    try writer.append(
                        "SKU-\(message)", "{}", document: document, message: message))
            }
            #expect(ids == Array(ids[0]...ids[3]))
            ranges.append(ids[0]...ids[3])
            try ledger.record(.example(document, rows: ids[0]...ids[3], run: run.id))
        }
        let second = try #require(try ledger.document(2))
        var rows: [ToldRow] = []
        try ledger.forEachTold(of: second) { row throws(Failure) in rows.append(row) }
        #expect(rows.map(\.id) == Array(ranges[1]))
        #expect(rows.map(\.message) == [1, 2, 3, 4])
        #expect(rows.allSatisfy { $0.document == 2 })
    }

    @Test func aRowStandsAsItsDocumentUntilItIsSettled() throws {
        let writer = try ToldWriter(ledger, feed: "inventory", scope: "eu")
        for key in ["A", "B"] { _ = try writer.append(key, "{}", document: 1, message: 1) }
        _ = try writer.append("C", "{}", state: .adopted)
        try ledger.record(.example(1, rows: 1...2, run: run.id))
        try ledger.setState(.sent, document: 1, sent: 7)
        try ledger.setState(.rejected, told: 2)
        let telling = try ledger.database.all(
            "SELECT key, state, document FROM telling ORDER BY id"
        ) { row in [row.text(0), row.text(1), row.text(2)] }
        #expect(
            telling == [
                ["A", "sent", "inventory.eu.1.json"], ["B", "rejected", "inventory.eu.1.json"],
                ["C", "adopted", ""],
            ])
    }
}
