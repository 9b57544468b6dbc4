import Glibc
import Records

extension Failure {
    /// What the system answered when `name` could not be opened, written, moved: `verb` says which,
    /// `code` is its errno.
    package static func disk(_ name: String, cannot verb: String, _ code: Int32) -> Failure {
        let reason = String(cString: strerror(code))
        return Failure(.disk, at: Place(name), "cannot \(verb): \(reason)\(advice(code))")
    }

    private static func advice(_ code: Int32) -> String {
        switch code {
        case ENOSPC, EDQUOT: "; nothing is lost, make room and run again"
        case EACCES, EPERM: "; let the user that runs feedmill read and write it"
        case EIO: "; look after the disk, then run again"
        default: ""
        }
    }
}
