import Records
import Testing

@testable import Stages

/// The quantity rule, held against itself in plain words.
struct AvailableStepTests {
    private static let columns: [(name: String, kind: Kind)] = [
        ("on-hand", .integer), ("reserved", .count), ("buffer", .count), ("end-when", .count),
        ("percent", .percent), ("max-listed", .count), ("hold", .text), ("until", .date),
    ]
    private static let day: Int64 = 20_000

    struct Rule: Equatable {
        var onHand: Int64?
        var reserved: Int64?
        var buffer: Int64?
        var endWhen: Int64?
        var percent: Int64?
        var most: Int64?
        var hold: String?
        var until: Int64?

        /// What the offer gets: a quantity and why, or why nothing.
        var answer: String {
            if let hold, hold != "", until.map({ AvailableStepTests.day <= $0 }) ?? true {
                let end = until.map { " until " + Instant.dayText($0) } ?? ""
                return switch hold {
                case "zero": "0 hold"
                case "hands-off": "withheld on hold, hands off\(end)"
                default: "rejected hold is '\(hold)', not 'hands-off' or 'zero'"
                }
            }
            guard let onHand else { return "withheld its stock is not known" }
            let available = onHand - (reserved ?? 0) - (buffer ?? 0)
            var why = "on-hand"
            if reserved ?? 0 > 0 { why = "on-hand less reserved" }
            if buffer ?? 0 > 0 { why = "on-hand less buffer" }
            if let endWhen, available <= endWhen { return "0 end-when" }
            var quantity = available
            if let percent, percent != 10_000, quantity > 0 {
                quantity = Int64((Double(quantity) * Double(percent) / 10_000).rounded(.down))
                why = "percent"
            }
            if let most, quantity > most {
                quantity = most
                why = "max-listed"
            }
            return quantity < 0 ? "0 never below zero" : "\(quantity) \(why)"
        }

        fileprivate var cells: [Value] {
            [onHand, reserved, buffer, endWhen, percent, most].map { $0.map(Value.number) ?? nil }
                + [hold.map(Value.text) ?? nil, until.map(Value.number) ?? nil]
        }
    }

    /// Sends rules through the step; an answer for each, as `Rule.answer` has them.
    private func answers(_ rules: [Rule]) throws -> [String] {
        let shop = try StageShop()
        let builder = try shop.builder(Self.columns)
        let node = try StageShop.node("{ available: \"quantity\" }")
        let step = try #require(Steps.make([node], builder)?.first)
        #expect(builder.needsDay)
        try step.load(try shop.run(at: Self.day * 86_400 + 5), .whole)
        let slots = Self.columns.compactMap { builder.columns.slot(of: $0.name) }
        let quantity = try #require(builder.columns.slot(of: "quantity"))
        let why = try #require(builder.columns.slot(of: "why"))
        #expect(slots == Array(0..<8))
        let batch = Batch(slots: builder.columns.slots.count)
        var answers: [String] = []
        for start in stride(from: 0, to: rules.count, by: Batch.capacity) {
            let some = rules[start..<min(rules.count, start + Batch.capacity)]
            batch.fill(some.map(\.cells))
            try step.process(batch)
            var found = [String](repeating: "", count: some.count)
            for row in batch.selectedRows {
                found[row] = "\(batch.columns[quantity][row].text) \(batch.columns[why][row].text)"
            }
            for left in batch.left {
                #expect(found[left.row] == "")
                found[left.row] = "\(left.how) \(left.reason)"
            }
            answers += found
        }
        return answers
    }

    @Test(arguments: 1...6)
    func isTheRule(seed: Int) throws {
        var noise = Noise(seed)
        func some(_ count: Int, _ noise: inout Noise) -> Int64? {
            noise.once(in: 2) ? nil : Int64(noise.next(below: count))
        }
        let size = [6, 6, 50, 50, 100_000, 3][seed - 1]
        let rules = (0..<3_000).map { _ in
            var rule = Rule()
            rule.onHand = noise.once(in: 12) ? nil : Int64(noise.next(below: 2 * size)) - 2
            rule.reserved = some(size, &noise)
            rule.buffer = some(size, &noise)
            rule.endWhen = some(size, &noise)
            rule.percent = some(25_000, &noise)
            if noise.once(in: 4) { rule.percent = 10_000 }
            rule.most = some(size, &noise)
            if noise.once(in: 5) {
                rule.hold = noise.pick(["zero", "hands-off", "", "Zero", "off"])
                rule.until =
                    noise.once(in: 3) ? nil : Self.day - 2 + Int64(noise.next(below: 5))
            }
            return rule
        }
        let answers = try answers(rules)
        for (rule, answer) in zip(rules, answers) { #expect(answer == rule.answer, "\(rule)") }
        #expect(Set(answers.map { $0.split(separator: " ").last }).count > 5)
        #expect(answers.allSatisfy { !$0.hasPrefix("-") })
    }

    @Test(arguments: [
        (Rule(onHand: 10), "10 on-hand"), (Rule(onHand: 0), "0 on-hand"),
        (Rule(onHand: 10, reserved: 4, buffer: 3), "3 on-hand less buffer"),
        (Rule(onHand: 10, buffer: 11), "0 never below zero"),
        (Rule(onHand: 10, buffer: 3, endWhen: 7), "0 end-when"),
        (Rule(onHand: 11, buffer: 3, endWhen: 7), "8 on-hand less buffer"),
        // End-when looks at what is available, before the percentage; max-listed after it.
        (Rule(onHand: 8, endWhen: 7, percent: 5_000), "4 percent"),
        (Rule(onHand: 10, percent: 5_000, most: 5), "5 percent"),
        (Rule(onHand: 10, percent: 5_000, most: 4), "4 max-listed"),
        (Rule(onHand: 3, percent: 3_333), "0 percent"),
        (Rule(onHand: 3, percent: 3_334), "1 percent"),
        (Rule(onHand: 10, percent: 0), "0 percent"), (Rule(onHand: 10, most: 0), "0 max-listed"),
        (Rule(onHand: 1_000_000_000, percent: 999_999_999_999_999, most: 7), "7 max-listed"),
        (Rule(hold: "zero"), "0 hold"),
        (Rule(onHand: 5, hold: "zero", until: 20_000), "0 hold"),
        (Rule(onHand: 5, hold: "zero", until: 19_999), "5 on-hand"),
        (Rule(onHand: 5, hold: "hands-off"), "withheld on hold, hands off"),
        (
            Rule(onHand: 5, hold: "hands-off", until: 20_001),
            "withheld on hold, hands off until 2024-10-05"
        ),
        (Rule(), "withheld its stock is not known"),
    ])
    func oneByOne(_ rule: Rule, _ answer: String) throws {
        #expect(try answers([rule]) == [answer])
    }

    @Test func needsOnHand() throws {
        let builder = try StageShop().builder([("item", .text)])
        #expect(Steps.make([try StageShop.node("{ available: \"quantity\" }")], builder) == nil)
        #expect(builder.mistakes.map(\.message) == ["'available' needs a column 'on-hand'"])
    }
}
