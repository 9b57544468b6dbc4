import Catalog
import Engine
import Files
import Foundation
import Ledgers
import MadeShops
import Records
import Stages

/// Random days on the order side, and what must hold in all of them, worked out here by plain sums.
struct OrderCheck {
    func nothingIsToldTwiceOrBeyondItsCap(seed: Int) throws {
        var history = try OrderHistory(seed: seed)
        for day in 0..<2 + history.noise.next(below: 4) {
            try history.dawn()
            let fails = history.noise.once(in: 2)
            let calm = fails ? try MadeShop(copying: history.shop) : nil
            try run(history.shop, &history, fails: fails)
            if let calm {
                try run(calm, &history, fails: false)
                // Whatever fails in the middle, it comes to the same.
                expect(try told(history.shop) == told(calm), "day \(day): told otherwise")
                expect(try outbox(history.shop) == outbox(calm), "day \(day): another outbox")
            }
            try check(history, "day \(day)")
            // What was only in the way of something about to be told may now be refused for good.
            let before = try told(history.shop).filter { !$0.contains("| refused |") }
            try run(history.shop, &history, fails: false)
            let after = try told(history.shop).filter { !$0.contains("| refused |") }
            expect(after == before, "told again: day \(day)")
            try history.evening()
        }
    }

    /// Runs; where it `fails`, at some durable step, and then once more.
    private func run(
        _ shop: MadeShop, _ history: inout OrderHistory, fails: Bool
    ) throws {
        if fails {
            let last = 1 + history.noise.next(below: 60)
            let steps = Steps()
            let disk = Disk(root: shop.root) { (_, moment) throws(Failure) in
                guard moment == .before else { return }
                steps.count += 1
                if steps.count == last { throw Failure(.disk, "no space left on device") }
            }
            do throws(Failure) {
                _ = try shop.run(at: history.now, on: disk) { $0 = RunRequest(pipeline: "orders") }
            } catch {
                guard error.exit == .disk else { throw error }
            }
        }
        let report = try shop.run(at: history.now) { $0 = RunRequest(pipeline: "orders") }
        for entry in report.entries {
            guard let failure = entry.failure, failure.exit != .guarded else { continue }
            record("\(entry.stage): \(failure.text)")
        }
    }

    private final class Steps { var count = 0 }

    private func ledger(_ shop: MadeShop) throws -> Ledger {
        try Ledger(disk: Disk(root: shop.root))
    }

    /// All that was told once, without numbers of rows and documents that an attempt may have used up.
    private func told(_ shop: MadeShop) throws -> [String] {
        try ledger(shop).database.all(
            """
            SELECT told.feed, told.key, coalesce(told.row, ''), coalesce(told.state, document.state, ''),
                coalesce(document.name, ''), coalesce(told.message, 0)
            FROM told LEFT JOIN document ON document.id = told.document ORDER BY told.id
            """
        ) { row in (0..<6).map { row.text(Int32($0)) }.joined(separator: " | ") }
    }

    private func outbox(_ shop: MadeShop) throws -> [String: [UInt8]] {
        try shop.contents().filter { $0.key.hasPrefix("outbox/") }
    }

    /// What Amazon may have of each line: units sent off and cancelled, cents paid back.
    private struct Sum {
        var sent: Int64 = 0
        var cancelled: Int64 = 0
        var principal: Int64 = 0
        var shipping: Int64 = 0
    }

    private struct Row {
        var feed: String
        var key: [String]
        var values: [String: String]
        var state: String
    }

    private func rows(_ shop: MadeShop) throws -> [Row] {
        let seller: Set = ["open-orders", "changed-orders", "cancelled-orders", "fulfilled-orders"]
        return try ledger(shop).database.all(
            """
            SELECT feed, key, coalesce(row, '{}'), coalesce(state, '') FROM (
                SELECT told.id, told.feed, told.key, told.row,
                    CASE coalesce(told.state, document.state) WHEN 'answered' THEN 'accepted'
                        ELSE coalesce(told.state, document.state) END AS state
                FROM told LEFT JOIN document ON document.id = told.document WHERE told.flags >= 8)
            ORDER BY id
            """
        ) { row in
            let values =
                (try? JSONSerialization.jsonObject(with: Data(row.text(2).utf8))) as? [String: Any]
            return Row(
                feed: row.text(0),
                key: row.text(1).split(separator: "\t", omittingEmptySubsequences: false).map(
                    String.init),
                values: (values ?? [:]).mapValues { "\($0)" }, state: row.text(3))
        }.filter { !seller.contains($0.feed) }
    }

    private func check(_ history: OrderHistory, _ place: String) throws {
        var last: [String: Row] = [:]
        /// Of each despatch and line: how it stands, whether it was told as a line or with its whole order.
        var byLine: [String: String] = [:]
        for row in try rows(history.shop) {
            if row.feed == "fulfillment" {
                let known = last["\(row.feed) \(row.key)"]
                let order = row.values["order-id"] ?? known?.values["order-id"]
                let items =
                    row.key[1] == "*"
                    ? history.lines.filter { $0.order == order }.map(\.item) : [row.key[1]]
                for item in items {
                    let name = "\(row.key[0]) \(item)"
                    expect(
                        byLine[name] != "rejected" || row.state == "retell",
                        "\(name) told again unasked: \(place)")
                    byLine[name] = row.state
                }
            }
            let name = "\(row.feed) \(row.key)"
            if let before = last[name], row.state != "retell" {
                // Told again: only after it was asked for, or to give other tracking.
                let isEdit =
                    row.feed == "fulfillment" && before.values["quantity"] == row.values["quantity"]
                    && before.values["tracking-number"] != row.values["tracking-number"]
                let isEditAtAll = row.feed == "fulfillment" && before.values != row.values
                expect(
                    before.state == "retell" || isEdit || isEditAtAll, "\(name) twice: \(place)")
            }
            if row.state == "retell" {
                expect(
                    ["rejected", "refused"].contains(last[name]?.state ?? ""), "\(name): \(place)")
            }
            last[name] = row
        }
        var sums: [String: Sum] = [:]
        let counting: Set = ["ready", "sending", "sent", "accepted", "warned", "unknown"]
        for row in last.values where counting.contains(row.state) {
            let order = row.values["order-id"] ?? row.key[0]
            let lines = history.lines.filter { line in
                line.order == order && (row.key[1] == "*" || row.key[1] == line.item)
            }
            expect(!lines.isEmpty, "\(row): \(place)")
            for line in lines {
                var sum = sums[line.item] ?? Sum()
                let units = row.values["quantity"].flatMap { Int64($0) } ?? line.ordered
                func cents(_ name: String) -> Int64 {
                    row.values[name].flatMap { Double($0) }.map { Int64(($0 * 100).rounded()) } ?? 0
                }
                switch row.feed {
                case "fulfillment": sum.sent += units
                case "cancellation": sum.cancelled += line.ordered
                case "cancelled-units": sum.cancelled += units
                default:
                    sum.principal += cents("principal")
                    sum.shipping += cents("shipping")
                }
                sums[line.item] = sum
            }
        }
        for line in history.lines {
            let sum = sums[line.item] ?? Sum()
            expect(sum.sent + sum.cancelled <= line.ordered, "\(line) \(sum): \(place)")
            expect(sum.principal <= line.price, "\(line) \(sum): \(place)")
            expect(sum.shipping <= line.shipping, "\(line) \(sum): \(place)")
        }
    }
}
