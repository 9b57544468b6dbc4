import Engine
import Files
import Ledgers
import MadeShops
import Records
import Stages

/// Random days of price lists, approvals and sendings, held against a model of what is told and what
/// waits.
struct PriceCheck {
    /// Prices in cents.
    private struct Model {
        /// What Amazon was told, by documents that were sent.
        var told: [String: Int] = [:]
        /// What stands in a document that waits to be sent.
        var unsent: [String: Int] = [:]
        /// What a person approved, and was not sent yet.
        var approved: [String: Int] = [:]
        var list: [String: Int] = [:]
        var shown: [String: Int] = [:]

        /// What a run tells, and what waits.
        func outcome() -> (told: [String: Int], waiting: [String: Int], met: Set<String>) {
            var (told, waiting): ([String: Int], [String: Int]) = ([:], [:])
            var met: Set<String> = []
            for (sku, price) in list where self.told[sku] != price {
                let old = self.told[sku] ?? shown[sku] ?? 0
                if abs(price - old) * 100 <= 30 * old {
                    told[sku] = price
                } else if approved[sku] == price {
                    told[sku] = price
                    met.insert(sku)
                } else {
                    waiting[sku] = price
                }
            }
            return (told, waiting, met)
        }

        mutating func run() {
            let (told, _, met) = outcome()
            unsent = told
            approved = approved.filter { met.contains($0.key) }
        }

        mutating func send() {
            for (sku, price) in unsent {
                told[sku] = price
                approved[sku] = nil
            }
            unsent = [:]
        }
    }

    private let skus = (1...8).map { "SKU-\($0)" }

    private static func text(_ cents: Int) -> String {
        "\(cents / 100).\(cents / 10 % 10)\(cents % 10)"
    }

    func isWhatTheModelSays(seed: Int, isSentAtOnce: Bool) throws {
        var noise = Noise(seed * 2 + (isSentAtOnce ? 1 : 0))
        let deliver = isSentAtOnce ? "drop" : "hand"
        let shop = try MadeShop(
            """
            seller: "A1TEST", region: "eu", marketplaces: ["DE"], "time-zone": "UTC", tell: "on",
            feeds: { inventory: { dialect: "flat", deliver: "drop" },
                     price: { dialect: "flat", deliver: "\(deliver)" } },
            prices: { tax: "included" },
            """)
        try shop.put("item\tlocation\tquantity\nI\tMAIN\t1\n", "inbox/stock.txt", made: 1)
        var model = Model()
        var now: Int64 = 1_767_225_600
        var kinds: Set<String> = []
        for sku in skus { model.shown[sku] = noise.pick([100, 1_000, 1_200]) }
        for _ in 0..<25 {
            now += 86_400
            try dawn(shop, &model, &noise, at: now)
            let report = try shop.run(at: now) { $0.allowed = [.fewer] }
            let entry = try require(report.entry("price-changes", "DE"))
            let wanted = model.outcome()
            model.run()
            try require(entry.failure == nil)
            if let result = entry.result {
                expect(waiting(result) == wanted.waiting)
                kinds.insert(result.documents.isEmpty ? "silent" : "told")
            }
            expect(try written(shop, entry, isSentAtOnce) == wanted.told)
            if !wanted.met.isEmpty { kinds.insert("approved") }
            if isSentAtOnce {
                model.send()
            } else if noise.once(in: 2), let document = try shop.documents(.ready).first {
                _ = try Sending(try shop.open(at: now + 60), document.name)
                model.send()
            }
            if noise.once(in: 2) {
                try approve(shop, &model, &noise, at: now + 90)
                kinds.insert("asked")
            }
        }
        expect(kinds.isSuperset(of: ["told", "approved", "asked"]), "\(kinds)")
    }

    private func dawn(
        _ shop: MadeShop, _ model: inout Model, _ noise: inout Noise, at now: Int64
    ) throws {
        // On some days no list comes: what the last one said still holds.
        if model.list.isEmpty || noise.next(below: 5) > 0 {
            for sku in skus where noise.once(in: 3) {
                model.list[sku] =
                    noise.once(in: 6) ? nil : noise.pick([90, 100, 130, 131, 400, 1_000])
            }
            model.list["SKU-1"] = model.list["SKU-1"] ?? 100
            let rows = skus.filter { model.list[$0] != nil || noise.once(in: 2) }.map { sku in
                "\(sku)\t\(model.list[sku].map(Self.text) ?? "")\n"
            }
            try shop.put(
                "seller-sku\tprice\n" + rows.joined(), "inbox/prices.txt", made: now)
        }
        if noise.once(in: 3) {
            for sku in skus { model.shown[sku] = model.told[sku] ?? model.shown[sku] }
        }
        let listings = skus.map { sku in
            "\(sku)\t\(Self.text(model.shown[sku] ?? 0))\t1\tDEFAULT\tActive\n"
        }
        try shop.put(
            "seller-sku\tprice\tquantity\tfulfillment-channel\tstatus\n" + listings.joined(),
            "inbox/DE/listings.txt", made: now)
    }

    private func waiting(_ result: StageResult) -> [String: Int] {
        Dictionary(
            uniqueKeysWithValues: result.waiting.map { waiting in
                (waiting.key, Int((Kind.money.read(waiting.measured) ?? 0) / 100))
            })
    }

    /// What the stage's document says, or the one that stands unsent.
    private func written(
        _ shop: MadeShop, _ entry: RunReport.Entry, _ isSentAtOnce: Bool
    ) throws -> [String: Int] {
        var name = entry.result?.documents.first?.name
        if name == nil, !isSentAtOnce { name = try shop.documents(.ready).first?.name }
        guard let name else { return [:] }
        let lines = try shop.text("outbox/ready/\(name)").split(separator: "\n")
        expect(lines.first == "sku\tprice")
        return Dictionary(
            uniqueKeysWithValues: lines.dropFirst().map { line in
                let cells = line.split(separator: "\t")
                let price = Kind.money.read(String(cells[1]), comma: true) ?? 0
                return (String(cells[0]), Int(price / 100))
            })
    }

    private func approve(
        _ shop: MadeShop, _ model: inout Model, _ noise: inout Noise, at now: Int64
    ) throws {
        let waiting = model.outcome().waiting
        let some = noise.once(in: 3) ? nil : skus.filter { _ in noise.once(in: 2) }
        let approving = try Approving(try shop.open(at: now), skus: some, who: "anna")
        expect(Set(approving.entries.map(\.key)) == Set(waiting.keys))
        expect(approving.unknown == (some ?? []).filter { waiting[$0] == nil })
        for entry in approving.entries where entry.isApproved {
            model.approved[entry.key] = waiting[entry.key]
        }
        expect(approving.approved == waiting.keys.count { some?.contains($0) ?? true })
    }
}
