import CBytes
import Glibc
import Records

/// A file read from front to back, unpacked where it begins as a gzip file does (1f 8b), whatever
/// its name, and made UTF-8 where it is UTF-16. Digest and size are those of the bytes on disk; the
/// digest of a file that was packed in the archive is that of the bytes as they were dropped.
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

    /// The encoding that the bytes read are made UTF-8 from; nil where they are given as they stand.
    package var transcoded: Encoding? { transcoder?.encoding }
    /// The offset of the first unpacked byte that is no character of an encoding that was asked for
    /// with `transcoding`. What stands before it is given, then it is as if the file ended.
    package var undecodable: Int64? { transcoder?.undecodable }

    private let file: Descriptor
    private let inflater: Inflater?
    private let packed: UnsafeMutableRawBufferPointer
    private let isDigesting: Bool
    /// The digest is to be of what is in the file.
    private let isPacked: Bool
    private var state = fm_digest()
    private var isAtEnd = false
    private var transcoder: Transcoder?
    /// The first unpacked bytes, where they had to be looked at before they were asked for.
    private var ahead: [UInt8] = []

    package convenience init(
        _ disk: Disk, name: String, digesting: Bool = false, isPacked: Bool = false,
        charset: Encoding? = nil, transcoding: Encoding? = nil
    ) throws(Failure) {
        try self.init(
            path: disk.path(name), name: name, digesting: digesting, isPacked: isPacked,
            charset: charset, transcoding: transcoding)
    }

    /// Opens a regular file; anything else is refused, a symbolic link among them.
    ///
    /// UTF-16 is told by its byte order mark, or by its zeros where `charset` says that it is that.
    /// `transcoding` has any other file made UTF-8, from cp1252 or cp932.
    package init(
        path: String, name: String, digesting: Bool = false, isPacked: Bool = false,
        charset: Encoding? = nil, transcoding: Encoding? = nil
    ) throws(Failure) {
        self.name = name
        self.isPacked = isPacked
        file = try Descriptor.reading(path, name: name)
        posix_fadvise(file.number, 0, 0, POSIX_FADV_SEQUENTIAL)
        var magic: (UInt8, UInt8) = (0, 0)
        isCompressed = pread(file.number, &magic, 2, 0) == 2 && magic == (0x1F, 0x8B)
        inflater = isCompressed ? try Inflater(name: name) : nil
        packed = .allocate(byteCount: isCompressed ? 64 << 10 : 0, alignment: 16)
        isDigesting = digesting
        fm_digest_begin(&state)
        let first = try look(64)
        let encoding =
            Transcoder.marked(first)
            ?? (charset?.isUTF16 == true ? Transcoder.unmarked(first) : nil) ?? transcoding
        if let encoding, encoding != .utf8 {
            transcoder = Transcoder(encoding, name: name)
        }
    }

    /// The file's first unpacked bytes, at most `count` of them. They are still to be read.
    private func look(_ count: Int) throws(Failure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        if !isCompressed {
            let have = pread(file.number, &bytes, count, 0)
            return Array(bytes.prefix(max(0, have)))
        }
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
        defer { room.deallocate() }
        while ahead.count < count {
            let more = try readUnpacked(
                into: UnsafeMutableRawBufferPointer(rebasing: room[..<(count - ahead.count)]))
            if more == 0 { break }
            ahead += room[..<more]
        }
        return ahead
    }

    deinit { packed.deallocate() }

    /// Reads the next bytes, at most `room.count` (which is not 0), and returns how many: 0 at the
    /// end of the file, and only there.
    package func read(into room: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        if let transcoder {
            return try transcoder.read(into: room) { (room) throws(Failure) in
                try readStanding(into: room)
            }
        }
        return try readStanding(into: room)
    }

    /// The same without decoding.
    private func readStanding(into room: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        guard !ahead.isEmpty else { return try readUnpacked(into: room) }
        let count = min(room.count, ahead.count)
        room.copyBytes(from: ahead[..<count])
        ahead.removeFirst(count)
        return count
    }

    private func readUnpacked(into room: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        guard let inflater else { return try readRaw(into: room) }
        while true {
            if inflater.isHungry {
                let count = try readRaw(into: packed)
                if count == 0 {
                    try inflater.end()
                    if isDigesting, isPacked { digest = Digest(fm_digest_end(&state)) }
                    return 0
                }
                inflater.feed(UnsafeMutableRawBufferPointer(rebasing: packed[..<count]))
            }
            let count = try inflater.inflate(into: room)
            if count > 0 {
                if isPacked { add(room, count) }
                return count
            }
        }
    }

    private func readRaw(into room: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        if isAtEnd { return 0 }
        let count = try file.read(into: room)
        rawCount += Int64(count)
        if count == 0 {
            isAtEnd = true
            if isDigesting, !isPacked { digest = Digest(fm_digest_end(&state)) }
        } else if !isPacked {
            add(room, count)
        }
        return count
    }

    private func add(_ room: UnsafeMutableRawBufferPointer, _ count: Int) {
        guard isDigesting, let start = room.baseAddress else { return }
        fm_digest_add(&state, start.assumingMemoryBound(to: UInt8.self), count)
    }

    /// The digest of a file's bytes; of those in it where it was packed.
    package static func digest(
        _ disk: Disk, _ name: String, isPacked: Bool = false
    ) throws(Failure) -> Digest? {
        let source = try Source(disk, name: name, digesting: true, isPacked: isPacked)
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
        defer { room.deallocate() }
        while try source.read(into: room) > 0 {}
        return source.digest
    }
}
