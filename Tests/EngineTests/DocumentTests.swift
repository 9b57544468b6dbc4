import Engine
import Files
import Foundation
import Ledgers
import MadeShops
import Records
import Stages
import Testing

/// JSON documents: what Amazon's schema says of them and what it does not, and how they are split.
struct DocumentTests {
    private static let schema =
        MadeShop.home + "/../shared/reference/amazon/json/listings-feed-schema-v2.json"
    private static let hasSchema =
        FileManager.default.fileExists(atPath: schema) && Python.runs("import jsonschema")

    private let now: Int64 = 1_767_250_800

    /// SKUs that a JSON text must say with care.
    private static let skus =
        ["A\"B\\C", "Schläuche 28\"", "€ 5/6", "<b>&amp;", "\u{7F}x", "😀", " blank ", "'", "#1"]
        + (0..<40).map { "SKU-\($0)" }

    private func shop(_ limit: (String, String)? = nil, deliver: String = "drop") throws -> MadeShop
    {
        let shop = try MadeShop(MadeShop.settings("json", deliver))
        if let limit {
            let feed = try shop.text("pipelines/feeds/inventory.json5")
            #expect(feed.contains(limit.0))
            try shop.put(feed.replacing(limit.0, with: limit.1), "pipelines/feeds/inventory.json5")
        }
        let rows = Self.skus.enumerated().map { "\($1)\tI\($0)\n" }.joined()
        try shop.put("seller-sku\titem\n" + rows, "mappings/skus.tsv")
        try shop.put("pool\tlocation\tlocation-buffer\n*\tHAM\t0\n", "mappings/stock-locations.tsv")
        try shop.put(
            "seller-sku\thandling-time\n\(Self.skus[0])\t3\nSKU-1\t30\n",
            "mappings/handling-times.tsv")
        for marketplace in ["DE", "FR", "UK"] {
            try shop.put(
                Offer.report(Self.skus.map { Offer(sku: $0) }), "inbox/\(marketplace)/l.txt",
                made: now)
        }
        try stock(shop, 0)
        return shop
    }

    private func stock(_ shop: MadeShop, _ more: Int64) throws {
        let units = Self.skus.indices.map { ("I\($0)", ["HAM": Int64($0) * 1_000 + more]) }
        try shop.put(
            Offer.stock(Dictionary(uniqueKeysWithValues: units)), "inbox/stock.txt",
            made: now + more)
    }

    private struct Document: Decodable {
        struct Message: Decodable {
            struct Patch: Decodable {
                struct Value: Decodable {
                    var channel: String
                    var quantity: Int
                    var days: Int?

                    enum CodingKeys: String, CodingKey {
                        case channel = "fulfillment_channel_code"
                        case quantity
                        case days = "lead_time_to_ship_max_days"
                    }
                }
                var op: String
                var path: String
                var value: [Value]
            }
            var messageId: Int
            var sku: String
            var patches: [Patch]
        }
        var messages: [Message]
    }

    private func read(_ shop: MadeShop, _ pool: String) throws -> [Document] {
        let names = try Disk(root: shop.root).list("outbox/ready").filter { $0.contains(pool) }
        return try names.map {
            try JSONDecoder().decode(
                Document.self, from: Data(try shop.text("outbox/ready/\($0)").utf8))
        }
    }

    @Test func saysWhatItMust() throws {
        let shop = try shop()
        _ = try shop.run(at: now)
        let messages = try #require(try read(shop, "eu").first).messages
        #expect(messages.map(\.messageId) == Array(1...Self.skus.count))
        #expect(messages.map { Array($0.sku.utf8) } == Self.skus.map { Array($0.utf8) })
        for (index, message) in messages.enumerated() {
            let patch = try #require(message.patches.first)
            #expect(message.patches.count == 1 && patch.value.count == 1)
            #expect(patch.path == "/attributes/fulfillment_availability")
            #expect(patch.value[0].quantity == index * 1_000)
            #expect(patch.value[0].channel == "DEFAULT")
            let days = index == 0 ? 3 : message.sku == "SKU-1" ? 30 : nil
            #expect(patch.value[0].days == days)
            #expect(patch.op == (days == nil ? "merge" : "replace"))
            #expect((1...40).contains(message.sku.count))
        }
    }

    @Test(.enabled(if: hasSchema, "not run: it needs Amazon's schemas and Python's jsonschema"))
    func isValid() throws {
        let shop = try shop(("messages: 25000", "messages: 20"))
        _ = try shop.run(at: now)
        let names = try Disk(root: shop.root).list("outbox/ready")
        #expect(names.count == 6)
        let program = """
            import json, jsonschema, sys
            check = jsonschema.Draft7Validator(json.load(open(sys.argv[1])))
            sys.exit(0 if all(check.is_valid(json.load(open(name))) for name in sys.argv[2:]) else 1)
            """
        let files = names.map { "\(shop.root)/outbox/ready/\($0)" }
        #expect(Python.runs(program, [Self.schema] + files))
        let broken = try shop.text("outbox/ready/\(names[0])").replacing("PATCH", with: "PUSH")
        try shop.put(broken, "broken.json")
        #expect(!Python.runs(program, [Self.schema, "\(shop.root)/broken.json"]))
    }

    @Test(arguments: [1, 2, 10, 48, 49, 50])
    func isSplitByMessages(most: Int) throws {
        let shop = try shop(("messages: 25000", "messages: \(most)"))
        let report = try shop.run(at: now)
        let documents = try read(shop, "eu")
        var left = Self.skus.count
        for document in documents {
            #expect(document.messages.count == min(most, left))
            #expect(document.messages.map(\.messageId) == Array(1...document.messages.count))
            left -= document.messages.count
        }
        #expect(left == 0)
        #expect(documents.flatMap(\.messages).map(\.sku) == Self.skus)
        let rows = try shop.documents(.sent).filter { $0.scope == "eu" }
        #expect(rows.map(\.part) == (1...documents.count).map { Int64($0) })
        #expect(rows.allSatisfy { $0.parts == documents.count })
        #expect(report.entry("quantities", "eu")?.result?.told == Self.skus.count)
    }

    @Test(arguments: [700, 1_024, 2_000, 5_000])
    func isSplitByBytes(most: Int) throws {
        let shop = try shop(("bytes: \"10 MiB\"", "bytes: \(most)"))
        _ = try shop.run(at: now)
        let names = try Disk(root: shop.root).list("outbox/ready").filter { $0.contains("eu") }
        let sizes = try names.map { try Disk(root: shop.root).read("outbox/ready/\($0)").count }
        #expect(sizes.allSatisfy { $0 <= most })
        #expect(sizes.dropLast().allSatisfy { $0 > most - 400 })
        #expect(try read(shop, "eu").flatMap(\.messages).map(\.sku) == Self.skus)
    }

    /// Of several documents the first has what must not be sold any more.
    @Test func zeroesComeFirst() throws {
        let shop = try shop(("messages: 25000", "messages: 7"))
        let units = Self.skus.indices.map { ("I\($0)", ["HAM": $0 % 5 == 3 ? 0 : Int64($0)]) }
        try shop.put(
            Offer.stock(Dictionary(uniqueKeysWithValues: units)), "inbox/stock.txt", made: now)
        _ = try shop.run(at: now) { $0.allowed = [.zeroed] }
        let messages = try read(shop, "eu").flatMap(\.messages)
        let zeroes = Self.skus.enumerated().filter { $0.offset % 5 == 3 || $0.offset == 0 }
            .map(\.element)
        let others = Self.skus.filter { !zeroes.contains($0) }
        #expect(messages.map(\.sku) == zeroes + others)
    }

    /// All parts go when a newer document comes: what is to send is told once.
    @Test func partsAreWithdrawnTogether() throws {
        let shop = try shop(("messages: 25000", "messages: 20"), deliver: "drop")
        let settings = try shop.text("feedmill.json5")
        try shop.put(
            settings.replacing("\"json\"", with: "\"flat\"")
                .replacing("\"drop\"", with: "\"hand\""), "feedmill.json5")
        let feed = try shop.text("pipelines/feeds/inventory.json5")
        try shop.put(
            feed.replacing("form: \"flat\",", with: "form: \"flat\", messages: 20,"),
            "pipelines/feeds/inventory.json5")
        _ = try shop.run(at: now)
        #expect(try shop.documents(.ready).count == 6)
        try stock(shop, 1)
        _ = try shop.run(at: now + 86_400)
        #expect(try shop.documents(.ready).count == 6)
        #expect(try shop.documents(.withdrawn).count == 6)
        let again = try shop.run(at: now + 86_400)
        #expect(again.documents == [])
        let all = try Disk(root: shop.root).list("outbox/ready")
        #expect(all.count == 6)
    }
}
