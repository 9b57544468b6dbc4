import Records
import Testing

@testable import Stages

struct SumStepTests {
    @Test(arguments: 1...6)
    func isADictionary(seed: Int) throws {
        var noise = Noise(seed)
        let shop = try StageShop()
        let builder = try shop.builder([
            ("item", .text), ("day", .date), ("quantity", .integer), ("buffer", .count),
        ])
        let (less, by) = (seed % 2 == 0, seed % 3 == 0 ? ["item", "day"] : ["item"])
        let spec =
            "{ sum: \"quantity\", by: \(by), as: \"total\"\(less ? ", less: \"buffer\"" : "") }"
        let slots = ["item", "day", "quantity", "buffer"].compactMap {
            builder.columns.slot(of: $0)
        }
        let step = try #require(
            Steps.make([try StageShop.node(spec)], builder)?.first as? SumStep)
        try step.load(try shop.run(), .whole)
        let total = try #require(builder.columns.slot(of: "total"))
        let batch = Batch(slots: builder.columns.slots.count)
        var (sums, order): ([[Value]: Int64], [[Value]]) = ([:], [])
        for _ in 0..<15 {
            let rows: [[Value]] = (0..<Batch.capacity).map { _ in
                [
                    .text(noise.once(in: 20) ? "" : "I\(noise.next(below: 2_000))"),
                    noise.once(in: 9) ? nil : .number(Int64(noise.next(below: 3))),
                    noise.once(in: 9) ? nil : .number(Int64(noise.next(below: 40)) - 9),
                    noise.once(in: 2) ? nil : .number(Int64(noise.next(below: 9))),
                ]
            }
            batch.fill(rows)
            step.process(batch)
            #expect(batch.selected == 0)
            for row in rows {
                let key = Array(row.prefix(by.count)).map { $0 == "" ? nil : $0 }
                if sums[key] == nil { order.append(key) }
                var amount = row[2].number ?? 0
                if less, row[2].number != nil, let buffer = row[3].number {
                    amount = max(0, amount - buffer)
                }
                sums[key, default: 0] += amount
            }
        }
        var found: [[Value]] = []
        while step.drain(into: batch) {
            for row in batch.selectedRows {
                let key = (0..<by.count).map { batch.value(slots[$0], row) }
                found.append(key)
                #expect(batch.value(total, row) == .number(sums[key] ?? .min))
            }
        }
        #expect(found == order)
        #expect(!step.drain(into: batch))
    }
}
