import Glibc

/// What tells, without reading a file, that it is the one seen before. Times are nanoseconds since
/// 1970, UTC.
package struct Stamp: Sendable, Equatable {
    /// Bytes.
    package var size: Int64
    package var modified: Int64
    /// When anything about the file last changed, its name and its modified time among them.
    package var changed: Int64
    package var inode: UInt64

    package init(size: Int64, modified: Int64, changed: Int64, inode: UInt64) {
        self.size = size
        self.modified = modified
        self.changed = changed
        self.inode = inode
    }

    init(_ status: stat) {
        self.init(
            size: Int64(status.st_size), modified: Self.nanoseconds(status.st_mtim),
            changed: Self.nanoseconds(status.st_ctim), inode: UInt64(status.st_ino))
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
