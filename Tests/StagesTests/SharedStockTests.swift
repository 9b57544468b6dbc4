import Catalog
import Foundation
import Ledgers
import Records
import Testing

@testable import Stages

/// The shipped pipeline's quantities for random shops, held against a plain model, and against what
/// there is.
struct SharedStockTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    private static let shipped = [
        "pipelines/nightly.json5", "pipelines/reports/listings.json5",
        "pipelines/reports/stock.json5", "pipelines/tables/on-hand.json5",
        "pipelines/feeds/inventory.json5", "pipelines/feeds/price.json5",
        "pipelines/tables/reserved.json5", "pipelines/tables/reserves.json5",
        "pipelines/reports/reserves.json5", "pipelines/queries/reserved.sql",
        "pipelines/books/orders.json5", "pipelines/books/despatches.json5",
        "pipelines/books/cancellations.json5",
    ]

    private func shop(_ made: MadeStock) throws -> StageShop {
        let shop = try StageShop()
        for name in Self.shipped {
            try shop.put(
                String(contentsOf: Self.root.appending(path: name), encoding: .utf8), name)
        }
        for (name, text) in made.files { try shop.put(text, name) }
        let heading = ["seller-sku", "quantity", "fulfillment-channel", "status"]
        for (marketplace, rows) in made.listings.sorted(by: { $0.key < $1.key }) {
            try shop.makeCurrent(
                "listings", MadeStock.text(heading, rows), made: 1, marketplace: marketplace)
        }
        try shop.makeCurrent(
            "stock", MadeStock.text(["item", "location", "quantity"], made.stock), made: 1)
        if let reserves = made.reserves {
            try shop.makeCurrent(
                "reserves", MadeStock.text(["item", "location", "reserved"], reserves), made: 1)
        }
        try book(made.orders, shop)
        return shop
    }

    private func book(_ orders: [MadeStock.Row], _ shop: StageShop) throws {
        try shop.run().prepareBooks()
        for (number, order) in orders.enumerated() {
            let insert = try shop.ledger.database.statement(
                """
                INSERT INTO orders (file, line, run, nth, repeated, made, order_id, sku, marketplace,
                    quantity, ordered, purchase_date)
                VALUES (1, 1, 1, 1, 1, 0, ?, ?, nullif(?, ''), ?, ?, 0)
                """)
            let units = Int64(order["units"] ?? "") ?? 0
            try insert.bind([
                .text("O\(number)"), .text(order["sku"] ?? ""), .text(order["marketplace"] ?? ""),
                .integer(units), .integer(units),
            ])
            _ = try insert.step()
        }
    }

    /// What a plan of the stage tells each pool; nil where the pool's listings are not there.
    private func told(_ shop: StageShop) throws -> [String: [String: Int]?] {
        let catalog = shop.catalog
        let definition = try #require(try catalog.pipeline("nightly").stages.last)
        var mistakes: [Mistake] = []
        let stage = try #require(
            try Stage(
                definition, number: 3, pipeline: "nightly", catalog: catalog,
                shop: try catalog.shop(), disk: shop.disk, &mistakes), "\(mistakes)")
        let run = try shop.run(isPlan: true, allowed: Set(Guards.Name.allCases))
        run.id = try #require(try shop.ledger.runs(limit: 1).first).id
        run.listed = Int.max
        var told: [String: [String: Int]?] = [:]
        try shop.ledger.begin()
        for scope in try stage.scopes(run) {
            do throws(Failure) {
                let result = try stage.run(run, scope, Inbox(run)).result
                var values: [String: Int] = [:]
                for group in result.groups where !group.name.hasPrefix("withheld") {
                    for change in group.changes { values[change.key] = Int(change.new) ?? -1 }
                }
                told[scope.name] = .some(values)
            } catch {
                #expect(error.exit == .data, "\(error)")
                told[scope.name] = .some(nil)
            }
        }
        try shop.ledger.rollback()
        return told
    }

    @Test(arguments: 0..<10)
    func agreesWithThePlainModel(tens: Int) throws {
        var split = 0
        var first = 0
        var kits = 0
        var joined = 0
        var lacking = 0
        var reserved = 0
        for seed in tens * 30 + 1...tens * 30 + 30 {
            let made = MadeStock(seed: seed)
            let model = StockModel(made)
            let told = try told(try shop(made))
            #expect(told.count == made.pools.count)
            for pool in made.pools.map(\.name) {
                let wanted = model.told(pool)
                let found = told[pool].flatMap { $0 }
                #expect(found == wanted, "seed \(seed), pool \(pool)")
                if found == nil { lacking += 1 }
                for (sku, quantity) in found ?? [:] {
                    #expect(quantity >= 0)
                    guard let item = model.item(sku) else { continue }
                    if made.kits[item] != nil { kits += 1 }
                    if model.parts(item).contains(where: { model.reserved($0.item, pool) > 0 }) {
                        reserved += 1
                    }
                }
            }
            for item in Set(made.stock.compactMap { $0["item"] }) {
                for pool in made.pools.map(\.name) {
                    switch model.mode(of: item, pool) {
                    case "split": split += 1
                    case "first": first += 1
                    default: continue
                    }
                    let pools = model.joined(pool)
                    if pools.count > 1 { joined += 1 }
                    check(item, pools, model, told)
                }
            }
        }
        // The shops show what they are made for.
        let counts = [split, first, kits, joined, lacking, reserved]
        #expect(counts.allSatisfy { $0 > 2 }, "\(counts)")
    }

    /// The units of a shared item in all offers of some of the pools are never more than lie where
    /// these sell from; and where all goes to the first, one offer has them.
    private func check(
        _ item: String, _ pools: Set<String>, _ model: StockModel,
        _ told: [String: [String: Int]?]
    ) {
        let names = pools.sorted()
        for subset in 1..<1 << names.count {
            let some = names.indices.filter { subset & 1 << $0 != 0 }.map { names[$0] }
            var units = 0
            var offers = 0
            for pool in some {
                for (sku, quantity) in told[pool].flatMap({ $0 }) ?? [:] {
                    guard let own = model.item(sku) else { continue }
                    for part in model.parts(own) where part.item == item && quantity > 0 {
                        units += part.quantity * quantity
                        offers += 1
                    }
                }
            }
            // Orders keep back from all of them alike; a reserve at a location, from some.
            let most = max(
                0, model.units(item, some) - model.reserved(item, some[0], others: false))
            #expect(units <= most, "\(units) of \(item) in \(some), where there are \(most)")
            if model.mode(of: item, names[0]) == "first" { #expect(offers <= 1) }
        }
    }
}
