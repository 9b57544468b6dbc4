import Files
import Records
import Testing

@testable import Ledgers

@Suite struct ToldIndexTests {
    static let feed = "inventory"
    static let scope = "eu"
    static let name = "index/inventory.eu"

    /// A digest of the text that is never 0, and half of it.
    static func digests(_ row: UnsafeBufferPointer<UInt8>) throws(Failure) -> (
        digest: UInt64, shown: UInt32
    ) {
        let digest = Digest(of: row)
        return (digest.low | 1, UInt32(truncatingIfNeeded: digest.high))
    }

    private func load(_ disk: Disk?, _ ledger: Ledger, form: UInt64 = 1) throws -> ToldIndex {
        try ToldIndex.load(
            disk, ledger, feed: Self.feed, scope: Self.scope, form: form, digests: Self.digests)
    }

    /// A ledger with `count` keys told, and the index saved beside it.
    private func told(_ shop: Shop, _ count: Int) throws -> Ledger {
        let ledger = try Ledger(disk: shop.disk)
        let writer = try ToldWriter(ledger, feed: Self.feed, scope: Self.scope)
        try ledger.begin()
        for number in 0..<count { _ = try writer.append("SKU-\(number)", "{\"q\":\(number)}") }
        let revision = try ledger.bumpRevision(of: "inventory.eu")
        try ledger.commit()
        let index = try load(nil, ledger)
        #expect(index.isRebuilt)
        index.find(Key(["SKU-0"]))?.flags |= 0x100
        try index.save(shop.disk, revision: revision, form: 1)
        return ledger
    }

    @Test(arguments: [0, 1, 8191, 8192, 20_000])
    func theFileGivesWhatWasSaved(count: Int) throws {
        let shop = try Shop()
        let ledger = try told(shop, count)
        let read = try load(shop.disk, ledger)
        #expect(!read.isRebuilt)
        #expect(read.count() == count)
        #expect(read.entries == (try load(nil, ledger)).entries)
        #expect(try shop.names("index") == ["inventory.eu"])
    }

    @Test func anotherRevisionOrFormMakesItStale() throws {
        let shop = try Shop()
        let ledger = try told(shop, 10)
        #expect(try load(shop.disk, ledger, form: 2).isRebuilt)
        #expect(!(try load(shop.disk, ledger).isRebuilt))
        _ = try ledger.bumpRevision(of: "inventory.eu")
        #expect(try load(shop.disk, ledger).isRebuilt)
    }

    @Test func aDamagedFileIsNeverBelieved() throws {
        let shop = try Shop()
        let ledger = try told(shop, 3)
        let whole = try #require(shop.bytes(Self.name))
        let wanted = try load(nil, ledger).entries
        #expect(whole.count == 32 + 3 * 32 + 16)
        for position in whole.indices {
            var damaged = whole
            damaged[position] ^= 0x41
            shop.put(Self.name, damaged)
            let index = try load(shop.disk, ledger)
            #expect(index.isRebuilt, "byte \(position)")
            #expect(index.entries == wanted)
        }
        for count in whole.indices {
            shop.put(Self.name, Array(whole[..<count]))
            #expect(try load(shop.disk, ledger).isRebuilt, "\(count) bytes")
        }
        shop.put(Self.name, whole + [0])
        #expect(try load(shop.disk, ledger).isRebuilt)
        shop.put(Self.name, whole)
        #expect(!(try load(shop.disk, ledger).isRebuilt))
    }

    @Test func aSaveThatFailsLeavesTheOldFile() throws {
        let shop = try Shop()
        let ledger = try told(shop, 3)
        let before = shop.bytes(Self.name)
        for kind in [DiskStep.Kind.write, .sync, .publish] {
            let disk = Disk(root: shop.root) { step, moment throws(Failure) in
                if step.kind == kind, moment == .before { throw Failure(.disk, "stop") }
            }
            let index = try load(nil, ledger)
            #expect(throws: Failure(.disk, "stop")) {
                try index.save(disk, revision: 2, form: 1)
            }
            #expect(shop.bytes(Self.name) == before)
        }
        #expect(try shop.names("index") == ["inventory.eu"])
    }

    @Test func keyTextsAndKeyCellsGiveOneKey() {
        for cells in [["A"], ["eu", "A"], ["", ""], ["eu", "", "Größe 4"]] {
            let text = Array(cells.joined(separator: "\t").utf8)
            #expect(text.withUnsafeBufferPointer { ToldIndex.key($0) } == Key(cells))
        }
        #expect([UInt8]().withUnsafeBufferPointer { ToldIndex.key($0) } == Key([""]))
    }

    @Test func moreRowsThanItCanHoldAreRefused() throws {
        #expect(try ToldIndex.row(4_294_967_295) == .max)
        let failure = #expect(throws: Failure.self) { try ToldIndex.row(4_294_967_296) }
        #expect(
            failure?.text == "ledger.sqlite: told has reached row 4294967296, beyond the "
                + "4294967295 that an index can hold; begin a new ledger and adopt what stands at "
                + "Amazon")
        #expect(throws: Failure.self) { try ToldIndex.row(0) }
    }

    @Test(arguments: UInt64(1)...12)
    func keptUpOrMadeAnewItIsTheSame(seed: UInt64) throws {
        var history = try History(seed: seed)
        for step in 0..<150 {
            try history.step()
            let anew = try load(nil, history.ledger)
            try #require(history.index.entries == anew.entries, "step \(step)")
        }
        #expect(history.withdrawals > 5)
    }
}

extension ToldIndex {
    /// All of it, for comparison.
    var entries: [Key: [UInt64]] {
        var entries: [Key: [UInt64]] = [:]
        visit { key, slot in
            entries[key] = [
                slot.digest, UInt64(slot.shown), UInt64(slot.row),
                UInt64(slot.flags & ToldSlot.keptFlags),
            ]
        }
        return entries
    }
}
