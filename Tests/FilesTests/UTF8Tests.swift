import CBytes
import Testing

struct UTF8Tests {
    typealias Add = (UnsafeMutablePointer<fm_utf8>?, UnsafePointer<UInt8>?, Int) -> Int64

    /// The offset of the first byte that belongs to no character; -1 where there is none.
    func check(_ blocks: [ArraySlice<UInt8>], _ add: Add) -> Int64 {
        var state = fm_utf8()
        for block in blocks {
            let bad = add(&state, Array(block), block.count)
            if bad >= 0 { return bad }
        }
        return fm_utf8_end(&state)
    }

    /// The same by the standard library, which stops where valid characters end.
    func expected(_ bytes: [UInt8]) -> Int64 {
        var decoder = Unicode.UTF8.ForwardParser()
        var rest = bytes.makeIterator()
        var at: Int64 = 0
        while true {
            switch decoder.parseScalar(from: &rest) {
            case .valid(let scalar): at += Int64(scalar.count)
            case .error: return at
            case .emptyInput: return -1
            }
        }
    }

    static let good: [[UInt8]] = [
        [0x00], [0x7F], [0xC2, 0x80], [0xDF, 0xBF], [0xE0, 0xA0, 0x80], [0xED, 0x9F, 0xBF],
        [0xEE, 0x80, 0x80], [0xEF, 0xBF, 0xBF], [0xF0, 0x90, 0x80, 0x80], [0xF4, 0x8F, 0xBF, 0xBF],
    ]

    static let bad: [[UInt8]] = [
        [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2, 0x41], [0xE0, 0x80, 0x80],
        [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xE2, 0x82, 0x41],
        [0xE2, 0x41, 0x41], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
        [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80],
        [0xFE], [0xFF], [0xF0, 0x90, 0x80, 0x41], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98],
    ]

    @Test(arguments: good, [0, 1, 29, 30, 31, 32, 61, 62, 63, 64, 95, 128])
    func takesGood(character: [UInt8], before: Int) {
        let bytes = ascii(before) + character + ascii(70)
        for cut in 0...bytes.count {
            let blocks = [bytes[..<cut], bytes[cut...]]
            #expect(check(blocks, fm_utf8_add) == -1)
            #expect(check(blocks, fm_utf8_add_portable) == -1)
        }
    }

    @Test(arguments: bad, [0, 1, 29, 30, 31, 32, 61, 62, 63, 64, 95, 128])
    func findsBad(sequence: [UInt8], before: Int) {
        for after in [0, 1, 70] {
            let bytes = ascii(before) + sequence + ascii(after)
            for cut in 0...bytes.count {
                let blocks = [bytes[..<cut], bytes[cut...]]
                #expect(check(blocks, fm_utf8_add) == Int64(before))
                #expect(check(blocks, fm_utf8_add_portable) == Int64(before))
            }
        }
    }

    /// Every pair and, of the leads, every third byte, across the end of a piece.
    @Test func agreesOnEveryPair() {
        var bytes = ascii(140)
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                for third: UInt8 in first < 0xE0 ? [0x41] : [0x41, 0x7F, 0x80, 0xBF, 0xC2] {
                    (bytes[62], bytes[63], bytes[64]) = (first, second, third)
                    let bad = expected([first, second, third, 0x41])
                    let wanted = bad < 0 ? -1 : bad + 62
                    let found = check([bytes[...]], fm_utf8_add)
                    let foundPlainly = check([bytes[...]], fm_utf8_add_portable)
                    if found != wanted || foundPlainly != wanted {
                        Issue.record("\(first) \(second) \(third): \(found), \(foundPlainly)")
                    }
                }
            }
        }
    }

    @Test(arguments: 0..<40)
    func agreesOnTextWithOneFault(seed: UInt64) {
        var noise = Noise(seed)
        let characters = Self.good + [[0x61], [0x62], [0xC3, 0xA4], [0xE2, 0x82, 0xAC]]
        var bytes: [UInt8] = []
        while bytes.count < 400 { bytes += characters[noise.next(below: characters.count)] }
        #expect(check([bytes[...]], fm_utf8_add) == -1)
        for _ in 0..<50 {
            var broken = bytes
            broken[noise.next(below: bytes.count)] = UInt8(noise.next(below: 256))
            let wanted = expected(broken)
            let cut = noise.next(below: bytes.count)
            let later = cut + noise.next(below: bytes.count - cut)
            let blocks = [broken[..<cut], broken[cut..<later], broken[later...]]
            #expect(check(blocks, fm_utf8_add) == wanted)
            #expect(check(blocks, fm_utf8_add_portable) == wanted)
        }
    }

    @Test func seesOneHighBitAnywhere() {
        for count in 0...600 {
            var bytes = ascii(count)
            #expect(fm_has_high(bytes, count) == 0)
            guard count > 0 else { continue }
            for place in [0, count / 2, count - 1] {
                bytes[place] = 0x80
                #expect(fm_has_high(bytes, count) == 1)
                bytes[place] = 0x41
            }
        }
    }

    private func ascii(_ count: Int) -> [UInt8] { [UInt8](repeating: 0x41, count: count) }
}
