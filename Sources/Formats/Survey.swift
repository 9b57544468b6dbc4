import Files
import Records

/// What can be said of any file that is read through, whatever it is.
package struct Survey: Sendable, Equatable {
    /// The first that all of it can be in; nil where there is none.
    package private(set) var encoding: Encoding?
    /// Lines that are not blank.
    package private(set) var lines = 0
    /// How often an element Message begins, as in the envelopes of Amazon's XML.
    package private(set) var messages = 0

    private static let message = Array("<Message>".utf8)
    private var isBlank = true
    private var matched = 0

    /// Reads the file `name` in the folder of `disk`, unpacked where it is compressed. `charset` and
    /// `marketplace` are what is known of it.
    package init(
        _ disk: Disk, _ name: String, charset: Encoding? = nil, marketplace: String = ""
    ) throws(Failure) {
        let source = try Source(disk, name: name, charset: charset)
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 64)
        defer { room.deallocate() }
        var left = Encoding.candidates(charset: charset, marketplace: marketplace)
            .map { ($0, EncodingCheck($0)) }
        while true {
            let count = try source.read(into: room)
            let bytes = UnsafeBufferPointer(room[..<count].bindMemory(to: UInt8.self))
            guard count > 0 else { break }
            for index in left.indices.reversed() where left[index].1.add(bytes) != nil {
                left.remove(at: index)
            }
            for byte in bytes { add(byte) }
        }
        if !isBlank { lines += 1 }
        for index in left.indices.reversed() where left[index].1.end() != nil {
            left.remove(at: index)
        }
        encoding = source.transcoded ?? left.first?.0
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
