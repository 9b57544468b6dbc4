import Ledgers
import Records
import Testing

@Suite struct LedgerRowsTests {
    let ledger: Ledger
    let run: RunRow

    init() throws {
        ledger = try Ledger()
        run = try ledger.addRun(name: "2026-11-23.1-nightly", pipeline: "nightly")
    }

    private func file(
        _ text: String, made: Int64, marketplace: String = "DE", isCurrent: Bool = true
    ) -> FileRow {
        FileRow(
            digest: Digest(of: text), report: "listings", marketplace: marketplace,
            name: "inbox/DE/\(text).txt", path: "archive/\(text).txt", size: 12,
            encoding: "cp1252", rows: 3, rejected: 1, made: made, run: run.id,
            isCurrent: isCurrent, locations: "[\"HH\"]")
    }

    @Test func filesComeBackAsRecorded() throws {
        var one = file("one", made: 10)
        one.id = try ledger.record(one)
        #expect(try ledger.file(one.id) == one)
        #expect(try ledger.files(digest: one.digest) == [one])
        #expect(try ledger.files(digest: Digest(of: "another")) == [])
        #expect(try ledger.files(run: run.id) == [one])
    }

    @Test func currentFilesAreNewestFirst() throws {
        let old = try ledger.record(file("old", made: 10))
        let new = try ledger.record(file("new", made: 30))
        let late = try ledger.record(file("late", made: 10))
        _ = try ledger.record(file("past", made: 40, isCurrent: false))
        _ = try ledger.record(file("french", made: 50, marketplace: "FR"))
        let current = try ledger.currentFiles(report: "listings", marketplace: "DE")
        #expect(current.map(\.id) == [new, late, old])
        try ledger.setCurrent(false, file: new)
        let rest = try ledger.currentFiles(report: "listings", marketplace: "DE")
        #expect(rest.map(\.id) == [late, old])
        #expect(try ledger.currentMarketplaces(report: "listings") == ["DE", "FR"])
        #expect(try ledger.currentFiles(report: "stock", marketplace: "DE") == [])
    }

    @Test func aStampTakesThePlaceOfTheLastOne() throws {
        var stamp = StampRow(
            path: "mappings/skus.tsv", size: 5, modified: 1_700_000_000_123_456_789, changed: 2,
            inode: -1, digest: Digest(of: "a"), seen: 4)
        try ledger.record(stamp)
        stamp.digest = Digest(of: "b")
        try ledger.record(stamp)
        #expect(try ledger.stamp(path: stamp.path) == stamp)
        #expect(try ledger.stamp(path: "mappings/other.tsv") == nil)
    }

    @Test func runNumbersGoOnPerDay() throws {
        for name in ["2026-11-23.9-nightly", "2026-11-23.10-hourly", "2026-11-22.70-nightly"] {
            _ = try ledger.addRun(name: name, pipeline: "nightly")
        }
        #expect(try ledger.nextRunNumber(day: "2026-11-23") == 11)
        #expect(try ledger.nextRunNumber(day: "2026-11-24") == 1)
        #expect(throws: Failure.self) {
            try ledger.addRun(name: "2026-11-23.9-nightly", pipeline: "nightly")
        }
    }

    @Test func anOpenRunIsFoundUntilItIsDone() throws {
        #expect(try ledger.openRun(pipeline: "nightly") == run)
        #expect(try ledger.openRun(pipeline: "hourly") == nil)
        try ledger.setState(.open, exit: 6, run: run.id)
        try ledger.countAttempt(run: run.id)
        let open = try ledger.openRun(pipeline: "nightly")
        #expect(open?.attempts == 2)
        #expect(open?.exit == 6)
        try ledger.setState(.done, exit: 0, run: run.id)
        #expect(try ledger.openRun(pipeline: "nightly") == nil)
        #expect(try ledger.run(run.id)?.exit == 0)
    }

    @Test func theLatestReceiptIsOfItsStageAndScope() throws {
        func receipt(_ scope: String, _ inputs: String, _ outcome: Receipt.Outcome) -> Receipt {
            Receipt(
                run: run.id, pipeline: "nightly", stage: "stock", scope: scope, inputs: inputs,
                outcome: outcome, name: "2-stock.\(outcome.rawValue).json", checkpoint: "{}\n")
        }
        for each in [
            receipt("DE", "1", .done), receipt("DE", "2", .guarded), receipt("FR", "3", .done),
        ] { _ = try ledger.record(each) }
        let latest = try ledger.latestReceipt(pipeline: "nightly", stage: "stock", scope: "DE")
        #expect(latest?.inputs == "2")
        #expect(latest?.outcome == .guarded)
        #expect(try ledger.latestReceipt(pipeline: "hourly", stage: "stock", scope: "DE") == nil)
        #expect(try ledger.receipts(run: run.id).map(\.inputs) == ["1", "2", "3"])
    }

    @Test func anAllowanceIsRecordedOnce() throws {
        try ledger.allow(guard: "zeroed", stage: "quantities", run: run.id)
        try ledger.allow(guard: "zeroed", stage: "quantities", run: run.id)
        let allowances = try ledger.allowances(run: run.id)
        #expect(allowances.map(\.guard) == ["zeroed"])
        #expect(allowances.map(\.stage) == ["quantities"])
    }

    @Test func aRowOfNoRunIsRefused() throws {
        var orphan = file("orphan", made: 1)
        orphan.run = 99
        #expect(
            throws: Failure(.ledger, at: Place("ledger.sqlite"), "FOREIGN KEY constraint failed")
        ) {
            try ledger.record(orphan)
        }
    }

    @Test func aWordThatIsNotKnownIsNotGuessed() throws {
        try ledger.database.run("UPDATE run SET state = 'paused'")
        let failure = #expect(throws: Failure.self) { try ledger.run(run.id) }
        #expect(
            failure?.text
                == "ledger.sqlite: column state holds 'paused', which this feedmill does not know")
    }

    @Test func documentsGoThroughTheirStates() throws {
        #expect(try ledger.nextDocumentId() == 1)
        let one = DocumentRow.example(1, rows: 1...2, run: run.id)
        let two = DocumentRow.example(2, rows: 3...3, run: run.id)
        try ledger.record(one)
        try ledger.record(two)
        #expect(try ledger.nextDocumentId() == 3)
        #expect(try ledger.unsentDocuments(feed: "inventory", scope: "eu") == [one, two])
        #expect(try ledger.unsentDocuments(feed: "inventory", scope: "na") == [])
        #expect(try ledger.document(named: one.name) == one)
        #expect(try ledger.documents(run: run.id) == [one, two])

        try ledger.setState(.withdrawn, document: 1)
        try ledger.setState(.sent, document: 2, sent: 500)
        try ledger.setFeedId("50001", document: 2)
        try ledger.setAnswer("answers/2.json", document: 2)
        #expect(try ledger.unsentDocuments(feed: "inventory", scope: "eu") == [])
        #expect(try ledger.documents(state: .withdrawn).map(\.id) == [1])
        let answered = try ledger.document(2)
        #expect(answered?.state == .answered)
        #expect(answered?.sent == 500)
        #expect(answered?.feedId == "50001")
        #expect(answered?.answer == "answers/2.json")
    }

    @Test func noTwoDocumentsHaveOneName() throws {
        try ledger.record(.example(1, rows: 1...2, run: run.id))
        var twin = DocumentRow.example(2, rows: 3...4, run: run.id)
        twin.name = "inventory.eu.1.json"
        #expect(throws: Failure.self) { try ledger.record(twin) }
    }
}
