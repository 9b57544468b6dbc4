import Records

/// Makes UTF-8 of the bytes of a file in another encoding, piece by piece.
final class Transcoder {
    private static let piece = 1 << 16

    let encoding: Encoding
    private(set) var undecodable: Int64?

    private let name: String
    /// Bytes of the file that are not taken yet: the first `have` of `raw`.
    private let raw = UnsafeMutablePointer<UInt8>.allocate(capacity: piece)
    private var have = 0
    /// UTF-8 that is not given yet: `made` without the first `given`.
    private let room = UnsafeMutablePointer<UInt8>.allocate(capacity: 3 * piece)
    private var made = 0
    private var given = 0
    /// Bytes and lines of the file taken so far.
    private var taken: Int64 = 0
    private var line = 1
    private var isAtEnd = false

    /// `name` is what messages call the file.
    init(_ encoding: Encoding, name: String) {
        self.encoding = encoding
        self.name = name
    }

    deinit {
        raw.deallocate()
        room.deallocate()
    }

    /// The UTF-16 that a file's first bytes are marked as; nil where they are not.
    static func marked(_ bytes: [UInt8]) -> Encoding? {
        bytes.starts(with: [0xFF, 0xFE])
            ? .utf16le : bytes.starts(with: [0xFE, 0xFF]) ? .utf16be : nil
    }

    /// The UTF-16 that a file's first bytes must be, if any, as every second one of some is zero.
    static func unmarked(_ bytes: [UInt8]) -> Encoding? {
        var zeros = [0, 0]
        for (offset, byte) in bytes.enumerated() where byte == 0 { zeros[offset & 1] += 1 }
        return zeros[0] == zeros[1] ? nil : zeros[0] > zeros[1] ? .utf16be : .utf16le
    }

    /// Gives the next bytes of UTF-8, as `Source.read` does. `more` gives the file's own.
    func read(
        into room: UnsafeMutableRawBufferPointer,
        _ more: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) -> Int {
        while given == made {
            if isAtEnd || undecodable != nil { return 0 }
            let free = UnsafeMutableRawBufferPointer(
                start: raw + have, count: Self.piece - have)
            let count = try more(free)
            have += count
            isAtEnd = count == 0
            (made, given) = (0, 0)
            let used = try encoding.isUTF16 ? takeUTF16() : take()
            raw.update(from: raw + used, count: have - used)
            have -= used
            taken += Int64(used)
        }
        let count = min(room.count, made - given)
        room.copyMemory(from: UnsafeRawBufferPointer(start: self.room + given, count: count))
        given += count
        return count
    }

    /// Decodes all but a last byte that a character may begin with. Returns how many it took.
    private func take() -> Int {
        var count = have
        var decoded = encoding.decode(UnsafeBufferPointer(start: raw, count: count), into: room)
        if case .undefined(let offset) = decoded {
            count = offset
            decoded = encoding.decode(UnsafeBufferPointer(start: raw, count: count), into: room)
            if offset < have - 1 || isAtEnd { undecodable = taken + Int64(offset) }
        }
        if case .count(let written) = decoded { made = written }
        return count
    }

    /// Decodes whole characters. Returns how many bytes it took.
    private func takeUTF16() throws(Failure) -> Int {
        let high = encoding == .utf16be ? 0 : 1
        func unit(_ at: Int) -> UInt32 {
            UInt32(raw[at + high]) << 8 | UInt32(raw[at + 1 - high])
        }
        var at = 0
        var end = room
        while at + 2 <= have {
            var code = unit(at)
            var length = 2
            if code & 0xF800 == 0xD800 {
                if at + 4 > have, !isAtEnd, code < 0xDC00 { break }
                let low = at + 4 <= have ? unit(at + 2) : 0
                guard code < 0xDC00, low & 0xFC00 == 0xDC00 else {
                    let surrogate = String(code, radix: 16, uppercase: true)
                    throw failure(at, "half a character alone (the surrogate \(surrogate))")
                }
                code = 0x10000 + (code & 0x3FF) << 10 + low & 0x3FF
                length = 4
            }
            if code == 10 { line += 1 }
            at += length
            end = Self.append(code, to: end)
        }
        if isAtEnd, at < have, have - at == 1 {
            throw failure(at, "an odd last byte: the file is cut short")
        }
        made = end - room
        return at
    }

    private func failure(_ at: Int, _ what: String) -> Failure {
        Failure(
            .data, at: Place(name, line: line),
            "is no \(encoding.rawValue) at its byte \(taken + Int64(at) + 1): \(what)")
    }

    /// Writes a character, and gives where the next one goes.
    @inline(__always)
    private static func append(
        _ code: UInt32, to start: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        func tail(_ shift: UInt32) -> UInt8 { UInt8(0x80 | code >> shift & 0x3F) }
        if code < 0x80 {
            start[0] = UInt8(code)
            return start + 1
        }
        if code < 0x800 {
            start[0] = UInt8(0xC0 | code >> 6)
            start[1] = tail(0)
            return start + 2
        }
        if code < 0x10000 {
            start[0] = UInt8(0xE0 | code >> 12)
            start[1] = tail(6)
            start[2] = tail(0)
            return start + 3
        }
        start[0] = UInt8(0xF0 | code >> 18)
        start[1] = tail(12)
        start[2] = tail(6)
        start[3] = tail(0)
        return start + 4
    }
}
