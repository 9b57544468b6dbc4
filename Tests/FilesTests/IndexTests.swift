import CBytes
import Testing

struct IndexTests {
    struct Index: Equatable {
        var marks: [UInt32]
        var ends: [UInt32]
    }

    typealias Function = (
        UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<UInt32>?, UnsafeMutablePointer<UInt32>?,
        UnsafeMutablePointer<Int>?
    ) -> Int

    /// Room as promised and no more, with a word behind it that must not change.
    func index(_ bytes: ArraySlice<UInt8>, _ function: Function) -> Index {
        let bytes = Array(bytes)
        let room = bytes.count + 64
        var marks = [UInt32](repeating: 0xAAAA_AAAA, count: room + 1)
        var ends = marks
        var lines = 0
        let found = function(bytes, bytes.count, &marks, &ends, &lines)
        #expect(marks[room] == 0xAAAA_AAAA)
        #expect(ends[room] == 0xAAAA_AAAA)
        return Index(marks: Array(marks[..<found]), ends: Array(ends[..<lines]))
    }

    func expected(_ bytes: ArraySlice<UInt8>) -> Index {
        var index = Index(marks: [], ends: [])
        for (offset, byte) in bytes.enumerated() where byte == 9 || byte == 10 {
            index.marks.append(UInt32(offset))
            if byte == 10 { index.ends.append(UInt32(index.marks.count)) }
        }
        return index
    }

    static let alphabets: [[UInt8]] = [
        [9], [10], [9, 10], [9, 10, 65], [8, 9, 10, 11, 0x89, 0x8A, 0x80, 0],
        Array(repeating: 65, count: 40) + [9, 9, 10], Array(0...255),
    ]

    @Test(arguments: alphabets)
    func findsEveryMark(alphabet: [UInt8]) {
        var noise = Noise(1)
        let bytes = noise.bytes(330, from: alphabet)
        for start in [0, 1, 7, 31] {
            for end in start...bytes.count {
                let piece = bytes[start..<end]
                let wanted = expected(piece)
                #expect(index(piece, fm_index) == wanted)
                #expect(index(piece, fm_index_portable) == wanted)
                #if arch(x86_64)
                    #expect(index(piece, fm_index_avx2) == wanted)
                #endif
            }
        }
    }
}
