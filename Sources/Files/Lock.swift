import Glibc
import Records

/// The shop, held by one run at a time: a lock on the file `lock`, which names the holder.
///
/// The system frees the lock of a process that has died. Hold on to it until `release`, which takes
/// the file away.
package final class Lock {
    private var file: Descriptor?
    private let path: String

    private init(_ file: consuming Descriptor, path: String) {
        self.file = consume file
        self.path = path
    }

    /// Takes the shop or fails, with exit 75, where another run holds it for so many seconds from now on.
    /// `holder` is one line: `feedmill run nightly, process 123 on host`.
    package static func take(
        _ disk: Disk, holder: String, wait seconds: Int64 = 0, name: String = "lock"
    ) throws(Failure) -> Lock {
        let deadline = Clock.steady + seconds * 1_000
        while true {
            do throws(Failure) {
                return try takeNow(disk, holder, name)
            } catch {
                guard error.exit == .busy, Clock.steady < deadline, !Signals.isStopAsked else {
                    throw error
                }
                Clock.wait([], upTo: 50)
            }
        }
    }

    private static func takeNow(
        _ disk: Disk, _ holder: String, _ name: String
    ) throws(Failure) -> Lock {
        let path = disk.path(name)
        while true {
            let file = try Descriptor(path, O_RDWR | O_CREAT, name: name)
            try hold(file)
            // The holder before may have taken away the file that was opened here: a lock on what
            // has no name keeps nobody out.
            if try !isNamed(file, path) { continue }
            let text = Array("\(holder)\n".utf8)
            if ftruncate(file.number, 0) != 0 { throw .disk(name, cannot: "write", errno) }
            try text.withUnsafeBufferPointer { text throws(Failure) in try file.write(text) }
            return Lock(file, path: path)
        }
    }

    deinit { release() }

    /// Lets the next run in. Does nothing the second time.
    package func release() {
        guard let file = file.take() else { return }
        // While it is still held: from then on everyone makes a file of his own.
        unlink(path)
        _ = consume file
    }

    private static func hold(_ file: borrowing Descriptor) throws(Failure) {
        while flock(file.number, LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK:
                let other = try line(of: file)
                let message = "another run holds this shop"
                throw Failure(
                    .busy, at: Place(file.name), other.isEmpty ? message : "\(message): \(other)")
            default: throw .disk(file.name, cannot: "lock", errno)
            }
        }
    }

    /// Whether the file at `path` is the one that is open.
    private static func isNamed(
        _ file: borrowing Descriptor, _ path: String
    ) throws(Failure) -> Bool {
        let own = try file.status()
        var named = stat()
        return lstat(path, &named) == 0 && named.st_ino == own.st_ino && named.st_dev == own.st_dev
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
