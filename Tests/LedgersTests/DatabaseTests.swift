import Ledgers
import Records
import Testing

@Suite struct DatabaseTests {
    let database: Database

    init() throws {
        database = try Database(path: ":memory:", place: Place("ledger.sqlite"))
        try database.execute("CREATE TABLE t (a ANY, b TEXT UNIQUE) STRICT")
    }

    private func count() throws -> Int64 { try database.integer("SELECT count(*) FROM t") }

    @Test(arguments: [
        (Bound.null, "null"), (.integer(.min), "integer"), ("", "text"), ("Größe\0x", "text"),
        (.bytes([]), "blob"), (.bytes([0, 255]), "blob"), (Bound(nil as Int64?), "null"),
    ])
    func storesWhatWasBound(value: Bound, type: String) throws {
        try database.run("INSERT INTO t (a) VALUES (?1)", [value])
        let same = try database.integer("SELECT count(*) FROM t WHERE a IS ?1", [value])
        #expect(same == 1)
        let stored = try database.first("SELECT typeof(a), a FROM t") { row in
            (
                type: row.text(0), text: row.text(1), number: row.integer(1),
                bytes: row.bytes(1).count
            )
        }
        #expect(stored?.type == type)
        if case .text(let text) = value { #expect(stored?.text == text) }
        if case .integer(let number) = value { #expect(stored?.number == number) }
        if case .bytes(let bytes) = value { #expect(stored?.bytes == bytes.count) }
    }

    @Test func standingTextIsTextEvenWhereItIsEmpty() throws {
        let insert = try database.statement("INSERT INTO t (a) VALUES (?1)")
        try insert.bind(1, standing: UnsafeBufferPointer(start: nil, count: 0))
        try insert.run()
        #expect(try database.integer("SELECT count(*) FROM t WHERE a = ''") == 1)
    }

    @Test func oneStatementIsLentTwiceAtOnce() throws {
        try database.run("INSERT INTO t (a) VALUES (1), (2)")
        let sql = "SELECT a FROM t ORDER BY a"
        var pairs: [[Int64]] = []
        let outer = try database.statement(sql)
        while try outer.step() {
            let inner = try database.statement(sql)
            while try inner.step() { pairs.append([outer.integer(0), inner.integer(0)]) }
        }
        #expect(pairs == [[1, 1], [1, 2], [2, 1], [2, 2]])
    }

    @Test func aLentStatementComesBackWithoutItsParameters() throws {
        let sql = "SELECT ?1 IS NULL"
        #expect(try database.integer(sql, [7]) == 0)
        #expect(try database.integer(sql) == 1)
    }

    @Test func aStatementThatFailedRunsAgain() throws {
        let insert = try database.statement("INSERT INTO t (b) VALUES (?1)")
        try insert.bind(1, "x")
        try insert.run()
        #expect(throws: Failure.self) { try insert.run() }
        try insert.bind(1, "y")
        try insert.run()
        #expect(try count() == 2)
    }

    @Test func errorsHoldNoValues() throws {
        try database.run("INSERT INTO t (b) VALUES (?1)", ["Erika Mustermann"])
        let failure = #expect(throws: Failure.self) {
            try database.run("INSERT INTO t (b) VALUES (?1)", ["Erika Mustermann"])
        }
        #expect(failure?.text == "ledger.sqlite: UNIQUE constraint failed: t.b")
        #expect(failure?.exit == .ledger)
    }

    @Test func aTransactionThatThrowsLeavesNothing() throws {
        let stop = Failure(.data, "stop")
        #expect(throws: stop) {
            try database.transaction { () throws(Failure) in
                try database.run("INSERT INTO t (a) VALUES (1)")
                throw stop
            }
        }
        #expect(try count() == 0)
        try database.transaction { () throws(Failure) in
            try database.run("INSERT INTO t (a) VALUES (1)")
        }
        #expect(try count() == 1)
        #expect(!database.isInTransaction)
    }

    @Test func aSavepointRolledBackLeavesNothing() throws {
        try database.begin()
        try database.savepoint("1-\"stock\"")
        try database.run("INSERT INTO t (a) VALUES (1)")
        try database.savepoint("2")
        try database.run("INSERT INTO t (a) VALUES (2)")
        try database.release("2")
        try database.rollback(to: "1-\"stock\"")
        #expect(try count() == 0)
        try database.savepoint("3") { () throws(Failure) in
            try database.run("INSERT INTO t (a) VALUES (3)")
        }
        #expect(throws: Failure.self) {
            try database.savepoint("4") { () throws(Failure) in
                try database.run("INSERT INTO t (a) VALUES (4)")
                throw Failure(.data, "stop")
            }
        }
        try database.commit()
        #expect(try database.all("SELECT a FROM t") { row in row.integer(0) } == [3])
    }

    @Test func aFileThatIsNoDatabaseIsNamed() throws {
        let shop = try Shop()
        shop.put("ledger.sqlite", [UInt8](repeating: 65, count: 4096))
        let failure = #expect(throws: Failure.self) { try Ledger(disk: shop.disk) }
        #expect(
            failure?.text == "ledger.sqlite: damaged (file is not a database); "
                + "put back a copy, or move it away to begin anew")
    }
}
