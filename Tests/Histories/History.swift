import Engine
import Files
import Ledgers
import MadeShops
import Records

/// A shop and its model, going through the same random days.
struct History {
    let shop: MadeShop
    var model: HistoryModel
    var noise: Noise
    var now: Int64 = 1_767_225_600  // 2026-01-01
    var isPaused = false
    private let skus = (1...14).map { "SKU-\($0)" }
    private let items = (1...10).map { "I\($0)" }
    private let marketplaces = ["DE", "FR", "UK"]

    init(seed: Int, isSentAtOnce: Bool) throws {
        noise = Noise(seed)
        shop = try MadeShop(MadeShop.settings("flat", isSentAtOnce ? "drop" : "hand"))
        var rules = HistoryModel.Rules()
        rules.pools = [
            ("eu", ["DE", "FR"], ["HAM": 0, "LEI": 2]), ("uk", ["UK"], ["BHM": 1]),
        ]
        for sku in skus {
            if !noise.once(in: 8) { rules.items[sku] = noise.pick(items) }
            if noise.once(in: 3) { rules.buffers[sku] = Int64(noise.next(below: 4)) }
            if noise.once(in: 4) { rules.most[sku] = Int64(noise.next(below: 6)) }
            if noise.once(in: 4) { rules.handling[sku] = Int64(1 + noise.next(below: 5)) }
            if noise.once(in: 4) {
                let until = Instant.day(now) + Int64(noise.next(below: 40))
                rules.holds[sku] = HistoryModel.Hold(
                    word: noise.pick(["hands-off", "zero"]), until: until)
            }
        }
        model = HistoryModel(rules, isSentAtOnce: isSentAtOnce)
        try layMappings()
    }

    private func layMappings() throws {
        func lay(_ name: String, _ heading: String, _ rows: [String]) throws {
            try shop.put(
                ([heading] + rows.sorted()).joined(separator: "\n"), "mappings/\(name).tsv")
        }
        let rules = model.rules
        try lay("skus", "seller-sku\titem", rules.items.map { "\($0)\t\($1)" })
        try lay(
            "stock-locations", "pool\tlocation\tlocation-buffer",
            rules.pools.flatMap { pool in pool.locations.map { "\(pool.name)\t\($0)\t\($1)" } })
        try lay(
            "stock-rules", "seller-sku\tbuffer\tmax-listed",
            skus.map { sku in
                let (buffer, most) = (rules.buffers[sku], rules.most[sku])
                return "\(sku)\t\(buffer.map(String.init) ?? "")\t\(most.map(String.init) ?? "")"
            })
        try lay(
            "handling-times", "seller-sku\thandling-time", rules.handling.map { "\($0)\t\($1)" })
        try lay(
            "holds", "seller-sku\thold\tuntil",
            rules.holds.map { "\($0)\t\($1.word)\t\(Instant.dayText($1.until))" })
    }

    /// A day's listings of a marketplace: mostly what Amazon was told, a little of everything else.
    private mutating func offers(_ marketplace: String) -> [Offer] {
        let pool = model.rules.pools.first { $0.marketplaces.contains(marketplace) }!.name
        var offers: [Offer] = []
        for sku in skus where !noise.once(in: 5) {
            var offer = Offer(sku: sku, quantity: model.told[pool]?[sku]?.quantity ?? 0)
            if noise.once(in: 4) { offer.quantity = Int64(noise.next(below: 6)) }
            if noise.once(in: 9) { offer.quantity = nil }
            if noise.once(in: 10) { offer.channel = noise.pick(["AMAZON_EU", "AMAZON_EU", ""]) }
            if offer.quantity == 0 && noise.once(in: 2) || noise.once(in: 10) {
                offer.status = noise.pick(["Inactive", "Inactive", "Inactive", "Incomplete"])
            }
            offer.isBroken = noise.once(in: 20)
            offers.append(offer)
        }
        return offers
    }

    /// What arrives on the next day, and what people do.
    mutating func dawn(_ number: Int) throws {
        now += 86_400 + Int64(noise.next(below: 20_000))
        for marketplace in marketplaces where number == 0 || noise.next(below: 3) > 0 {
            let last = model.listings[marketplace]?.made ?? 0
            let made = max(last + 1, now - Int64(noise.next(below: 100_000)))
            let again = model.listings[marketplace]?.offers
            let offers = noise.once(in: 4) ? again ?? offers(marketplace) : offers(marketplace)
            try shop.put(Offer.report(offers), "inbox/\(marketplace)/listings.txt", made: made)
            model.listings[marketplace] = (offers, made)
        }
        if number == 0 || noise.next(below: 4) > 0 {
            for item in items where number == 0 || noise.once(in: 3) {
                var units: [String: Int64] = [:]
                for location in ["HAM", "LEI", "BHM"] where noise.next(below: 4) > 0 {
                    units[location] = Int64(noise.next(below: 9))
                }
                model.stock[item] = noise.once(in: 8) ? nil : units
            }
            model.stock["KEPT"] = ["HAM": 1, "LEI": 1, "BHM": 1]
            try shop.put(Offer.stock(model.stock), "inbox/stock.txt", made: now)
        }
        if noise.once(in: 12) != isPaused {
            isPaused.toggle()
            if isPaused {
                try shop.put("", "PAUSE")
            } else {
                try Disk(root: shop.root).remove("PAUSE")
            }
        }
    }

    mutating func evening() throws {
        for document in try shop.documents(.ready) where noise.once(in: 2) {
            _ = try Sending(try shop.open(at: now + 60), document.name)
            model.send(document.scope, at: now + 60)
        }
        if noise.once(in: 4) {
            let some = skus.filter { _ in noise.once(in: 5) }
            _ = try Retelling(try shop.open(at: now + 120), skus: some)
            for sku in some { model.retell(sku) }
        }
    }
}
