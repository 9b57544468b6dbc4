import Files
import Records
import Testing

/// Files that are made UTF-8 while they are read.
@Suite struct TranscoderTests {
    private let folder: TemporaryShop

    init() throws { folder = try TemporaryShop() }

    /// Reads a file through, `room` bytes at once.
    private func read(
        _ bytes: [UInt8], charset: Encoding? = nil, transcoding: Encoding? = nil, room: Int
    ) throws -> (text: [UInt8], source: Source) {
        try folder.put(bytes, "a.txt")
        let source = try Source(
            folder.disk, name: "a.txt", digesting: true, charset: charset,
            transcoding: transcoding)
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 1)
        defer { memory.deallocate() }
        var text: [UInt8] = []
        while true {
            let count = try source.read(into: memory)
            if count == 0 { return (text, source) }
            text += memory[..<count]
        }
    }

    private func utf16(_ text: String, isBig: Bool, mark: Bool = true) -> [UInt8] {
        ((mark ? [0xFEFF] : []) + Array(text.utf16)).flatMap { unit in
            let bytes = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            return isBig ? bytes : bytes.reversed()
        }
    }

    private func text(_ noise: inout Noise, _ count: Int) -> String {
        var text = "a\t"
        for _ in 0..<count {
            let limit = [0x80, 0x800, 0x1_0000, 0x11_0000][noise.next(below: 4)]
            guard let scalar = Unicode.Scalar(UInt32(1 + noise.next(below: limit - 1))) else {
                continue
            }
            text.unicodeScalars.append(scalar)
        }
        return text
    }

    @Test(arguments: 1...20)
    func utf16IsReadBack(seed: UInt64) throws {
        var noise = Noise(seed)
        let text = text(&noise, [3, 40, 40_000][noise.next(below: 3)])
        for isBig in [false, true] {
            let bytes = utf16(text, isBig: isBig)
            for room in [1, 2, 3, 17, 4_096] {
                let read = try read(bytes, room: room)
                #expect(read.text == Array(("\u{FEFF}" + text).utf8))
                #expect(read.source.transcoded == (isBig ? .utf16be : .utf16le))
                #expect(read.source.rawCount == bytes.count)
                #expect(read.source.digest == Digest(of: bytes))
            }
        }
    }

    @Test func utf16WithoutItsMark() throws {
        for isBig in [false, true] {
            let bytes = utf16("sku\tソ\n", isBig: isBig, mark: false)
            let said = try read(bytes, charset: .utf16le, room: 64)
            #expect(said.text == Array("sku\tソ\n".utf8))
            #expect(said.source.transcoded == (isBig ? .utf16be : .utf16le))
            #expect(try read(bytes, room: 64).text == bytes)
        }
        let plain = try read(Array("sku\n".utf8), charset: .utf16be, room: 64)
        #expect(plain.source.transcoded == nil && plain.text == Array("sku\n".utf8))
    }

    @Test func packed() throws {
        let bytes = utf16("sku\tソ 💡\n", isBig: false)
        let read = try read(gzip(bytes), room: 5)
        #expect(read.text == Array("\u{FEFF}sku\tソ 💡\n".utf8))
        #expect(read.source.isCompressed)
        #expect(read.source.digest == Digest(of: gzip(bytes)))
    }

    @Test(
        arguments: [
            (
                [0x61, 0x00, 0x0A, 0x00, 0x3D, 0xD8], 2, 7,
                "half a character alone (the surrogate D83D)"
            ),
            (
                [0x61, 0x00, 0x00, 0xDC, 0x62, 0x00], 1, 5,
                "half a character alone (the surrogate DC00)"
            ),
            (
                [0x3D, 0xD8, 0x61, 0x00], 1, 3, "half a character alone (the surrogate D83D)"
            ),
            ([0x61, 0x00, 0x62], 1, 5, "an odd last byte: the file is cut short"),
        ] as [([UInt8], Int, Int, String)])
    func noUTF16(_ bytes: [UInt8], _ line: Int, _ byte: Int, _ what: String) throws {
        for room in [1, 2, 100] {
            let failure = #expect(throws: Failure.self) {
                try read([0xFF, 0xFE] + bytes, room: room)
            }
            #expect(failure?.text == "a.txt:\(line): is no UTF-16LE at its byte \(byte): \(what)")
        }
    }

    /// Every piece's end cuts a character, somewhere.
    @Test func longFilesOfOtherEncodings() throws {
        let word: [UInt8] = [0x83, 0x5C, 0x41, 0xB1, 0x95, 0x5C]
        let bytes = [0x41] + Array(repeating: word, count: 30_000).joined()
        let text = try read(bytes, transcoding: .cp932, room: 1_000)
        #expect(
            text.text == Array(("A" + String(repeating: "ソAｱ表", count: 30_000)).utf8))
        #expect(text.source.undecodable == nil)
        for cut in [1, 65_536, 65_537, 100_000] {
            var broken = Array(bytes[..<cut])
            let before = try read(broken, transcoding: .cp932, room: 1_000).text
            let offset = try read(broken, transcoding: .cp932, room: 9).source.undecodable
            broken = Array(broken[..<(offset.map { Int($0) } ?? cut)]) + [0xFF, 0x41]
            let read = try read(broken, transcoding: .cp932, room: 1_000)
            #expect(read.source.undecodable == Int64(broken.count - 2))
            #expect(read.text == before)
        }
    }
}
