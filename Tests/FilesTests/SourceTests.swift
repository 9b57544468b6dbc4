import Files
import Foundation
import Records
import Testing

struct SourceTests {
    let shop: TemporaryShop

    init() throws { shop = try TemporaryShop() }

    func readAll(_ source: Source, by room: Int = 1000) throws(Failure) -> [UInt8] {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 1)
        defer { memory.deallocate() }
        var bytes: [UInt8] = []
        while true {
            let count = try source.read(into: memory)
            if count == 0 { return bytes }
            bytes.append(contentsOf: memory[..<count])
        }
    }

    func unpack(_ packed: [UInt8], by room: Int = 1000) throws -> [UInt8] {
        try shop.put(packed, "in.gz")
        return try readAll(try Source(shop.disk, name: "in.gz"), by: room)
    }

    func failure(_ packed: [UInt8]) throws -> Failure? {
        #expect(throws: Failure.self) { try unpack(packed) }
    }

    static let text: [UInt8] = {
        var noise = Noise(3)
        return noise.bytes(200_000, from: Array("abcdefgh\t\n".utf8))
    }()

    @Test(arguments: 0...3)
    func readsPlain(number: Int) throws {
        let bytes = [[], [0x1F], [0x1F, 0x8C, 0, 0], Self.text][number]
        try shop.put(bytes, "in.txt")
        let source = try Source(shop.disk, name: "in.txt", digesting: true)
        #expect(!source.isCompressed)
        #expect(source.digest == nil)
        #expect(try readAll(source) == bytes)
        #expect(source.digest == Digest(of: bytes))
        #expect(source.rawCount == bytes.count)
    }

    @Test func digestsOnlyWhereAsked() throws {
        try shop.put("a", "in.txt")
        let source = try Source(shop.disk, name: "in.txt")
        #expect(try readAll(source) == [0x61])
        #expect(source.digest == nil)
    }

    @Test(arguments: [1, 7, 1000, 300_000])
    func unpacksWhateverTheRoom(room: Int) throws {
        let packed = gzip(Self.text)
        #expect(packed.count > 65_536)
        try shop.put(packed, "in.gz")
        let source = try Source(shop.disk, name: "in.gz", digesting: true)
        #expect(source.isCompressed)
        #expect(try readAll(source, by: room) == Self.text)
        #expect(source.digest == Digest(of: packed))
        #expect(source.rawCount == packed.count)
    }

    @Test func takesMembersAndPadding() throws {
        let (a, b) = (Array("one\n".utf8), Array("two\n".utf8))
        let zeros = [UInt8](repeating: 0, count: 70_000)
        #expect(try unpack(gzip(a) + gzip(b)) == a + b)
        #expect(try unpack(gzip(a) + zeros) == a)
        #expect(try unpack(gzip(a) + gzip([]) + zeros + gzip(b) + zeros) == a + b)
        #expect(try unpack(gzip([])) == [])
    }

    @Test func refusesWhatIsCutShort() throws {
        let packed = gzip(Array("one\ntwo\n".utf8))
        for count in 2..<packed.count {
            #expect(
                try failure(Array(packed[..<count]))?.text
                    == "in.gz: is cut short: its gzip data goes on after byte \(count); "
                    + "fetch it again")
        }
        #expect(try failure(packed + packed[..<1])?.exit == .data)
    }

    @Test func refusesWhatIsDamaged() throws {
        var packed = gzip(Self.text)
        packed[packed.count - 6] ^= 1
        let message =
            "in.gz: is damaged at byte \(packed.count - 4) of the gzip file: "
            + "incorrect data check; fetch it again"
        #expect(try failure(packed)?.text == message)
        let junk = try failure(gzip([0x61]) + Array("junk".utf8))
        #expect(junk?.exit == .data)
        #expect(junk?.message.contains("incorrect header check") == true)
    }

    @Test func refusesWhatIsNoFile() throws {
        try shop.put("a", "folder/file")
        let link = "\(shop.root)/link"
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: "folder/file")
        #expect(mkfifo("\(shop.root)/pipe", 0o600) == 0)
        for name in ["folder", "link", "pipe"] {
            let failure = #expect(throws: Failure.self) { try Source(shop.disk, name: name) }
            #expect(
                failure?.text == "\(name): is no regular file; put the file itself here")
            #expect(failure?.exit == .data)
        }
        let missing = #expect(throws: Failure.self) { try Source(shop.disk, name: "none") }
        #expect(missing?.text == "none: cannot open: No such file or directory")
    }
}
