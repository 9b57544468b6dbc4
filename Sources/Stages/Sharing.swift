import CBytes
import Records

/// Who sells from the stock of which item, and how much of it each may have at most.
///
/// The stock of an item is dealt out among its sharers: the offers of the item itself, for which a piece
/// takes one unit, and the kits with it as a part, for which a piece takes as many as are in one kit.
/// Their order is that of their rank, of the pool's name and of the seller-sku, byte by byte. The
/// strictest of the sharers' words counts for all of them, and so does the highest `low`.
///
/// Let Q be the units of one piece for each sharer, together, and C those of the sharers up to and with
/// one of them. Where U units are available to it, it may have (U + Q - C) / Q pieces, rounded down: all
/// get as many pieces, and what is left over goes to the first ones, as far as it reaches. This
/// grows with U, so that sharers with different buffers, or of pools of which one sells from fewer
/// locations than another, never have more together than there is.
final class Sharing {
    /// What is known of one sharer of one item.
    struct Claim {
        /// At and below so many available units only the first sharer gets any; nil: never.
        var low: Int64?
        /// The lowest comes first; nil comes last.
        var rank: Int64?
        /// Units that are available to the offer; nil where the stock is not known.
        var units: Int64?
        var share: Share
        /// The pool's place in the order of the pools' names.
        var pool: Int16
        /// Units of the item in one piece.
        var quantity: Int32
        /// The index of the item.
        fileprivate var item: Int32 = 0
        fileprivate var sku: UInt32 = 0
    }

    /// How the stock of one item is dealt out.
    struct Deal {
        var share: Share
        /// `low` made it `first`.
        var isLow: Bool
        /// Q.
        var total: Int64
        /// The sharers, in their order.
        var claims: Range<Int>
    }

    /// One sharer's place in a deal.
    struct Turn {
        /// From 0 on.
        var place: Int
        /// C.
        var upTo: Int64
    }

    /// The pools' names, in the order of their bytes.
    let pools: [String]
    private var claims: [Claim] = []
    private var deals: [Deal] = []
    private let texts = TextStore()
    private let items = FlatTable(payload: 4, expected: 1 << 10)
    /// By pool, seller-sku and item: the claim's index, later its place and C.
    private var turns = FlatTable(payload: 16, expected: 1 << 10)
    /// Offers that a report of their pool shows as Amazon's.
    private let amazons = FlatTable(payload: 0, expected: 1 << 8)

    init(pools: [String]) {
        self.pools = pools.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func offer(_ sku: Cell, _ pool: Int) -> fm_hash {
        sku.hash(after: Cell(number: Int64(pool)).hash(after: fm_hash()))
    }

    private static func turn(_ sku: Cell, _ pool: Int, _ item: Key) -> Key {
        Key(
            Cell(number: Int64(bitPattern: item.low)).hash(
                after: Cell(number: Int64(item.check)).hash(after: offer(sku, pool))))
    }

    /// Notes that an offer is Amazon's, and so sells from no stock of the seller's.
    func addAmazon(_ sku: Cell, pool: Int) { _ = amazons.insert(Key(Self.offer(sku, pool))) }

    /// Notes a sharer. An offer that stands in several reports of its pool is one sharer, with the
    /// strictest of what its rows say. False where the seller-sku is too long to be kept.
    func add(_ item: Key, _ sku: Cell, _ claim: Claim) -> Bool {
        let (payload, isNew) = turns.insert(Self.turn(sku, Int(claim.pool), item))
        guard isNew else {
            merge(claim, into: Int(payload.loadUnaligned(as: Int64.self)))
            return true
        }
        let (number, isNewItem) = items.insert(item)
        if isNewItem {
            number.storeBytes(of: Int32(truncatingIfNeeded: items.count - 1), as: Int32.self)
        }
        guard let text = texts.put(sku.bytes) else { return false }
        var claim = claim
        claim.item = number.loadUnaligned(as: Int32.self)
        claim.sku = text
        payload.storeBytes(of: Int64(claims.count), as: Int64.self)
        claims.append(claim)
        return true
    }

    private func merge(_ claim: Claim, into index: Int) {
        claims[index].share = max(claims[index].share, claim.share)
        claims[index].quantity = max(claims[index].quantity, claim.quantity)
        claims[index].low = Self.most(claims[index].low, claim.low)
        claims[index].units = Self.most(claims[index].units, claim.units)
        if let rank = claim.rank { claims[index].rank = min(claims[index].rank ?? rank, rank) }
    }

    private static func most(_ one: Int64?, _ other: Int64?) -> Int64? {
        guard let one, let other else { return one ?? other }
        return max(one, other)
    }

    /// To be called when all sharers were added: decides how each item is dealt out. `pool` is the one
    /// of which offers are asked for from then on.
    func deal(for pool: Int) {
        claims.removeAll {
            amazons.find(Key(Self.offer(texts.cell($0.sku), Int($0.pool)))) != nil
        }
        claims.sort(by: comesBefore)
        turns = FlatTable(payload: 16, expected: claims.count { Int($0.pool) == pool })
        deals = [Deal](
            repeating: Deal(share: .full, isLow: false, total: 0, claims: 0..<0), count: items.count
        )
        var start = 0
        while start < claims.count {
            let item = claims[start].item
            let end = claims[start...].firstIndex { $0.item != item } ?? claims.count
            deals[Int(item)] = deal(start..<end)
            start = end
        }
        func place(_ item: Key, _ number: UnsafeMutableRawPointer) {
            let deal = deals[Int(number.loadUnaligned(as: Int32.self))]
            var upTo: Int64 = 0
            for (place, claim) in claims[deal.claims].enumerated() {
                upTo += Int64(claim.quantity)
                guard Int(claim.pool) == pool else { continue }
                let turn = turns.insert(Self.turn(texts.cell(claim.sku), pool, item)).payload
                turn.storeBytes(of: Int64(place), as: Int64.self)
                turn.storeBytes(of: upTo, toByteOffset: 8, as: Int64.self)
            }
        }
        items.forEach(place)
    }

    private func deal(_ range: Range<Int>) -> Deal {
        var share = Share.full
        var low: Int64?
        var units: Int64?
        var total: Int64 = 0
        for claim in claims[range] {
            share = max(share, claim.share)
            low = Self.most(low, claim.low)
            units = Self.most(units, claim.units)
            total += Int64(claim.quantity)
        }
        // All sharers go by one figure: that of the offer to which the most is available.
        let isLow = share != .first && low.map { (units ?? 0) <= $0 } ?? false
        return Deal(share: isLow ? .first : share, isLow: isLow, total: total, claims: range)
    }

    private func comesBefore(_ one: Claim, _ other: Claim) -> Bool {
        if one.item != other.item { return one.item < other.item }
        if one.rank != other.rank {
            guard let rank = one.rank else { return false }
            return other.rank.map { rank < $0 } ?? true
        }
        if one.pool != other.pool { return one.pool < other.pool }
        return texts.cell(one.sku).bytes.lexicographicallyPrecedes(texts.cell(other.sku).bytes)
    }

    /// How an item is dealt out; nil where each of its offers shows all of it.
    @inline(__always)
    func deal(of item: Key) -> Deal? {
        guard let payload = items.find(item) else { return nil }
        let deal = deals[Int(payload.loadUnaligned(as: Int32.self))]
        return deal.share == .full ? nil : deal
    }

    /// The place of an offer among the sharers of an item; nil for one that is none of them.
    func turn(of sku: Cell, pool: Int, in item: Key) -> Turn? {
        guard let payload = turns.find(Self.turn(sku, pool, item)) else { return nil }
        return Turn(
            place: Int(payload.loadUnaligned(as: Int64.self)),
            upTo: payload.loadUnaligned(fromByteOffset: 8, as: Int64.self))
    }

    /// The sharers of a deal by name, in their order: "eu LAMP".
    func names(of deal: Deal) -> [String] {
        claims[deal.claims].map { "\(pools[Int($0.pool)]) \(texts.cell($0.sku).text)" }
    }
}

extension Sharing.Claim {
    /// A claim of an offer of a pool, of which the item and the seller-sku come with `add`.
    init(quantity: Int64, share: Share, low: Int64?, rank: Int64?, units: Int64?, pool: Int) {
        self.low = low
        self.rank = rank
        self.units = units
        self.share = share
        self.pool = Int16(truncatingIfNeeded: pool)
        self.quantity = Int32(truncatingIfNeeded: quantity)
    }
}
