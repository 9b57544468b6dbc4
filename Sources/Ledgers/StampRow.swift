import Records

/// What a file looked like when its digest was taken: while it looks the same, it need not be read.
package struct StampRow: Sendable, Equatable {
    package var path: String
    package var size: Int64
    /// When its content changed last, in nanoseconds.
    package var modified: Int64
    /// When its inode changed last, in nanoseconds.
    package var changed: Int64
    package var inode: Int64
    package var digest: Digest
    /// When it was read, in Unix seconds: a file changed in that same second is to be read again.
    package var seen: Int64

    package init(
        path: String, size: Int64, modified: Int64, changed: Int64, inode: Int64, digest: Digest,
        seen: Int64
    ) {
        self.path = path
        self.size = size
        self.modified = modified
        self.changed = changed
        self.inode = inode
        self.digest = digest
        self.seen = seen
    }
}
