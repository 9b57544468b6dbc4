import Files
import Records
import Testing

@testable import Ledgers

@Suite struct AsOfTests {
    /// Three days: each takes a file in and tells a row; the first day's document is withdrawn on
    /// the second, unsent, and the second's is sent on the third.
    private func days() throws -> Ledger {
        let ledger = try Ledger()
        for day in 1...3 {
            let run = try ledger.addRun(name: "2026-11-0\(day).1-nightly", pipeline: "nightly")
            _ = try ledger.record(
                FileRow(
                    digest: Digest(of: "\(day)"), report: "stock", marketplace: "",
                    name: "stock", path: "\(day)", size: 1, encoding: day == 2 ? "" : "UTF-8",
                    rows: 1, rejected: 0, made: Int64(day), run: run.id, isCurrent: day == 3))
            let writer = try ToldWriter(ledger, feed: "inventory", scope: "eu")
            let id = try writer.append("LAMP", "{}")
            try ledger.record(
                DocumentRow(
                    id: Int64(day), feed: "inventory", scope: "eu", name: "\(day)",
                    dialect: "json", deliver: "hand", digest: Digest(of: "\(day)"), bytes: 1,
                    messages: 1, first: id, last: id, run: run.id, part: 1, parts: 1,
                    state: day == 1 ? .withdrawn : .sent, sent: day == 1 ? nil : 300))
        }
        _ = try ledger.bumpRevision(of: "inventory.eu")
        return ledger
    }

    private func state(_ ledger: Ledger) throws -> (files: [String], told: Int64, sent: Int) {
        (
            try ledger.takenFiles().flatMap { $0.map(\.path) },
            try ledger.database.integer("SELECT count(*) FROM told"),
            try ledger.documents(state: .sent).count
        )
    }

    @Test func itIsAsItWasThen() throws {
        let ledger = try days()
        #expect(try state(ledger) == (["3", "1"], 3, 2))
        try ledger.begin()
        try ledger.goBack(to: "2026-11-02", 200)
        // The second day's file was passed over; of the second day's own telling nothing is known.
        #expect(try state(ledger) == (["1"], 1, 0))
        #expect(try ledger.revision(of: "inventory.eu") > 1_000_000)
        try ledger.rollback()
        #expect(try state(ledger) == (["3", "1"], 3, 2))
        try ledger.begin()
        try ledger.goBack(to: "2026-11-03", 200)
        // Sent later than that: a run of the day would have withdrawn it.
        #expect(try state(ledger) == (["3", "1"], 2, 0))
        try ledger.rollback()
        try ledger.begin()
        try ledger.goBack(to: "2026-11-04", 400)
        #expect(try state(ledger) == (["3", "1"], 3, 2))
        try ledger.rollback()
    }
}
