import Glibc
import Testing

@testable import Formats

@Suite struct CharsetTests {
    /// What the system's own converter makes of cp932 bytes; nil where it takes them for none.
    private func read(_ bytes: [UInt8]) -> String? {
        let reader = iconv_open("UTF-8", "CP932")
        defer { iconv_close(reader) }
        var (from, to) = (bytes, [UInt8](repeating: 0, count: 4 * bytes.count + 16))
        return from.withUnsafeMutableBytes { from in
            to.withUnsafeMutableBytes { to in
                var input = from.baseAddress?.assumingMemoryBound(to: CChar.self)
                var output = to.baseAddress?.assumingMemoryBound(to: CChar.self)
                var (left, room) = (from.count, to.count)
                guard iconv(reader, &input, &left, &output, &room) == 0 else { return nil }
                return String(decoding: to[..<(to.count - room)], as: UTF8.self)
            }
        }
    }

    /// Each character that two bytes stand for is written, and read back as itself.
    @Test func everyPairOfBytes() {
        var count = 0
        for first in UInt8(0x81)...0xFC {
            for second in UInt8(0x40)...0xFC {
                guard let text = read([first, second]), text.unicodeScalars.count == 1 else {
                    continue
                }
                count += 1
                #expect(Charset.cp932.stranger(in: text) == nil)
                let written = Charset.cp932.encoded(Array(text.utf8))
                #expect(read(written).map { Array($0.utf8) } == Array(text.utf8), "\(text)")
            }
        }
        #expect(count > 9_000)
    }

    /// No character comes back as another one.
    @Test func everyCharacter() {
        var count = 0
        for code in UInt32(1)...0x1_1000 {
            guard let scalar = Unicode.Scalar(code) else { continue }
            let text = String(scalar)
            guard Charset.cp932.stranger(in: text) == nil else { continue }
            count += 1
            let written = Charset.cp932.encoded(Array(text.utf8))
            #expect(read(written).map { Array($0.utf8) } == Array(text.utf8), "U+\(code)")
            #expect(written.count <= text.utf8.count)
        }
        #expect(count > 9_000)
    }

    @Test(arguments: [
        ("ソ表", [0x83, 0x5C, 0x95, 0x5C]),
        ("～－∥￠", [0x81, 0x60, 0x81, 0x7C, 0x81, 0x61, 0x81, 0x91]),
        ("①髙㈱", [0x87, 0x40, 0xFB, 0xFC, 0x87, 0x8A]), ("ﾗﾝ", [0xD7, 0xDD]),
        ("A\\~", [0x41, 0x5C, 0x7E]), ("", []),
    ])
    func asWindowsWrites(_ text: String, _ bytes: [UInt8]) {
        #expect(Charset.cp932.encoded(Array(text.utf8)) == bytes)
    }

    @Test(arguments: [
        ("a〜", "'〜' (U+301C, not in cp932)"), ("−", "'−' (U+2212, not in cp932)"),
        ("¥", "'¥' (U+00A5, not in cp932)"), ("ä", "'ä' (U+00E4, not in cp932)"),
        ("表😀", "'😀' (U+1F600, not in cp932)"), ("\u{80}", "'\u{80}' (U+0080, not in cp932)"),
        ("ロープ A", nil),
    ])
    func strangers(_ text: String, _ stranger: String?) {
        #expect(Charset.cp932.stranger(in: text) == stranger)
    }
}
