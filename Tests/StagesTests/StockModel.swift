/// What each offer is told, worked out in the plainest way: with dictionaries, one offer at a time, and
/// with stock that is dealt out piece by piece.
final class StockModel {
    struct Offer: Hashable {
        var pool: String
        var sku: String
    }

    /// One offer's claim to the units of one item.
    private struct Sharer {
        var offer: Offer
        var quantity: Int
        var rank: Int
        var share: String
        var low: Int?
        var units: Int
    }

    private let made: MadeStock
    private let day = "1970-01-01"
    /// By item and pool.
    private var known: [[String]: [Sharer]] = [:]

    init(_ made: MadeStock) { self.made = made }

    /// What a mapping says of some keys: each value from the most special row that gives it. A star
    /// in a later column is more general than one in an earlier.
    private func look(
        _ rows: [MadeStock.Row], _ keys: [(String, String)], _ value: String
    ) -> String? {
        let fitting = rows.filter { row in
            keys.allSatisfy { row[$0.0] == $0.1 || row[$0.0] == "*" }
        }
        func stars(_ row: MadeStock.Row) -> Int {
            keys.enumerated().reduce(0) { $0 + (row[$1.element.0] == "*" ? 1 << $1.offset : 0) }
        }
        return fitting.sorted { stars($0) < stars($1) }.compactMap { $0[value] }.first { $0 != "" }
    }

    private func sells(_ pool: String, from location: String) -> Bool {
        made.locations.contains { row in
            row["location"] == location && [pool, "*"].contains(row["pool"])
        }
    }

    func onHand(_ item: String, _ pool: String) -> Int {
        var units = 0
        for row in made.stock where row["item"] == item {
            let location = row["location"] ?? ""
            guard sells(pool, from: location) else { continue }
            let buffer = look(
                made.locations, [("pool", pool), ("location", location)], "location-buffer")
            units += max(
                0, (row["quantity"].flatMap(Int.init) ?? 0) - (buffer.flatMap(Int.init) ?? 0))
        }
        return units
    }

    /// The units of an item that are not there for a pool's offers: of orders, and of other shops.
    func reserved(_ item: String, _ pool: String, orders: Bool = true, others: Bool = true) -> Int {
        var units = 0
        func add(_ own: String, _ count: String?) {
            for part in parts(own) where part.item == item {
                units += part.quantity * (count.flatMap(Int.init) ?? 0)
            }
        }
        let marketplaces = made.pools.filter { joined(pool).contains($0.name) }
            .flatMap(\.marketplaces)
        for order in made.orders where orders {
            guard order["marketplace"] == "" || marketplaces.contains(order["marketplace"] ?? ""),
                let own = self.item(order["sku"] ?? "")
            else { continue }
            add(own, order["units"])
        }
        for row in made.reserves ?? [] where others {
            let location = row["location"] ?? ""
            if location == "" || sells(pool, from: location) {
                add(row["item"] ?? "", row["reserved"])
            }
        }
        return units
    }

    private func free(_ item: String, _ pool: String) -> Int {
        onHand(item, pool) - reserved(item, pool)
    }

    /// The items of which an offer takes stock.
    func parts(_ item: String) -> [MadeStock.Part] {
        made.kits[item] ?? [MadeStock.Part(item: item, quantity: 1)]
    }

    func item(_ sku: String) -> String? {
        made.skus.first { $0["seller-sku"] == sku }?["item"]
    }

    private func rule(_ name: String, _ offer: Offer) -> String? {
        look(
            made.rows,
            [("pool", offer.pool), ("item", item(offer.sku) ?? ""), ("seller-sku", offer.sku)], name
        )
    }

    private func number(_ name: String, _ offer: Offer) -> Int? {
        rule(name, offer).flatMap { Int($0.replacing("%", with: "")) }
    }

    private func hold(_ offer: Offer) -> String? {
        let row = made.holds.first { $0["seller-sku"] == offer.sku }
        guard let row, let until = row["until"], until == "" || day <= until else { return nil }
        return row["hold"]
    }

    private func listed(_ pool: String) -> [MadeStock.Row] {
        let marketplaces = made.pools.first { $0.name == pool }?.marketplaces ?? []
        return marketplaces.flatMap { made.listings[$0] ?? [] }
    }

    private func lacks(_ pool: String) -> Bool {
        let marketplaces = made.pools.first { $0.name == pool }?.marketplaces ?? []
        return marketplaces.contains { made.listings[$0] == nil }
    }

    /// The offers of a pool that are open and the seller's own.
    private func open(_ pool: String) -> Set<String> {
        let rows = listed(pool)
        let amazons = Set(
            rows.filter { $0["fulfillment-channel"] != "DEFAULT" }.compactMap { $0["seller-sku"] })
        return Set(rows.filter { $0["status"] == "Active" }.compactMap { $0["seller-sku"] })
            .subtracting(amazons)
    }

    /// Pools that sell from a common location, through others too.
    func joined(_ pool: String) -> Set<String> {
        let locations = Set(made.stock.compactMap { $0["location"] })
        var joined: Set<String> = [pool]
        for _ in made.pools {
            for other in made.pools.map(\.name) {
                let meets = joined.contains { one in
                    locations.contains { sells(one, from: $0) && sells(other, from: $0) }
                }
                if meets { joined.insert(other) }
            }
        }
        return joined
    }

    private func sharers(of item: String, _ pool: String) -> [Sharer] {
        if let sharers = known[[item, pool]] { return sharers }
        var sharers: [Sharer] = []
        let pools = joined(pool)
        for other in pools {
            var skus = open(other)
            if lacks(other) {
                let amazons = Set(
                    listed(other).filter { $0["fulfillment-channel"] != "DEFAULT" }
                        .compactMap { $0["seller-sku"] })
                skus.formUnion(
                    Set(pools.flatMap { listed($0) }.compactMap { $0["seller-sku"] })
                        .subtracting(amazons))
            }
            for sku in skus {
                let offer = Offer(pool: other, sku: sku)
                guard let own = self.item(sku), hold(offer) != "zero",
                    let part = parts(own).first(where: { $0.item == item })
                else { continue }
                let kept = (number("buffer", offer) ?? 0) * part.quantity
                sharers.append(
                    Sharer(
                        offer: offer, quantity: part.quantity,
                        rank: number("rank", offer) ?? .max, share: rule("share", offer) ?? "full",
                        low: number("low", offer), units: free(item, other) - kept))
            }
        }
        sharers.sort {
            ($0.rank, $0.offer.pool, $0.offer.sku) < ($1.rank, $1.offer.pool, $1.offer.sku)
        }
        known[[item, pool]] = sharers
        return sharers
    }

    /// How an item's stock is shared in a pool: full, split or first.
    func mode(of item: String, _ pool: String) -> String {
        let sharers = sharers(of: item, pool)
        let words = Set(sharers.map(\.share))
        let most = sharers.map(\.units).max() ?? 0
        if words.contains("first") { return "first" }
        if let low = sharers.compactMap(\.low).max(), most <= low { return "first" }
        return words.contains("split") ? "split" : "full"
    }

    /// What an offer may have at most of one item, dealt out piece by piece; nil: all.
    private func allotted(_ part: MadeStock.Part, _ offer: Offer) -> Int? {
        let sharers = sharers(of: part.item, offer.pool)
        let mode = mode(of: part.item, offer.pool)
        guard mode != "full" else { return nil }
        guard let place = sharers.firstIndex(where: { $0.offer == offer }) else { return 0 }
        var left = max(0, sharers[place].units)
        if mode == "first" { return place == 0 ? left / part.quantity : 0 }
        var pieces = 0
        while true {
            for (number, sharer) in sharers.enumerated() {
                guard sharer.quantity <= left else { return pieces }
                left -= sharer.quantity
                if number == place { pieces += 1 }
            }
        }
    }

    private func quantity(_ offer: Offer) -> Int? {
        switch hold(offer) {
        case "zero": return 0
        case "hands-off": return nil
        default: break
        }
        guard let own = item(offer.sku) else { return nil }
        let parts = parts(own)
        let pieces =
            parts.map {
                Int((Double(free($0.item, offer.pool)) / Double($0.quantity)).rounded(.down))
            }.min() ?? 0
        var quantity = pieces - (number("buffer", offer) ?? 0)
        let most = parts.compactMap { allotted($0, offer) }.min()
        quantity = min(quantity, most ?? quantity)
        if let end = number("end-when", offer), quantity <= end { return 0 }
        if let percent = number("percent", offer), quantity > 0 {
            quantity = min(quantity * percent / 100, most ?? .max)
        }
        return max(0, min(quantity, number("max-listed", offer) ?? quantity))
    }

    /// What a pool's offers are told; nil where its listings are not there.
    func told(_ pool: String) -> [String: Int]? {
        if lacks(pool) { return nil }
        var told: [String: Int] = [:]
        for sku in open(pool) { told[sku] = quantity(Offer(pool: pool, sku: sku)) }
        return told
    }

    /// How many units of an item lie where any of some pools sells from.
    func units(_ item: String, _ pools: some Sequence<String>) -> Int {
        made.stock.filter { row in
            row["item"] == item && pools.contains { sells($0, from: row["location"] ?? "") }
        }.reduce(0) { $0 + ($1["quantity"].flatMap(Int.init) ?? 0) }
    }
}
