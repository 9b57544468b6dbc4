import CBytes

/// How a file's bytes stand for characters.
package enum Encoding: String, Sendable {
    case utf8 = "UTF-8"
    /// Windows-1252: what Amazon calls ISO-8859-1 is this, too (seen in real files).
    case cp1252 = "cp1252"
    /// Windows-31J, Microsoft's Shift_JIS.
    case cp932 = "cp932"
    case utf16le = "UTF-16LE"
    case utf16be = "UTF-16BE"

    /// Whether two bytes or four are a character, so that no byte is one for itself.
    package var isUTF16: Bool { self == .utf16le || self == .utf16be }

    /// What decoding gave.
    package enum Decoded: Equatable, Sendable {
        /// So many bytes of UTF-8.
        case count(Int)
        /// The byte at this offset stands for no character.
        case undefined(Int)
    }

    /// Writes `bytes` of cp1252 or cp932 to `room` as UTF-8. `room` has place for three times as many
    /// bytes. Other encodings are not decoded here: their bytes are counted as they are written.
    package func decode(
        _ bytes: UnsafeBufferPointer<UInt8>, into room: UnsafeMutablePointer<UInt8>
    ) -> Decoded {
        if self == .cp1252 { return Self.decodeCP1252(bytes, into: room) }
        guard let start = bytes.baseAddress else { return .count(0) }
        guard self == .cp932 else {
            room.update(from: start, count: bytes.count)
            return .count(bytes.count)
        }
        var written = 0
        let offset = fm_cp932_decode(start, bytes.count, room, &written)
        return offset < 0 ? .count(written) : .undefined(Int(offset))
    }

    /// The text of `bytes`; nil where one of them stands for no character. Not for UTF-16.
    package func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        if self == .utf8 { return String(validating: bytes, as: UTF8.self) }
        guard bytes.count > 0 else { return "" }
        var isDefined = true
        let text = String(unsafeUninitializedCapacity: 3 * bytes.count) { room in
            guard let start = room.baseAddress, case .count(let count) = decode(bytes, into: start)
            else {
                isDefined = false
                return 0
            }
            return count
        }
        return isDefined ? text : nil
    }

    /// Writes cp1252 `bytes` to `room` as UTF-8. `room` has place for three times as many bytes.
    package static func decodeCP1252(
        _ bytes: UnsafeBufferPointer<UInt8>, into room: UnsafeMutablePointer<UInt8>
    ) -> Decoded {
        var end = room
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                end.pointee = byte
                end += 1
            } else {
                let code = byte < 0xA0 ? upper[Int(byte & 0x1F)] : UInt16(byte)
                if code == 0 { return .undefined(index) }
                if code < 0x800 {
                    end[0] = UInt8(0xC0 | code >> 6)
                    end[1] = UInt8(0x80 | code & 0x3F)
                    end += 2
                } else {
                    end[0] = UInt8(0xE0 | code >> 12)
                    end[1] = UInt8(0x80 | code >> 6 & 0x3F)
                    end[2] = UInt8(0x80 | code & 0x3F)
                    end += 3
                }
            }
            index += 1
        }
        return .count(end - room)
    }

    package static func isUndefinedInCP1252(_ byte: UInt8) -> Bool {
        byte & 0xE0 == 0x80 && upper[Int(byte & 0x1F)] == 0
    }

    /// The characters of 80 to 9F; 0 where there is none.
    private static let upper: [UInt16] = [
        0x20AC, 0x0000, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x0000, 0x017D, 0x0000,
        0x0000, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x0000, 0x017E, 0x0178,
    ]
}
