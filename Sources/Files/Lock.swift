import Glibc
import Records

/// The shop, held by one run at a time: a lock on the file `lock`, which names the holder.
///
/// The system frees the lock of a process that has died. Hold on to it until `release`.
package final class Lock {
    private var file: Descriptor?

    private init(_ file: consuming Descriptor) { self.file = consume file }

    /// Takes the shop or fails at once, with exit 75 where another run holds it. `holder` is one
    /// line: `feedmill run nightly, process 123 on host`.
    package static func take(_ disk: Disk, holder: String) throws(Failure) -> Lock {
        let file = try Descriptor(disk.path("lock"), O_RDWR | O_CREAT, name: "lock")
        while flock(file.number, LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK:
                let other = try line(of: file)
                let message = "another run holds this shop"
                throw Failure(
                    .busy, at: Place("lock"), other.isEmpty ? message : "\(message): \(other)")
            default: throw .disk("lock", cannot: "lock", errno)
            }
        }
        let text = Array("\(holder)\n".utf8)
        if ftruncate(file.number, 0) != 0 { throw .disk("lock", cannot: "write", errno) }
        try text.withUnsafeBufferPointer { text throws(Failure) in try file.write(text) }
        return Lock(file)
    }

    deinit { release() }

    /// Lets the next run in. Does nothing the second time.
    package func release() {
        guard let file = file.take() else { return }
        ftruncate(file.number, 0)
    }

    /// The holder; empty where it has not yet written its name.
    private static func line(of file: borrowing Descriptor) throws(Failure) -> String {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 512, alignment: 1)
        defer { room.deallocate() }
        let count = try file.read(into: room)
        let line = room[..<count].prefix { $0 != 0x0A }
        return String(decoding: line, as: UTF8.self)
    }
}
