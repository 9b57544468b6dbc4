import Foundation
import Testing

/// Buyers stand in what was dropped, in the archive of that, in the ledger, and in the files for the back
/// office; nowhere else, and in nothing that is printed.
@Suite struct BuyerTests {
    private static let buyers = [
        "Ada Muster", "Bruno Exemple", "Musterweg", "Neuer Weg", "Musterstadt", "ada@example.org",
    ]
    private static let meant = [
        "order-day/", "inbox/", "archive/", "failed/", "outbox/back-office/open-orders",
        "outbox/back-office/changed-orders",
        "ledger.sqlite",
    ]

    @Test(arguments: Sample.all.filter { $0.name.hasPrefix("orders/") })
    func standWhereTheyMust(_ sample: Sample) throws {
        let shop = try SampleShop(sample)
        _ = try shop.runScript()
        var isAnywhere = false
        for (name, bytes) in try Tree.files(shop.folder) {
            let text = String(decoding: bytes, as: UTF8.self)
            let found = Self.buyers.filter { text.contains($0) }
            if Self.meant.contains(where: { name.hasPrefix($0) }) {
                isAnywhere = isAnywhere || !found.isEmpty
            } else {
                #expect(found.isEmpty, "\(sample.name): \(name)")
            }
        }
        let now = ["--now", "2026-11-25T12:00:00Z"]
        for call in [
            ["plan", "orders", "--force", "--all"], ["status"], ["status", "--json"], ["approve"],
            ["explain", "order", "302-0000001-0000001"],
            ["explain", "order", "302-0000002-0000002", "--json"], ["plan", "orders", "--json"],
        ] {
            let printed = String(decoding: try shop.feedmill(now + call).output, as: UTF8.self)
            #expect(!printed.isEmpty)
            #expect(!Self.buyers.contains { printed.contains($0) }, "\(sample.name): \(call)")
        }
        // Long after the last delivery nothing of them is left, but for what still waits to be taken in.
        let purge = ["--now", "2099-01-01T00:00:00Z", "purge"]
        #expect(try shop.feedmill(purge).status == 0)
        for (name, bytes) in try Tree.files(shop.folder)
        where !name.hasPrefix("order-day/") && !name.hasPrefix("inbox/") {
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(!Self.buyers.contains { text.contains($0) }, "\(sample.name): \(name)")
        }
        let again = try shop.feedmill(purge)
        #expect(String(decoding: again.output, as: UTF8.self).hasPrefix("nothing to purge"))
        let script = try String(contentsOf: sample.file("cmd"), encoding: .utf8)
        let hasBuyers = script.contains("Ada") || script.contains("order-day/")
        #expect(isAnywhere == hasBuyers)
    }
}
