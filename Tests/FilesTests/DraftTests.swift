import Files
import Records
import Testing

struct DraftTests {
    let shop: TemporaryShop
    let disk: Disk

    init() throws {
        shop = try TemporaryShop()
        disk = shop.disk
    }

    /// Pieces of these sizes, one after another, around the size of the draft's own buffer.
    @Test(arguments: [
        [], [0], [1], [65_535, 1], [65_535, 2], [65_536], [65_537], [10, 65_536, 1, 200_000, 5],
    ])
    func keepsEveryByte(sizes: [Int]) throws {
        var noise = Noise(4)
        let draft = Draft(disk, name: "feed.json")
        let unwritten = Draft.unwritten()
        var all: [UInt8] = []
        for size in sizes {
            let piece = noise.bytes(size, from: Array(0...255))
            all += piece
            try draft.append(piece)
            try unwritten.append(piece)
            #expect(draft.digest == Digest(of: all))
        }
        #expect(draft.count == all.count)
        #expect(unwritten.count == all.count)
        try draft.finish()
        try draft.finish()
        try unwritten.finish()
        #expect(draft.name == ".feed.json.draft")
        #expect(unwritten.name == "")
        #expect(unwritten.digest == draft.digest)
        try disk.publish(draft.name, as: "feed.json")
        #expect(try disk.read("feed.json") == all)
        #expect(try disk.list("") == ["feed.json"])
    }

    @Test func staysWhenFinished() throws {
        do {
            let draft = Draft(disk, name: "out")
            try draft.append([1])
            try draft.finish()
        }
        #expect(disk.exists(".out.draft"))
    }

    @Test func goesWhenLetGo() throws {
        do {
            let draft = Draft(disk, name: "out")
            try draft.append([UInt8](repeating: 1, count: 100_000))
            #expect(disk.exists(".out.draft"))
        }
        #expect(try shop.contents() == [:])
        let draft = Draft(disk, name: "out")
        try draft.append([1])
        try draft.finish()
        draft.discard()
        #expect(try shop.contents() == [:])
    }

    @Test func neverTakesATakenName() throws {
        try shop.put("other", "out")
        let draft = Draft(disk, name: "out")
        try draft.append([1])
        try draft.finish()
        let failure = #expect(throws: Failure.self) { try disk.publish(draft.name, as: "out") }
        #expect(failure?.place?.file == ".out.draft")
        #expect(try disk.read("out") == Array("other".utf8))
        #expect(disk.exists(".out.draft"))
    }

    @Test func failsForGood() throws {
        let draft = Draft(shop.disk(failingAt: 1, .before), name: "out")
        try draft.append([1])
        let first = #expect(throws: Failure.self) { try draft.finish() }
        let second = #expect(throws: Failure.self) { try draft.finish() }
        #expect(first?.text == "out: cannot write: full")
        #expect(second == first)
        let missing = Draft(disk, name: "none/out")
        let failure = #expect(throws: Failure.self) { try missing.finish() }
        #expect(failure?.text == "none/out: cannot write: No such file or directory")
    }
}
