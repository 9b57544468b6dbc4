import CBytes
import Files
import Glibc
import Records

/// A derived index as it lies beside the ledger: what makes reading a million keys cheap.
///
/// The file, all numbers little endian: the magic, the revision, the form, how many entries (eight
/// bytes each); the entries, each a key and the payload's first bytes; the digest of all of that. A
/// file that is not whole, or of another revision or form, is as good as none.
struct IndexFile {
    /// Relative to the shop.
    let name: String
    /// What kind of index it is.
    let magic: UInt64
    /// Bytes of a payload that are kept; those behind them begin at 0.
    let width: Int

    private static let headWidth = 32
    private static let digestWidth = 16
    private static let roomWidth = 256 << 10

    private var entryWidth: Int { FlatTable.keyWidth + width }

    /// Reads the file into a new table, which has room for `expected` keys; nil where it is of no use.
    func read(
        _ disk: Disk, revision: Int64, form: UInt64, payload: Int, expected: Int
    ) -> FlatTable? {
        let file = open(disk.path(name), Self.readFlags)
        guard file >= 0 else { return nil }
        defer { close(file) }
        let roomWidth = Self.roomWidth / entryWidth * entryWidth
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: roomWidth, alignment: 64)
        defer { room.deallocate() }

        let head = UnsafeMutableRawBufferPointer(rebasing: room[..<Self.headWidth])
        guard Self.fill(head, from: file), Self.word(head, 0) == magic,
            Self.word(head, 8) == UInt64(revision), Self.word(head, 16) == form
        else { return nil }
        var status = stat()
        let count = Self.word(head, 24)
        guard fstat(file, &status) == 0, count <= UInt64(status.st_size) / UInt64(entryWidth),
            Int(status.st_size) == Self.headWidth + Int(count) * entryWidth + Self.digestWidth
        else { return nil }

        let table = FlatTable(payload: payload, expected: max(Int(count), expected))
        var digest = fm_digest()
        fm_digest_begin(&digest)
        Self.add(head, to: &digest)
        var left = Int(count) * entryWidth
        while left > 0 {
            let piece = UnsafeMutableRawBufferPointer(rebasing: room[..<min(left, roomWidth)])
            guard Self.fill(piece, from: file) else { return nil }
            Self.add(piece, to: &digest)
            take(piece, into: table)
            left -= piece.count
        }
        let end = UnsafeMutableRawBufferPointer(rebasing: room[..<Self.digestWidth])
        let wanted = Digest(fm_digest_end(&digest))
        guard Self.fill(end, from: file), Self.word(end, 0) == wanted.high,
            Self.word(end, 8) == wanted.low
        else { return nil }
        return table
    }

    private func take(_ entries: UnsafeMutableRawBufferPointer, into table: FlatTable) {
        guard var entry = entries.baseAddress else { return }
        let end = entry + entries.count
        let (keyWidth, entryWidth, width) = (FlatTable.keyWidth, entryWidth, width)
        while entry < end {
            let key = Key(
                low: entry.loadUnaligned(as: UInt64.self),
                check: entry.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
            table.insert(key).payload.copyMemory(from: entry + keyWidth, byteCount: width)
            entry += entryWidth
        }
    }

    /// Writes those keys of the table for which `isKept` is true of the payload; `change` may alter the
    /// copy of a payload that is written. The file takes the place of the last one, whole or
    /// not at all.
    func save(
        _ disk: Disk, _ table: FlatTable, revision: Int64, form: UInt64,
        where isKept: (UnsafeMutableRawPointer) -> Bool,
        change: (UnsafeMutableRawPointer) -> Void = { _ in }
    ) throws(Failure) {
        try disk.makeFolder("index")
        let draft = Draft(disk, name: name)
        var count: UInt64 = 0
        func add(_: Key, _ payload: UnsafeMutableRawPointer) { if isKept(payload) { count += 1 } }
        table.forEach(add)
        var bytes: [UInt8] = []
        for word in [magic, UInt64(revision), form, count] { Self.append(word, to: &bytes) }
        try draft.append(bytes)
        let room = UnsafeMutableRawBufferPointer.allocate(
            byteCount: Self.roomWidth, alignment: 64)
        defer { room.deallocate() }
        var used = 0
        func write(_ key: Key, _ payload: UnsafeMutableRawPointer) throws(Failure) {
            guard isKept(payload) else { return }
            if used + entryWidth > Self.roomWidth {
                try Self.append(room, used, to: draft)
                used = 0
            }
            room.storeBytes(of: key.low, toByteOffset: used, as: UInt64.self)
            room.storeBytes(of: key.check, toByteOffset: used + 8, as: UInt32.self)
            let copy = room.baseAddress! + used + FlatTable.keyWidth
            copy.copyMemory(from: payload, byteCount: width)
            change(copy)
            used += entryWidth
        }
        try table.forEach(write)
        try Self.append(room, used, to: draft)
        bytes = []
        let digest = draft.digest
        Self.append(digest.high, to: &bytes)
        Self.append(digest.low, to: &bytes)
        try draft.append(bytes)
        try finish(draft, disk)
    }

    private func finish(_ draft: Draft, _ disk: Disk) throws(Failure) {
        try draft.finish()
        do throws(Failure) {
            try disk.step(.publish, name) { () throws(Failure) in
                if rename(disk.path(draft.name), disk.path(name)) != 0 {
                    throw .disk(name, cannot: "write", errno)
                }
            }
        } catch {
            draft.discard()
            throw error
        }
    }

    private static func append(
        _ room: UnsafeMutableRawBufferPointer, _ count: Int, to draft: Draft
    ) throws(Failure) {
        let bytes = UnsafeRawBufferPointer(rebasing: room[..<count])
        try draft.append(bytes.bindMemory(to: UInt8.self))
    }

    private static var readFlags: Int32 { O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK }

    /// Fills the whole of `room`; false where the file ends before or cannot be read.
    private static func fill(_ room: UnsafeMutableRawBufferPointer, from file: Int32) -> Bool {
        var done = 0
        while done < room.count {
            let count = Glibc.read(file, room.baseAddress! + done, room.count - done)
            if count > 0 {
                done += count
            } else if count == 0 || errno != EINTR {
                return false
            }
        }
        return true
    }

    private static func add(_ bytes: UnsafeMutableRawBufferPointer, to digest: inout fm_digest) {
        guard let start = bytes.baseAddress else { return }
        fm_digest_add(&digest, start.assumingMemoryBound(to: UInt8.self), bytes.count)
    }

    private static func word(_ bytes: UnsafeMutableRawBufferPointer, _ offset: Int) -> UInt64 {
        UInt64(littleEndian: bytes.load(fromByteOffset: offset, as: UInt64.self))
    }

    @inline(__always)
    private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
