import Glibc
import Records

/// An open file: it has one owner, and is closed when that lets go of it.
struct Descriptor: ~Copyable {
    let number: Int32
    /// As messages name it.
    let name: String

    /// Opens `path`. A symbolic link is not followed, and a new file is the user's own (0600).
    init(
        _ path: String, _ flags: Int32, name: String, to verb: String = "open"
    ) throws(Failure) {
        number = Glibc.open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0o600)
        self.name = name
        if number < 0 { throw .disk(name, cannot: verb, errno) }
    }

    /// Opens a regular file to read it. Anything else is refused as data that cannot be used.
    static func reading(_ path: String, name: String) throws(Failure) -> Descriptor {
        var status = stat()
        if lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            throw Failure(.data, at: Place(name), "is no regular file; put the file itself here")
        }
        // What is put there in between must not make us wait, as a pipe would.
        let file = try Descriptor(path, O_RDONLY | O_NONBLOCK, name: name)
        if try file.status().st_mode & S_IFMT != S_IFREG {
            throw Failure(.data, at: Place(name), "is no regular file; put the file itself here")
        }
        return file
    }

    deinit { if number >= 0 { Glibc.close(number) } }

    borrowing func status() throws(Failure) -> stat {
        var status = stat()
        if fstat(number, &status) != 0 { throw .disk(name, cannot: "read", errno) }
        return status
    }

    /// Reads up to `room.count` bytes; 0 at the end of the file.
    borrowing func read(into room: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        while true {
            let count = Glibc.read(number, room.baseAddress, room.count)
            if count >= 0 { return count }
            if errno != EINTR { throw .disk(name, cannot: "read", errno) }
        }
    }

    /// Writes all of the bytes.
    borrowing func write(_ bytes: UnsafeBufferPointer<UInt8>) throws(Failure) {
        var done = 0
        while done < bytes.count {
            let count = Glibc.write(number, bytes.baseAddress! + done, bytes.count - done)
            if count >= 0 {
                done += count
            } else if errno != EINTR {
                throw .disk(name, cannot: "write", errno)
            }
        }
    }

    /// Returns when the disk has all that was written.
    borrowing func sync() throws(Failure) {
        if fsync(number) != 0 { throw .disk(name, cannot: "write", errno) }
    }
}
