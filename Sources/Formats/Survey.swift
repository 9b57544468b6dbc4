import CBytes
import Files
import Records

/// What can be said of any file that is read through, whatever it is.
package struct Survey: Sendable, Equatable {
    /// UTF-8 where all of it is valid, else cp1252.
    package private(set) var encoding = Encoding.utf8
    /// Lines that are not blank.
    package private(set) var lines = 0
    /// How often an element Message begins, as in the envelopes of Amazon's XML.
    package private(set) var messages = 0

    private static let message = Array("<Message>".utf8)
    private var isBlank = true
    private var matched = 0

    /// Reads the file `name` in the folder of `disk`, unpacked where it is compressed.
    package init(_ disk: Disk, _ name: String) throws(Failure) {
        let source = try Source(disk, name: name)
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 64)
        defer { room.deallocate() }
        var utf8 = fm_utf8()
        var isUTF8 = true
        while true {
            let count = try source.read(into: room)
            let bytes = room[..<count].bindMemory(to: UInt8.self)
            guard count > 0, let start = bytes.baseAddress else { break }
            if isUTF8 { isUTF8 = fm_utf8_add(&utf8, start, count) < 0 }
            for byte in bytes { add(byte) }
        }
        if !isBlank { lines += 1 }
        encoding = isUTF8 && fm_utf8_end(&utf8) < 0 ? .utf8 : .cp1252
    }

    private mutating func add(_ byte: UInt8) {
        if byte == UInt8(ascii: "\n") {
            if !isBlank { lines += 1 }
            isBlank = true
        } else if byte != UInt8(ascii: " "), byte != UInt8(ascii: "\t"), byte != UInt8(ascii: "\r")
        {
            isBlank = false
        }
        matched = byte == Self.message[matched] ? matched + 1 : byte == Self.message[0] ? 1 : 0
        if matched == Self.message.count {
            messages += 1
            matched = 0
        }
    }
}
