import CSQLite
import Glibc
import Records

extension Failure {
    /// What SQLite's result `code` means to a person. `handle` is the connection that gave it.
    init(_ exit: Exit, at place: Place, sqlite code: Int32, of handle: OpaquePointer?) {
        let errno = handle.map { sqlite3_system_errno($0) } ?? 0
        let said = handle.flatMap { sqlite3_errmsg($0) } ?? sqlite3_errstr(code)
        let text = said.map { String(cString: $0) } ?? "error \(code)"
        let primary = code & 0xFF
        let message =
            switch primary {
            case SQLITE_FULL: Self.full
            case SQLITE_IOERR where errno == ENOSPC || errno == EDQUOT: Self.full
            case SQLITE_BUSY, SQLITE_LOCKED:
                "in use by another program; run again when it has finished"
            case SQLITE_CORRUPT, SQLITE_NOTADB:
                "damaged (\(text)); put back a copy, or move it away to begin anew"
            case SQLITE_CANTOPEN, SQLITE_IOERR, SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH:
                (errno == 0 || errno == ENOENT
                    ? text : "\(text): \(String(cString: strerror(errno)))")
                    + "; is the file system full, or only to be read?"
            default: text
            }
        self.init(exit, at: place, message)
    }

    private static var full: String {
        "no space left on device; nothing is lost, make room and run again"
    }
}
