import Files
import Formats
import Records
import Testing

/// UTF-8, cp1252, and gzip.
struct TSVEncodingTests {
    private static let shape = ReportShape(
        name: "t", columns: [ColumnShape(name: "a"), ColumnShape(name: "b", kind: .count)])

    /// All bytes that a cell can hold, each read as the character that it is in cp1252.
    @Test(arguments: [8, 100, 1 << 18])
    func everyByteOfCP1252(block: Int) throws {
        let undefined: [UInt8] = [0x81, 0x8D, 0x8F, 0x90, 0x9D]
        let bytes = (UInt8(0)...255).filter {
            ![0, 9, 10, 13].contains($0) && !undefined.contains($0)
        }
        let file = try TSVFile(
            Array("a\tb\n".utf8) + bytes.flatMap { [$0, 65, 9, 49, 10] } + bytes + [10])
        let reading = try file.read(Self.shape, block: block, encoding: .cp1252, checking: false)
        #expect(reading.rejected == [])
        let upper = Array("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ".unicodeScalars)
        let wanted = bytes.map { byte in
            byte < 0x80 || byte >= 0xA0
                ? Unicode.Scalar(byte)
                : upper[Int(byte) - 0x80 - undefined.count { $0 < byte }]
        }
        for (index, scalar) in wanted.enumerated() {
            #expect(reading.rows[index] == "\(index + 2): \(scalar)A|#1")
        }
        var all = ""
        all.unicodeScalars.append(contentsOf: wanted)
        #expect(reading.rows.last == "\(bytes.count + 2): \(all)|")
    }

    @Test(arguments: [0x81, 0x8D, 0x8F, 0x90, 0x9D] as [UInt8])
    func bytesThatAreNoCharacter(byte: UInt8) throws {
        let file = try TSVFile(Array("a\tb\nxä\t1\n".utf8) + [65, 66, byte, 9, 50, 10, 67, 10])
        let reading = try file.read(Self.shape, encoding: .cp1252, checking: false)
        #expect(reading.rows == ["2: xÃ¤|#1", "4: C|"])
        #expect(reading.rejected == ["3: 'a' is neither UTF-8 nor cp1252 at its byte 3"])
    }

    /// The first byte that is not UTF-8 is noticed where it stands, whatever the blocks.
    @Test func notUTF8() throws {
        let text =
            Array("a\tb\n".utf8) + Array(repeating: Array("äxyz€\t12\n".utf8), count: 6).joined()
        for offset in stride(from: 4, to: text.count, by: 3) {
            // An FF is of no character; where it stands inside one, that begins before it.
            var bytes = text
            bytes[offset] = 0xFF
            var wanted = offset
            while text[wanted] & 0xC0 == 0x80 { wanted -= 1 }
            let file = try TSVFile(bytes)
            for block in [5, 7, 16, 33, 64, 1_000] {
                #expect(
                    try file.read(Self.shape, block: block).undecodable == Int64(wanted),
                    "\(offset) in blocks of \(block)")
            }
            #expect(try file.read(Self.shape, checking: false).undecodable == nil)
        }
    }

    @Test func aCharacterCutOffAtTheEnd() throws {
        let file = try TSVFile(Array("a\tb\nx\t1\n".utf8) + [0xE2, 0x82])
        #expect(try file.read(Self.shape, block: 9).undecodable == 8)
    }

    @Test func gzip() throws {
        let text = "a\tb\n" + (0..<3_000).map { "row \($0) ä\t\($0)\n" }.joined()
        let plain = try TSVFile(text).read(Self.shape)
        #expect(plain.rows.count == 3_000)
        for block in [100, 4_096, 1 << 18] {
            var packed = try TSVFile(stored(Array(text.utf8))).read(Self.shape, block: block)
            packed.batches = plain.batches
            #expect(packed == plain)
        }
    }

    @Test func gzipCutShort() throws {
        let packed = stored(Array("a\tb\nx\t1\n".utf8))
        let file = try TSVFile(Array(packed.dropLast(9)))
        let failure = #expect(throws: Failure.self) { try file.read(Self.shape) }
        #expect(failure?.exit == .data)
        #expect(failure?.place == Place("inbox/rows.txt"))
    }
}
