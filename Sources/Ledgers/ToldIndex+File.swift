import CBytes
import Files
import Glibc
import Records

// The file, all numbers little endian: "fmtold01", the revision, the form, how many entries (eight
// bytes each); the entries, 32 bytes each: key, then a slot's fields; the digest of all of that.
extension ToldIndex {
    private static let magic: UInt64 = 0x3130_646C_6F74_6D66
    private static let headWidth = 32
    private static let entryWidth = FlatTable.keyWidth + ToldSlot.width
    private static let digestWidth = 16
    /// A whole number of entries.
    private static let roomWidth = 256 << 10

    /// The index of a feed and scope: from its file where that has the ledger's revision, the same
    /// `form` and is whole, else made anew from the ledger. `form` stands for the way in which
    /// `digests` makes its digests: another one makes the file useless. `expected` is how many keys
    /// the index may come to hold.
    package static func load(
        _ disk: Disk?, _ ledger: Ledger, feed: String, scope: String, form: UInt64,
        expected: Int = 0, digests: Digests
    ) throws(Failure) -> ToldIndex {
        let revision = try ledger.revision(of: name(feed: feed, scope: scope))
        if let disk,
            let index = read(
                disk, feed: feed, scope: scope, revision: UInt64(revision), form: form,
                expected: expected)
        {
            return index
        }
        return try rebuild(
            ledger, feed: feed, scope: scope, expected: expected, digests: digests)
    }

    /// The index as the file has it; nil where it cannot be used, for whatever reason.
    private static func read(
        _ disk: Disk, feed: String, scope: String, revision: UInt64, form: UInt64, expected: Int
    ) -> ToldIndex? {
        let file = open(disk.path(Self.file(feed: feed, scope: scope)), readFlags)
        guard file >= 0 else { return nil }
        defer { close(file) }
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: roomWidth, alignment: 64)
        defer { room.deallocate() }

        let head = UnsafeMutableRawBufferPointer(rebasing: room[..<headWidth])
        guard fill(head, from: file), word(head, 0) == magic, word(head, 8) == revision,
            word(head, 16) == form
        else { return nil }
        var status = stat()
        let count = word(head, 24)
        guard fstat(file, &status) == 0, count <= UInt64(status.st_size) / UInt64(entryWidth),
            Int(status.st_size) == headWidth + Int(count) * entryWidth + digestWidth
        else { return nil }

        let index = ToldIndex(
            feed: feed, scope: scope, expected: max(Int(count), expected))
        var digest = fm_digest()
        fm_digest_begin(&digest)
        add(head, to: &digest)
        var left = Int(count) * entryWidth
        while left > 0 {
            let piece = UnsafeMutableRawBufferPointer(rebasing: room[..<min(left, roomWidth)])
            guard fill(piece, from: file) else { return nil }
            add(piece, to: &digest)
            index.take(piece)
            left -= piece.count
        }
        let end = UnsafeMutableRawBufferPointer(rebasing: room[..<digestWidth])
        let wanted = Digest(fm_digest_end(&digest))
        guard fill(end, from: file), word(end, 0) == wanted.high, word(end, 8) == wanted.low
        else { return nil }
        return index
    }

    private func take(_ entries: UnsafeMutableRawBufferPointer) {
        guard var entry = entries.baseAddress else { return }
        let end = entry + entries.count
        let (keyWidth, entryWidth) = (FlatTable.keyWidth, Self.entryWidth)
        while entry < end {
            let key = Key(
                low: entry.load(as: UInt64.self),
                check: entry.load(fromByteOffset: 8, as: UInt32.self))
            table.insert(key).payload.copyMemory(
                from: entry + keyWidth, byteCount: ToldSlot.width)
            entry += entryWidth
        }
    }

    /// Writes the index to its file, as that of the ledger's `revision`: after the commit that made
    /// this revision. A failure costs nothing but that the next run makes the index anew.
    package func save(_ disk: Disk, revision: Int64, form: UInt64) throws(Failure) {
        try disk.makeFolder("index")
        let name = Self.file(feed: feed, scope: scope)
        let draft = Draft(disk, name: name)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.roomWidth)
        Self.append(Self.magic, to: &bytes)
        Self.append(UInt64(revision), to: &bytes)
        Self.append(form, to: &bytes)
        Self.append(UInt64(count()), to: &bytes)
        try draft.append(bytes)
        let room = UnsafeMutableRawBufferPointer.allocate(
            byteCount: Self.roomWidth, alignment: 64)
        defer { room.deallocate() }
        var used = 0
        try visit { (key, slot) throws(Failure) in
            if used == Self.roomWidth {
                try Self.append(room, used, to: draft)
                used = 0
            }
            room.storeBytes(of: key.low, toByteOffset: used, as: UInt64.self)
            room.storeBytes(of: key.check, toByteOffset: used + 8, as: UInt32.self)
            room.storeBytes(of: slot.digest, toByteOffset: used + 12, as: UInt64.self)
            room.storeBytes(of: slot.shown, toByteOffset: used + 20, as: UInt32.self)
            room.storeBytes(of: slot.row, toByteOffset: used + 24, as: UInt32.self)
            room.storeBytes(
                of: slot.flags & ToldSlot.keptFlags, toByteOffset: used + 28, as: UInt32.self)
            used += Self.entryWidth
        }
        try Self.append(room, used, to: draft)
        let digest = draft.digest
        bytes.removeAll(keepingCapacity: true)
        Self.append(digest.high, to: &bytes)
        Self.append(digest.low, to: &bytes)
        try draft.append(bytes)
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
