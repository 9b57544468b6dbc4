import CBytes
import Glibc
import Records

/// What other processes ask of this one.
package enum Signals {
    /// From here on a stop is asked for, and not done, the first time.
    package static func catchStop() { fm_catch_stop() }

    package static var isStopAsked: Bool { fm_is_stop_asked() != 0 }

    /// What a stopped process ends with: nothing is lost.
    package static var stopped: Failure {
        Failure(.busy, "stopped, as it was asked to; run again to go on from there")
    }

    /// A signal that has come.
    package enum Signal: Sendable {
        case stop
        /// Definitions are to be read again.
        case reload
        /// A child has ended.
        case child
    }

    /// From here on signals are waited for: a descriptor to poll, never blocking.
    package static func descriptor() throws(Failure) -> Int32 {
        let file = fm_catch_signals()
        if file < 0 { throw .disk("a pipe", cannot: "make", errno) }
        return file
    }

    /// Those that have come since last time.
    package static func drain(_ file: Int32) -> [Signal] {
        var room = [UInt8](repeating: 0, count: 256)
        let count = read(file, &room, room.count)
        return room.prefix(max(0, count)).compactMap { byte in
            switch Int32(byte) {
            case SIGTERM, SIGINT: .stop
            case SIGHUP: .reload
            case SIGCHLD: .child
            default: nil
            }
        }
    }
}
