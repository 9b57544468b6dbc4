import Files
import Foundation
import Records
import Testing

@testable import Ledgers

@Suite struct LedgerTests {
    let shop: Shop

    init() throws { shop = try Shop() }

    @Test func aNewLedgerHasItsTablesAndRights() throws {
        let ledger = try Ledger(disk: shop.disk)
        let tables = try ledger.database.all(
            "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name"
        ) { row in row.text(0) }
        #expect(
            tables == [
                "allowance", "approval", "asked", "coverage", "document", "event", "file",
                "finding", "incomplete",
                "purge", "receipt", "refusal", "revision", "run", "stamp", "telling", "told",
            ])
        #expect(
            try ledger.database.integer("PRAGMA user_version") == Int64(Migration.all.count))
        for name in ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"] {
            let rights = try FileManager.default.attributesOfItem(atPath: shop.disk.path(name))
            #expect(rights[.posixPermissions] as? Int == 0o600, "\(name)")
        }
        #expect(try ledger.database.integer("PRAGMA synchronous") == 2)
        #expect(try ledger.database.integer("PRAGMA foreign_keys") == 1)
    }

    @Test func aSessionThatWritesNothingLeavesTheFileAsItWas() throws {
        do {
            let ledger = try Ledger(disk: shop.disk)
            try ledger.begin()
            _ = try ledger.addRun(name: "2026-11-23.1-nightly", pipeline: "nightly")
            try ledger.commit()
        }
        let before = shop.bytes("ledger.sqlite")
        let stamp = shop.disk.stamp("ledger.sqlite")
        do {
            let ledger = try Ledger(disk: shop.disk)
            #expect(try ledger.runs(limit: 5).count == 1)
            try ledger.begin()
            for number in 0..<5000 {
                _ = try ledger.addRun(name: "plan-\(number)", pipeline: "nightly")
            }
            try ledger.rollback()
        }
        #expect(shop.bytes("ledger.sqlite") == before)
        #expect(shop.disk.stamp("ledger.sqlite") == stamp)
        #expect(try shop.names() == ["ledger.sqlite"])
    }

    @Test func aLedgerOfANewerFeedmillIsRefusedAndLeftAlone() throws {
        do {
            let ledger = try Ledger(disk: shop.disk)
            try ledger.database.execute("PRAGMA user_version = 99")
        }
        let before = shop.bytes("ledger.sqlite")
        let failure = #expect(throws: Failure.self) { try Ledger(disk: shop.disk) }
        #expect(
            failure?.text == "ledger.sqlite: was written by a newer feedmill "
                + "(form 99, this one knows \(Migration.all.count)); use that one")
        #expect(shop.bytes("ledger.sqlite") == before)
    }

    @Test func migrationsGoOnWhereTheyStopped() throws {
        let good = Migration(name: "good", sql: "CREATE TABLE extra (a INTEGER) STRICT")
        let bad = Migration(
            name: "bad", sql: "CREATE TABLE more (a INTEGER) STRICT; INSERT INTO nowhere VALUES (1)"
        )
        #expect(throws: Failure.self) {
            try Ledger(disk: shop.disk, migrations: Migration.all + [good, bad])
        }
        let count = Migration.all.count
        do {
            let ledger = try Ledger(disk: shop.disk, migrations: Migration.all + [good])
            #expect(try ledger.database.integer("PRAGMA user_version") == Int64(count + 1))
            #expect(try ledger.database.integer("SELECT count(*) FROM extra") == 0)
        }
        let after = Migration(name: "after", sql: "CREATE TABLE more (a INTEGER) STRICT")
        let ledger = try Ledger(disk: shop.disk, migrations: Migration.all + [good, after])
        #expect(try ledger.database.integer("SELECT count(*) FROM more") == 0)
    }

    @Test func aLedgerInMemoryTouchesNoDisk() throws {
        let ledger = try Ledger()
        try ledger.begin()
        _ = try ledger.addRun(name: "2026-11-23.1-nightly", pipeline: "nightly")
        try ledger.commit()
        #expect(try ledger.run(named: "2026-11-23.1-nightly") != nil)
        #expect(try shop.names() == [])
    }

    @Test(arguments: [Moment.before, .after])
    func aCommitThatFailsIsAllOrNothing(moment: Moment) throws {
        _ = try Ledger(disk: shop.disk)
        let disk = Disk(root: shop.root) { step, at throws(Failure) in
            if step == DiskStep(.commit, "ledger.sqlite"), at == moment {
                throw Failure(.disk, "stop")
            }
        }
        let ledger = try Ledger(disk: disk)
        try ledger.begin()
        _ = try ledger.addRun(name: "2026-11-23.1-nightly", pipeline: "nightly")
        #expect(throws: Failure(.disk, "stop")) { try ledger.commit() }
        #expect(!ledger.database.isInTransaction)
        #expect(try ledger.runs(limit: 5).count == (moment == .before ? 0 : 1))
    }

    @Test func aFullDiskSaysSoAndKeepsWhatWas() throws {
        let ledger = try Ledger(disk: shop.disk)
        let pages = try ledger.database.integer("PRAGMA page_count")
        try ledger.database.execute("PRAGMA max_page_count = \(pages + 4)")
        try ledger.begin()
        let told = try ToldWriter(ledger, feed: "inventory", scope: "eu")
        let failure = #expect(throws: Failure.self) {
            for number in 0..<10_000 { _ = try told.append("SKU-\(number)", "{\"quantity\":1}") }
        }
        #expect(
            failure?.text == "ledger.sqlite: no space left on device; "
                + "nothing is lost, make room and run again")
        try ledger.rollback()
        #expect(try ledger.told(1) == nil)
        try ledger.database.execute("PRAGMA max_page_count = 1000000")
        try ledger.begin()
        #expect(try told.append("SKU-1", "{\"quantity\":1}") == 1)
        try ledger.commit()
    }

    @Test func whatAKilledProcessCommittedIsThere() throws {
        let ledger = try Ledger(disk: shop.disk)
        try ledger.begin()
        _ = try ledger.addRun(name: "2026-11-23.1-nightly", pipeline: "nightly")
        try ledger.commit()
        try ledger.begin()
        _ = try ledger.addRun(name: "2026-11-23.2-nightly", pipeline: "nightly")
        let other = try Shop()
        for name in ["ledger.sqlite", "ledger.sqlite-wal"] {
            other.put(name, try #require(shop.bytes(name)))
        }
        try ledger.rollback()
        do {
            let found = try Ledger(disk: other.disk)
            #expect(try found.runs(limit: 5).map(\.name) == ["2026-11-23.1-nightly"])
        }
        #expect(try other.names() == ["ledger.sqlite"])
    }

    @Test func aSavepointRolledBackLeavesNothing() throws {
        let ledger = try Ledger(disk: shop.disk)
        try ledger.begin()
        let run = try ledger.addRun(name: "2026-11-23.1-nightly", pipeline: "nightly")
        try ledger.savepoint("quantities")
        let told = try ToldWriter(ledger, feed: "inventory", scope: "eu")
        let id = try told.append("A", "{}", document: 1, message: 1)
        try ledger.record(.example(1, rows: id...id, run: run.id))
        _ = try ledger.bumpRevision(of: "inventory.eu")
        try ledger.rollback(to: "quantities")
        try ledger.commit()
        #expect(try ledger.told(id) == nil)
        #expect(try ledger.document(1) == nil)
        #expect(try ledger.revision(of: "inventory.eu") == 0)
        #expect(try ledger.run(run.id) == run)
    }

    @Test func revisionsCountUp() throws {
        let ledger = try Ledger()
        #expect(try ledger.revision(of: "orders") == 0)
        #expect(try ledger.bumpRevision(of: "orders") == 1)
        #expect(try ledger.bumpRevision(of: "orders") == 2)
        #expect(try ledger.revision(of: "orders") == 2)
        #expect(try ledger.revision(of: "refunds") == 0)
    }
}
