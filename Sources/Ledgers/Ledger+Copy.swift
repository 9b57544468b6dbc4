import CSQLite
import Files
import Records

extension Ledger {
    /// Copies the ledger into a new file of the shop, as it is at one moment; it may be in use meanwhile.
    package func copy(to name: String, on disk: Disk) throws(Failure) {
        let draft = ".\(name.split(separator: "/").last ?? "")".replacing("/", with: "") + ".draft"
        let folder = name.split(separator: "/").dropLast().joined(separator: "/")
        let path = folder.isEmpty ? draft : "\(folder)/\(draft)"
        try disk.remove(path)
        do throws(Failure) {
            try disk.step(.write, name) { () throws(Failure) in
                let copy = try Database(path: disk.path(path), place: Place(name))
                try copy.takeAll(of: database)
            }
            try disk.publish(path, as: name)
        } catch {
            try? disk.remove(path)
            throw error
        }
    }

    /// What SQLite finds wrong in a ledger's file; nothing where it is whole.
    package static func faults(in name: String, on disk: Disk) throws(Failure) -> [String] {
        let database = try Database(path: disk.path(name), place: Place(name))
        let found = try database.all("PRAGMA integrity_check(20)") { row in row.text(0) }
        let broken = try database.all("PRAGMA foreign_key_check") { row in
            "\(row.text(0)): a row names what is not there"
        }
        return found.filter { $0 != "ok" } + Set(broken).sorted()
    }
}

extension Database {
    /// Makes this database a copy of another.
    func takeAll(of source: Database) throws(Failure) {
        guard let backup = sqlite3_backup_init(handle, "main", source.handle, "main") else {
            throw failure(sqlite3_errcode(handle))
        }
        let code = sqlite3_backup_step(backup, -1)
        sqlite3_backup_finish(backup)
        if code != SQLITE_DONE { throw failure(code) }
        // A copy is one file: whoever opens it makes a write-ahead log of his own.
        try execute("PRAGMA journal_mode = DELETE")
    }
}
