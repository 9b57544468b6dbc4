import CBytes
import Glibc
import Records
import Testing

/// cp932 as the C library decodes it, and as it is decoded here.
struct CP932Tests {
    /// The C library's answer for one character; nil where it has none.
    private final class Library {
        private let converter = iconv_open("UTF-8", "CP932")

        deinit { iconv_close(converter) }

        func text(_ bytes: [UInt8]) -> String? {
            var from = bytes.map { CChar(bitPattern: $0) }
            var to = [CChar](repeating: 0, count: 16)
            var left = from.count
            var free = to.count
            iconv(converter, nil, nil, nil, nil)
            let isDone = from.withUnsafeMutableBufferPointer { from in
                to.withUnsafeMutableBufferPointer { to in
                    var (start, end) = (from.baseAddress, to.baseAddress)
                    return iconv(converter, &start, &left, &end, &free) != .max
                }
            }
            guard isDone, left == 0 else { return nil }
            return String(
                decoding: to.prefix(16 - free).map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    }

    private func text(_ bytes: [UInt8]) -> String? {
        bytes.withUnsafeBufferPointer { Encoding.cp932.text($0) }
    }

    @Test func everyByteAlone() {
        let library = Library()
        for byte in UInt8.min...UInt8.max {
            #expect(text([byte]) == library.text([byte]), "\(byte)")
        }
    }

    @Test func everyTwoBytes() {
        let library = Library()
        var characters = 0
        var wrong: [String] = []
        for lead in UInt8(0x80)...0xFF {
            for trail in UInt8.min...UInt8.max {
                let bytes = [lead, trail]
                let (own, other) = (text(bytes), library.text(bytes))
                if own != other { wrong.append("\(bytes): \(own ?? "none"), \(other ?? "none")") }
                if own?.unicodeScalars.count == 1 { characters += 1 }
            }
        }
        #expect(wrong.prefix(5) == [])
        // Of the standard, NEC's and IBM's, and the user's own.
        #expect(characters == 6_879 + 83 + 374 + 388 + 1_880)
    }

    /// So that cells can be cut before they are decoded.
    @Test func noSecondByteParts() {
        let library = Library()
        for lead in UInt8(0x81)...0xFC where lead < 0xA0 || lead > 0xDF {
            for trail in [0, 9, 10, 13, 0x22, 0x2C, 0x3B] as [UInt8] {
                #expect(library.text([lead, trail]) == nil)
                #expect(text([lead, trail]) == nil)
            }
        }
        #expect(text([0x83, 0x5C]) == "ソ" && text([0x95, 0x5C]) == "表")
        #expect(text([0x83, 0x7C]) == "ポ")
    }

    /// The check agrees with decoding, wherever a text is cut into blocks.
    @Test(arguments: 1...200)
    func checkedInBlocks(seed: UInt64) {
        var noise = Noise(seed)
        let pieces: [[UInt8]] = [
            [0x41], [9], [10], [0xB1], [0x83, 0x5C], [0x95, 0x5C], [0x88, 0x9F], [0xFA, 0x40],
            Array(repeating: 0x20, count: 9),
        ]
        let bad: [[UInt8]] = [
            [0x80], [0xA0], [0xFD], [0xFF], [0x81], [0x81, 0x09], [0x85, 0x40], [0x83, 0x7F],
        ]
        var bytes: [UInt8] = []
        for _ in 0..<noise.next(below: 60) { bytes += pieces[noise.next(below: pieces.count)] }
        if seed % 2 == 0 { bytes += bad[noise.next(below: bad.count)] }
        if seed % 4 == 0 { bytes += [0x41, 0x42] }
        var wanted: Int64?
        var room = [UInt8](repeating: 0, count: 3 * bytes.count + 1)
        if case .undefined(let offset) = bytes.withUnsafeBufferPointer({
            Encoding.cp932.decode($0, into: &room)
        }) {
            wanted = Int64(offset)
        }
        for size in [1, 2, 3, 7, 8, 9, 64, 1_000] {
            var check = EncodingCheck(.cp932)
            var found: Int64?
            for start in stride(from: 0, to: bytes.count, by: size) where found == nil {
                let block = Array(bytes[start..<min(start + size, bytes.count)])
                found = block.withUnsafeBufferPointer { check.add($0) }
            }
            #expect(found ?? check.end() == wanted, "blocks of \(size): \(bytes)")
        }
    }
}
