import CBytes
import Glibc
import Records

/// A file read from front to back, unpacked where it begins as a gzip file does (1f 8b), whatever
/// its name.
///
/// A plain file goes straight into the reader's own memory.
package final class Source {
    /// As messages name it.
    package let name: String
    package let isCompressed: Bool
    /// Bytes read so far, as they lie on disk.
    package private(set) var rawCount: Int64 = 0
    /// The digest of all bytes as they lie on disk: nil before the end has been read, and where it
    /// was not asked for.
    package private(set) var digest: Digest?

    private let file: Descriptor
    private let inflater: Inflater?
    private let packed: UnsafeMutableRawBufferPointer
    private let isDigesting: Bool
    private var state = fm_digest()
    private var isAtEnd = false

    package convenience init(
        _ disk: Disk, name: String, digesting: Bool = false
    ) throws(Failure) {
        try self.init(path: disk.path(name), name: name, digesting: digesting)
    }

    /// Opens a regular file; anything else is refused, a symbolic link among them.
    package init(path: String, name: String, digesting: Bool = false) throws(Failure) {
        self.name = name
        file = try Descriptor.reading(path, name: name)
        posix_fadvise(file.number, 0, 0, POSIX_FADV_SEQUENTIAL)
        var magic: (UInt8, UInt8) = (0, 0)
        isCompressed = pread(file.number, &magic, 2, 0) == 2 && magic == (0x1F, 0x8B)
        inflater = isCompressed ? try Inflater(name: name) : nil
        packed = .allocate(byteCount: isCompressed ? 64 << 10 : 0, alignment: 16)
        isDigesting = digesting
        fm_digest_begin(&state)
    }

    deinit { packed.deallocate() }

    /// Reads the next bytes, at most `room.count` (which is not 0), and returns how many: 0 at the
    /// end of the file, and only there.
    package func read(into room: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        guard let inflater else { return try readRaw(into: room) }
        while true {
            if inflater.isHungry {
                let count = try readRaw(into: packed)
                if count == 0 {
                    try inflater.end()
                    return 0
                }
                inflater.feed(UnsafeMutableRawBufferPointer(rebasing: packed[..<count]))
            }
            let count = try inflater.inflate(into: room)
            if count > 0 { return count }
        }
    }

    private func readRaw(into room: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        if isAtEnd { return 0 }
        let count = try file.read(into: room)
        rawCount += Int64(count)
        if count == 0 {
            isAtEnd = true
            if isDigesting { digest = Digest(fm_digest_end(&state)) }
        } else if isDigesting, let start = room.baseAddress {
            fm_digest_add(&state, start.assumingMemoryBound(to: UInt8.self), count)
        }
        return count
    }
}
