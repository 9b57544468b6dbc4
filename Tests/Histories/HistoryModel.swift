import MadeShops

/// What a shop must tell, worked out the plain way: everything in dictionaries, one offer after the
/// other.
struct HistoryModel {
    /// What Amazon was told of an offer.
    struct Told: Equatable {
        var quantity: Int64
        var handling: Int64?
        /// When; nil while the document waits.
        var sent: Int64?
        var reopens: Bool
        var asked = false
    }

    struct Hold: Equatable {
        var word: String
        var until: Int64
    }

    /// What does not change from day to day.
    struct Rules {
        var pools: [(name: String, marketplaces: [String], locations: [String: Int64])] = []
        var items: [String: String] = [:]
        var buffers: [String: Int64] = [:]
        var most: [String: Int64] = [:]
        var handling: [String: Int64] = [:]
        var holds: [String: Hold] = [:]
    }

    /// What a day's run must have done in one pool.
    struct Outcome: Equatable {
        var told: [String: Told] = [:]
        var withheld: [String] = []
        var forgotten = 0
        var rejected = 0
    }

    var rules: Rules
    var isSentAtOnce: Bool
    var listings: [String: (offers: [Offer], made: Int64)] = [:]
    var stock: [String: [String: Int64]] = [:]
    /// By pool: what was told and sent, and what waits to be.
    var told: [String: [String: Told]] = [:]
    var waiting: [String: [String: Told]] = [:]
    private let settles: Int64 = 8 * 3_600

    init(_ rules: Rules, isSentAtOnce: Bool) {
        self.rules = rules
        self.isSentAtOnce = isSentAtOnce
    }

    func quantity(_ sku: String, _ locations: [String: Int64]) -> Int64? {
        guard let item = rules.items[sku] else { return nil }
        var units: Int64 = 0
        for (location, buffer) in locations {
            units += max(0, (stock[item]?[location] ?? 0) - buffer)
        }
        let available = units - (rules.buffers[sku] ?? 0)
        return max(0, min(available, rules.most[sku] ?? .max))
    }

    mutating func send(_ pool: String, at now: Int64) {
        for (sku, told) in waiting[pool] ?? [:] {
            self.told[pool, default: [:]][sku] = told
            self.told[pool]?[sku]?.sent = now
        }
        waiting[pool] = nil
    }

    mutating func retell(_ sku: String) {
        for pool in rules.pools.map(\.name) where waiting[pool]?[sku] == nil {
            told[pool]?[sku]?.asked = true
        }
    }

    mutating func run(_ pool: String, at now: Int64, day: Int64) -> Outcome {
        let (_, marketplaces, locations) = rules.pools.first { $0.name == pool }!
        let before = told[pool] ?? [:]
        var outcome = Outcome()
        var (seen, amazons, judged): (Set<String>, Set<String>, Set<String>) = ([], [], [])
        var maybe: [(sku: String, text: String)] = []
        for marketplace in marketplaces {
            guard let (offers, made) = listings[marketplace] else { continue }
            func isSettled(_ told: Told) -> Bool {
                told.sent.map { made >= $0 + settles } ?? false
            }
            for offer in offers {
                let sku = offer.sku
                seen.insert(sku)
                let isOwn = offer.channel == "DEFAULT"
                if !isOwn { amazons.insert(sku) }
                if offer.isBroken || offer.channel.isEmpty {
                    outcome.rejected += 1
                    continue
                }
                guard var quantity = quantity(sku, locations) else {
                    outcome.rejected += 1
                    continue
                }
                if let hold = rules.holds[sku], day <= hold.until {
                    if hold.word == "hands-off" {
                        outcome.withheld.append("\(sku) on hold, hands off until D\(hold.until)")
                        continue
                    }
                    quantity = 0
                }
                if !isOwn {
                    outcome.withheld.append("\(sku) fulfilled by Amazon (\(offer.channel))")
                    continue
                }
                let last = before[sku]
                if offer.status != "Active" {
                    let isOurs =
                        last.map {
                            $0.quantity == 0 || $0.asked || $0.reopens && !isSettled($0)
                        } ?? false
                    guard isOurs, offer.status == "Inactive" else {
                        maybe.append(
                            (
                                sku,
                                offer.status == "Inactive"
                                    ? "\(sku) Inactive, and not set to zero by feedmill"
                                    : "\(sku) the offer is \(offer.status)"
                            ))
                        continue
                    }
                }
                guard judged.insert(sku).inserted else { continue }
                let handling = rules.handling[sku]
                if let last, last.quantity == quantity, last.handling == handling, !last.asked {
                    guard let shown = offer.quantity, shown != quantity, isSettled(last) else {
                        continue
                    }
                }
                outcome.told[sku] = Told(
                    quantity: quantity, handling: handling, sent: isSentAtOnce ? now : nil,
                    reopens: offer.status != "Active" && quantity > 0)
            }
        }
        for sku in amazons { outcome.told[sku] = nil }
        outcome.withheld += maybe.filter { !judged.contains($0.sku) }.map(\.text)
        outcome.withheld.sort()
        for sku in before.keys where !seen.contains(sku) {
            told[pool]?[sku] = nil
            outcome.forgotten += 1
        }
        waiting[pool] = nil
        if isSentAtOnce {
            told[pool, default: [:]].merge(outcome.told) { $1 }
        } else if !outcome.told.isEmpty {
            waiting[pool] = outcome.told
        }
        return outcome
    }
}
