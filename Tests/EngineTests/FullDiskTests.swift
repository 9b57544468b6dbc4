import Engine
import Files
import Glibc
import Ledgers
import MadeShops
import Records
import Stages
import Testing

/// The disk full at each step of a run in turn: the run after it leaves what an undisturbed one does.
struct FullDiskTests {
    private let now: Int64 = 1_767_250_800

    /// A shop that has told something, with files dropped that make every kind of change: new and
    /// overtaken files, rejects, withheld offers, a document to be withdrawn, a stranger.
    private func waiting(_ deliver: String) throws -> MadeShop {
        let shop = try MadeShop(MadeShop.settings("json", deliver, guards: "moved: \"90%\""))
        try shop.put("seller-sku\titem\nA\tI\nB\tJ\nC\tK\n", "mappings/skus.tsv")
        try shop.put("pool\tlocation\tlocation-buffer\n*\tHAM\t0\n", "mappings/stock-locations.tsv")
        for marketplace in ["DE", "FR", "UK"] {
            let offers = [Offer(sku: "A", quantity: 1), Offer(sku: "B"), Offer(sku: "gone")]
            try shop.put(Offer.report(offers), "inbox/\(marketplace)/l.txt", made: now - 90_000)
        }
        let stock = ["I": ["HAM": Int64(5)], "J": ["HAM": 6], "K": ["HAM": 7]]
        try shop.put(Offer.stock(stock), "inbox/stock.txt", made: now - 90_000)
        _ = try shop.run(at: now - 86_400) { $0.allowed = Set(Guards.Name.allCases) }
        for marketplace in ["DE", "FR"] {
            let offers = [
                Offer(sku: "A", quantity: 5), Offer(sku: "B", channel: "AMAZON_EU"),
                Offer(sku: "C", quantity: 0), Offer(sku: "unmapped"),
            ]
            try shop.put(Offer.report(offers), "inbox/\(marketplace)/l.txt", made: now - 100)
        }
        let changed = ["I": ["HAM": Int64(4)], "J": ["HAM": 6], "K": ["HAM": 8]]
        try shop.put(Offer.stock(changed), "inbox/stock.txt", made: now - 100)
        try shop.put(Offer.stock(stock), "inbox/older stock.txt", made: now - 200)
        try shop.put("no table at all\n", "inbox/note.txt", made: now - 100)
        return shop
    }

    private func run(_ shop: MadeShop, on disk: Disk? = nil) throws(Failure) {
        _ = try shop.run(at: now, on: disk) { $0.allowed = Set(Guards.Name.allCases) }
    }

    /// What must be the same: all but the times in run.json, the ledger's own bytes, and the index,
    /// which is made from it.
    private func remains(_ shop: MadeShop) throws -> [String: [UInt8]] {
        try shop.contents().filter { name, _ in
            !name.hasSuffix("/run.json") && !name.hasPrefix("ledger.sqlite")
                && !name.hasPrefix("index/") && !name.hasPrefix("log/")
        }
    }

    private func told(_ shop: MadeShop) throws -> [String] {
        var rows: [String] = []
        for document in try shop.documents(.sent) + shop.documents(.ready)
            + shop.documents(.withdrawn)
        {
            rows.append("\(document)".replacing(/run: \d+/, with: ""))
            try shop.forEachTold(of: document) { rows.append("\($0)") }
        }
        return rows
    }

    @Test(arguments: [("drop", Moment.before), ("hand", .before), ("hand", .after)])
    func atEveryStep(_ deliver: String, _ moment: Moment) throws {
        let given = try waiting(deliver)
        let undisturbed = try MadeShop(copying: given)
        try run(undisturbed)
        let (wanted, told) = (try remains(undisturbed), try told(undisturbed))
        #expect(wanted.keys.contains { $0.hasPrefix("outbox/ready/inventory.eu") })
        #expect(wanted.keys.contains { $0.hasPrefix("outbox/withdrawn/") } == (deliver == "hand"))
        #expect(wanted.keys.contains { $0.hasSuffix(".rejects.tsv") })
        #expect(wanted.keys.contains { $0.hasSuffix(".withheld.tsv") })
        #expect(wanted.keys.contains("failed/note.txt"))
        var step = 0
        while true {
            step += 1
            let shop = try MadeShop(copying: given)
            var count = 0
            var failed: DiskStep?
            let disk = Disk(root: shop.root) { (announced, when) throws(Failure) in
                guard when == moment else { return }
                count += 1
                if count == step {
                    failed = announced
                    throw .disk(announced.name, cannot: "write", ENOSPC)
                }
            }
            do throws(Failure) {
                try run(shop, on: disk)
            } catch {
                #expect(error.exit == .disk)
            }
            guard let failed else { break }
            try run(shop)
            let what = Comment(rawValue: "\(step): \(failed.kind) \(failed.name)")
            #expect(try self.told(shop) == told, what)
            let left = try remains(shop)
            #expect(left.keys.sorted() == wanted.keys.sorted(), what)
            for (name, bytes) in wanted where left[name] != bytes {
                Issue.record("\(name) differs, \(what)")
            }
        }
        #expect(step > 40)
    }
}
