import Files
import Records

/// What a shop must remember: one SQLite file, or, for a plan in a shop that has none, memory.
///
/// It has one writer, whoever holds the shop's lock. Whatever is written between `begin` and
/// `commit` is there after a crash as a whole or not at all. Opening and closing it without
/// writing leaves the file as it was.
package final class Ledger {
    package static let file = "ledger.sqlite"

    package let database: Database
    /// Where commits are counted as durable steps; nil in memory.
    private let disk: Disk?

    /// Opens the ledger of the shop on `disk`, made or brought to this program's form as needed.
    package convenience init(disk: Disk) throws(Failure) {
        try self.init(disk: disk, migrations: Migration.all)
    }

    /// A new ledger in memory.
    package convenience init() throws(Failure) {
        try self.init(disk: nil, migrations: Migration.all)
    }

    init(disk: Disk?, migrations: [Migration]) throws(Failure) {
        self.disk = disk
        if let disk, !disk.exists(Self.file) {
            // An empty file is an empty database; made here, it has the rights of the shop's files.
            try disk.write(Self.file, [])
        }
        let path = disk.map { $0.path(Self.file) } ?? ":memory:"
        database = try Database(path: path, place: Place(Self.file))
        let version = try database.integer("PRAGMA user_version")
        guard version <= migrations.count else {
            throw Failure(
                .ledger, at: Place(Self.file),
                "was written by a newer feedmill (form \(version), this one knows "
                    + "\(migrations.count)); use that one")
        }
        // At most 8 MiB of pages in memory; a write-ahead log that grew is cut back to 16 MiB. A new ledger has pages
        // of 8 KiB: a first load writes half as many, and a day that changes some of them hardly more bytes.
        try database.execute(
            """
            PRAGMA page_size = 8192;
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA foreign_keys = ON;
            PRAGMA secure_delete = OFF;
            PRAGMA temp_store = MEMORY;
            PRAGMA cache_size = -8192;
            PRAGMA journal_size_limit = 16777216;
            """)
        for number in Int(version)..<migrations.count {
            try begin()
            do throws(Failure) {
                try database.execute(migrations[number].sql)
                try database.execute("PRAGMA user_version = \(number + 1)")
            } catch {
                try rollback()
                throw error
            }
            try commit()
        }
    }

    package func begin() throws(Failure) { try database.begin() }

    /// Makes all since `begin` durable. Where that fails, nothing of it is kept.
    package func commit() throws(Failure) {
        do throws(Failure) {
            if let disk {
                try disk.step(.commit, Self.file) { () throws(Failure) in try database.commit() }
            } else {
                try database.commit()
            }
        } catch {
            try rollback()
            throw error
        }
    }

    /// Undoes all since `begin`; where no transaction is open, there is nothing to undo.
    package func rollback() throws(Failure) { try database.rollback() }

    /// Marks a point in the open transaction that can be gone back to. Points nest.
    package func savepoint(_ name: String) throws(Failure) { try database.savepoint(name) }

    /// Keeps what was written since the point, and removes the point.
    package func release(_ name: String) throws(Failure) { try database.release(name) }

    /// Undoes what was written since the point, and removes the point.
    package func rollback(to name: String) throws(Failure) { try database.rollback(to: name) }
}

extension Ledger {
    /// How often what `name` stands for has changed; 0 where it never has.
    package func revision(of name: String) throws(Failure) -> Int64 {
        try database.integer("SELECT number FROM revision WHERE name = ?1", [.text(name)])
    }

    /// Notes a change of what `name` stands for. Returns its new revision.
    package func bumpRevision(of name: String) throws(Failure) -> Int64 {
        try database.integer(
            """
            INSERT INTO revision (name, number) VALUES (?1, 1)
            ON CONFLICT (name) DO UPDATE SET number = number + 1 RETURNING number
            """, [.text(name)])
    }
}
