import Records

/// A small shop of random rules, stock, kits and offers, as the files that say so.
struct MadeStock {
    /// Columns by name; a blank stands for nothing said.
    typealias Row = [String: String]

    struct Part {
        var item: String
        var quantity: Int
    }

    static let rules = ["buffer", "end-when", "percent", "max-listed", "share", "low", "rank"]

    /// The pools and their marketplaces.
    var pools: [(name: String, marketplaces: [String])] = []
    var locations: [Row] = []
    var stock: [Row] = []
    var kits: [String: [Part]] = [:]
    var skus: [Row] = []
    var rows: [Row] = []
    var holds: [Row] = []
    /// By marketplace; one that is not here has no listings.
    var listings: [String: [Row]] = [:]
    /// Lines of orders, with the units that are still to leave; a blank marketplace is not known.
    var orders: [Row] = []
    /// What other shops hold; nil where they never said.
    var reserves: [Row]?

    init(seed: Int) {
        var noise = Noise(seed)
        let all = [("eu", ["DE", "FR"]), ("uk", ["UK"]), ("nord", ["SE", "PL"])]
        for (name, marketplaces) in all.prefix(1 + noise.next(below: 3)) {
            pools.append((name, marketplaces))
        }
        let places = ["HAM", "BHM", "STO"]
        for pool in pools {
            for place in places where noise.once(in: 2) || place == places[pool.name.count % 3] {
                locations.append([
                    "pool": pool.name, "location": place,
                    "location-buffer": noise.once(in: 4) ? "1" : "",
                ])
            }
        }
        if noise.once(in: 5) {
            locations.append(["pool": "*", "location": "HAM", "location-buffer": "2"])
        }
        let items = (0..<2 + noise.next(below: 4)).map { "I\($0)" }
        let most = noise.pick([4, 15, 60])
        for place in places {
            stock.append(["item": "FILL", "location": place, "quantity": "1"])
            for item in items + ["K0"] where !noise.once(in: 4) {
                stock.append([
                    "item": item, "location": place, "quantity": "\(noise.next(below: most))",
                ])
            }
        }
        for number in 0..<noise.next(below: 4) {
            var parts: [Part] = []
            for item in items + ["GONE"] where noise.once(in: item == "GONE" ? 12 : 2) {
                parts.append(Part(item: item, quantity: 1 + noise.next(below: 3)))
            }
            if !parts.isEmpty { kits["K\(number)"] = parts }
        }
        addOffers(items + kits.keys.sorted(), &noise)
        addRules(items + kits.keys.sorted(), &noise)
        addReserved(items + kits.keys.sorted(), &noise)
    }

    private mutating func addReserved(_ items: [String], _ noise: inout Noise) {
        let marketplaces = pools.flatMap(\.marketplaces)
        for _ in 0..<noise.next(below: 6) {
            orders.append([
                "sku": "S\(noise.next(below: 22))", "units": "\(1 + noise.next(below: 3))",
                "marketplace": noise.once(in: 8) ? "" : noise.pick(marketplaces),
            ])
        }
        guard noise.once(in: 2) else { return }
        var rows: [Row] = []
        for item in items where noise.once(in: 2) {
            rows.append([
                "item": item, "location": noise.pick(["", "HAM", "STO", "ELSEWHERE"]),
                "reserved": "\(noise.next(below: 4))",
            ])
        }
        reserves = rows
    }

    private mutating func addOffers(_ items: [String], _ noise: inout Noise) {
        let count = 5 + noise.next(below: 16)
        for number in 0..<count where !noise.once(in: 20) {
            skus.append(["seller-sku": "S\(number)", "item": noise.pick(items)])
        }
        for (index, pool) in pools.enumerated() {
            for marketplace in pool.marketplaces {
                if index > 0, noise.once(in: 6) { continue }
                var rows: [Row] = []
                for number in 0..<count where !noise.once(in: 3) {
                    rows.append([
                        "seller-sku": "S\(number)", "quantity": "1",
                        "fulfillment-channel": noise.once(in: 12) ? "AMAZON_EU" : "DEFAULT",
                        "status": noise.once(in: 8)
                            ? noise.pick(["Inactive", "Incomplete"]) : "Active",
                    ])
                }
                listings[marketplace] = rows
            }
        }
    }

    private mutating func addRules(_ items: [String], _ noise: inout Noise) {
        func some(_ names: [String], _ noise: inout Noise) -> String {
            noise.once(in: 3) ? "*" : noise.pick(names)
        }
        let offers = skus.compactMap { $0["seller-sku"] }
        var seen: Set<[String]> = []
        for number in 0..<2 + noise.next(below: 8) {
            var row: Row = [
                "pool": number == 0 ? "*" : some(pools.map(\.name), &noise),
                "item": number == 0 ? "*" : some(items, &noise),
                "seller-sku": number == 0 ? "*" : some(offers, &noise),
            ]
            let key = ["pool", "item", "seller-sku"].map { row[$0, default: ""] }
            guard seen.insert(key).inserted else { continue }
            for rule in Self.rules {
                row[rule] = ""
                guard noise.once(in: rule == "share" ? 2 : 4) else { continue }
                row[rule] =
                    switch rule {
                    case "percent": noise.pick(["50%", "100%", "150%", "33%"])
                    case "share": noise.pick(["full", "split", "split", "first"])
                    case "rank": "\(noise.next(below: 3))"
                    default: "\(noise.next(below: 6))"
                    }
            }
            rows.append(row)
        }
        for offer in offers where noise.once(in: 15) {
            holds.append([
                "pool": "*", "seller-sku": offer, "hold": noise.pick(["zero", "hands-off"]),
                "until": noise.pick(["", "1970-01-01", "1970-01-09"]),
            ])
        }
    }

    static func text(_ heading: [String], _ rows: [Row]) -> String {
        ([heading] + rows.map { row in heading.map { row[$0, default: ""] } })
            .map { $0.joined(separator: "\t") + "\n" }.joined()
    }

    /// The shop's own files by name.
    var files: [String: String] {
        let marketplaces = pools.flatMap(\.marketplaces).map { "\"\($0)\"" }.joined(separator: ", ")
        let parted = pools.map { pool in
            "\(pool.name): [" + pool.marketplaces.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
        }.joined(separator: ", ")
        var files = [
            "feedmill.json5": """
            { seller: "A1TEST", region: "eu", marketplaces: [\(marketplaces)],
              pools: { \(parted) }, "time-zone": "UTC", tell: "on",
              feeds: { inventory: { dialect: "json", deliver: "drop" } } }
            """,
            "mappings/skus.tsv": Self.text(["seller-sku", "item"], skus),
            "mappings/stock-locations.tsv": Self.text(
                ["pool", "location", "location-buffer"], locations),
            "mappings/stock-rules.tsv": Self.text(
                ["pool", "item", "seller-sku"] + Self.rules, rows),
            "mappings/holds.tsv": Self.text(["pool", "seller-sku", "hold", "until"], holds),
            "mappings/handling-times.tsv": "pool\tseller-sku\thandling-time\n",
        ]
        if !kits.isEmpty {
            files["mappings/kits.tsv"] = Self.text(
                ["item", "part", "quantity"],
                kits.sorted { $0.key < $1.key }.flatMap { kit, parts in
                    parts.map { ["item": kit, "part": $0.item, "quantity": "\($0.quantity)"] }
                })
        }
        return files
    }
}
