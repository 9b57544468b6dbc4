import CBytes
import Records
import Testing

@testable import Stages

/// How one item is dealt out among a few sharers.
struct SharingTests {
    struct Sharer {
        var sku: String
        var pool = 0
        var quantity: Int64 = 1
        var share = Share.split
        var low: Int64?
        var rank: Int64?
        var units: Int64
    }

    private static let item = Key(["L1"])

    /// What each sharer may have, in the order in which they are given.
    private func pieces(_ sharers: [Sharer], amazons: [String] = []) -> [Int64] {
        let arena = Arena()
        return [0, 1].reduce(into: [String: Int64]()) { found, pool in
            let sharing = Sharing(pools: ["uk", "eu"])
            for sku in amazons { sharing.addAmazon(arena.keep(sku), pool: 0) }
            for sharer in sharers {
                let claim = Sharing.Claim(
                    quantity: sharer.quantity, share: sharer.share, low: sharer.low,
                    rank: sharer.rank, units: sharer.units, pool: sharer.pool)
                #expect(sharing.add(Self.item, arena.keep(sharer.sku), claim))
            }
            sharing.deal(for: pool)
            for sharer in sharers where sharer.pool == pool {
                let turn = sharing.turn(of: arena.keep(sharer.sku), pool: pool, in: Self.item)
                found["\(pool) \(sharer.sku)"] =
                    sharing.deal(of: Self.item)?.pieces(
                        sharer.units, each: sharer.quantity, turn) ?? -1
            }
        }.map { key, value in (key, value) }.sorted { one, other in
            let order = sharers.map { "\($0.pool) \($0.sku)" }
            return order.firstIndex(of: one.0) ?? 0 < order.firstIndex(of: other.0) ?? 0
        }.map(\.1)
    }

    private func three(_ units: Int64, _ share: Share = .split) -> [Sharer] {
        ["A", "B", "C"].map { Sharer(sku: $0, share: share, units: units) }
    }

    @Test func leftOverGoesToTheFirst() {
        #expect(pieces(three(0)) == [0, 0, 0])
        #expect(pieces(three(1)) == [1, 0, 0])
        #expect(pieces(three(8)) == [3, 3, 2])
        #expect(pieces(three(9)) == [3, 3, 3])
        #expect(pieces(three(-4)) == [0, 0, 0])
        let third = Int64.max / 3
        #expect(pieces(three(.max)) == [third, third, third])
    }

    @Test func firstTakesAll() {
        #expect(pieces(three(8, .first)) == [8, 0, 0])
        #expect(pieces(three(8, .full)) == [-1, -1, -1])
    }

    /// The strictest word of any sharer counts for all.
    @Test func strictestCounts() {
        var sharers = three(8, .full)
        sharers[2].share = .split
        #expect(pieces(sharers) == [3, 3, 2])
        sharers[0].share = .first
        #expect(pieces(sharers) == [8, 0, 0])
    }

    @Test func lowIsJudgedByTheHighestFigure() {
        var sharers = three(8, .full)
        sharers[1].low = 8
        #expect(pieces(sharers) == [8, 0, 0])
        sharers[2].units = 9
        #expect(pieces(sharers) == [-1, -1, -1])
    }

    @Test func ordersByRankPoolAndBytes() {
        var sharers = three(1)
        sharers[2].rank = 7
        #expect(pieces(sharers) == [0, 0, 1])
        sharers[0].rank = 6
        #expect(pieces(sharers) == [1, 0, 0])
        // Pool 1 is uk; "é" comes behind every letter of ASCII.
        #expect(
            pieces([
                Sharer(sku: "A", pool: 1, units: 2), Sharer(sku: "é", units: 2),
                Sharer(sku: "z", units: 2),
            ]) == [0, 1, 1])
    }

    /// What is left over goes to the first ones as far as it reaches, and passes nobody by.
    @Test func piecesOfSeveralUnits() {
        func mixed(_ units: Int64) -> [Int64] {
            pieces([
                Sharer(sku: "A", quantity: 1, units: units),
                Sharer(sku: "B", quantity: 3, units: units),
                Sharer(sku: "C", quantity: 1, units: units),
            ])
        }
        #expect(mixed(3) == [1, 0, 0])
        #expect(mixed(4) == [1, 1, 0])
        #expect(mixed(5) == [1, 1, 1])
        #expect(mixed(13) == [3, 2, 2])
    }

    /// An offer of two reports is one sharer, with the strictest of both; Amazon's own is none.
    @Test func whoCounts() {
        let twice = Sharer(sku: "A", share: .full, units: 9)
        #expect(pieces([twice, Sharer(sku: "B", units: 9), twice]) == [5, 4])
        #expect(pieces(three(9), amazons: ["B"]) == [5, 0, 4])
    }
}
