import CBytes
import Records
import Testing

struct KeyTests {
    @Test(
        arguments: [
            (["ab", "c"], ["a", "bc"]), (["", "a"], ["a", ""]), (["a"], ["a", ""]), ([""], []),
            (["a\t", "b"], ["a", "\tb"]), (["1"], ["01"]), (["a"], ["A"]), (["a"], ["a "]),
            (["\0"], [""]), (["\0"], ["\0\0"]),
            // The last eight bytes of these differ in one byte by as much as their lengths do.
            (["130000000"], ["1300000000"]), (["BAAAAAAA"], ["BAAAAAAAAAA"]),
        ] as [([String], [String])])
    func keysOfOtherTextsDiffer(_ a: [String], _ b: [String]) { #expect(Key(a) != Key(b)) }

    /// No two of the texts in which a digit stands for long, as item numbers do.
    @Test func textsOfFewDigitsDiffer() {
        var seen: Set<Key> = []
        var count = 0
        for length in 0...11 {
            for number in 0..<(1 << length) {
                let text = String(number, radix: 2)
                let padded = String(repeating: "0", count: max(0, length - text.count)) + text
                for one in ["1", "2", "3"] where length > 0 && number > 0 {
                    count += 1
                    seen.insert(Key([padded.replacing("1", with: one)]))
                }
            }
        }
        #expect(seen.count == count)
    }

    /// Each length up to 70 bytes, and each byte in it, counts.
    @Test func everyByteCounts() {
        var seen: Set<Key> = []
        for count in 0...70 {
            var bytes = [UInt8](repeating: 65, count: count)
            #expect(seen.insert(Key([String(decoding: bytes, as: UTF8.self)])).inserted)
            for index in 0..<count {
                bytes[index] = 66
                #expect(seen.insert(Key([String(decoding: bytes, as: UTF8.self)])).inserted)
                bytes[index] = 65
            }
        }
    }

    @Test func ofCellsAsOfTexts() {
        let arena = Arena()
        for texts in [["a", "b"], ["", "long enough for more than sixteen bytes"], ["x"]] {
            let hash = texts.reduce(fm_hash()) { arena.keep($1).hash(after: $0) }
            #expect(Key(hash) == Key(texts))
        }
        #expect(Key(Cell(number: -120).hash(after: fm_hash())) == Key(["-120"]))
        #expect(Key(Cell.absent.hash(after: fm_hash())) == Key([""]))
    }

    @Test func isNeverThatOfAnEmptySlot() {
        #expect(Key(fm_hash(low: 0, high: 0)).check != 0)
        #expect(Key(fm_hash(low: 5, high: 1 << 32)).check != 0)
    }
}
