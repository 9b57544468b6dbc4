import Records
import Testing

@testable import Stages

/// Mappings with stars, held against a plain search through their rows.
struct MapStepTests {
    private func looked(
        _ shop: StageShop, _ spec: String, _ columns: [String], _ rows: [[Value]]
    ) throws -> (rows: [[Value]?], reasons: [String], names: [String]) {
        let builder = try shop.builder(columns.map { ($0, .text) })
        let step = try #require(
            Steps.make([try StageShop.node(spec)], builder)?.first, "\(builder.mistakes)")
        // The columns that the mapping does not look up by may not have slots yet.
        let slots = columns.compactMap { builder.columns.slot(of: $0) }
        let names = builder.columns.known.filter { !columns.contains($0) }
        try step.load(try shop.run(), .whole)
        let batch = Batch(slots: builder.columns.slots.count)
        batch.fill(
            rows.map { row in
                var cells = [Value](repeating: "stale", count: builder.columns.slots.count)
                for (index, slot) in slots.enumerated() { cells[slot] = row[index] }
                return cells
            })
        try step.process(batch)
        var found = [[Value]?](repeating: nil, count: rows.count)
        for row in batch.selectedRows {
            found[row] = names.map {
                builder.columns.slot(of: $0).map { batch.value($0, row) } ?? nil
            }
        }
        return (found, batch.left.map(\.reason), names)
    }

    @Test(arguments: 1...12)
    func mostSpecialWins(seed: Int) throws {
        var noise = Noise(seed)
        let width = 1 + seed % 3
        let keys = (0..<width).map { "k\($0)" }
        let words = ["a", "b", "c", "d"]
        var given: [[String]: [String]] = [:]
        for _ in 0..<noise.next(below: 40) {
            let key = keys.map { _ in noise.once(in: 3) ? "*" : noise.pick(words) }
            given[key] = (0..<2).map { _ in noise.once(in: 2) ? "" : "v\(noise.next(below: 99))" }
        }
        let shop = try StageShop()
        let lines = given.map { ($0 + $1).joined(separator: "\t") }.sorted()
        let heading = (keys + ["x", "y"]).joined(separator: "\t")
        try shop.put(([heading] + lines).joined(separator: "\n"), "mappings/m.tsv")
        let rows = (0..<Batch.capacity).map { _ in keys.map { _ in noise.pick(words + ["e"]) } }
        let (found, _, names) = try looked(
            shop, "{ map: \"m\", missing: \"drop\" }", keys, rows.map { $0.map(Value.text) })
        #expect(names == ["x", "y"])
        for (row, values) in zip(rows, found) {
            // A star in a later column is more general than one in an earlier.
            let fitting = given.filter { key, _ in
                zip(key, row).allSatisfy { $0 == "*" || $0 == $1 }
            }.sorted { a, b in
                let (a, b) = (a.key.map { $0 == "*" ? 1 : 0 }, b.key.map { $0 == "*" ? 1 : 0 })
                return a.reversed().lexicographicallyPrecedes(b.reversed())
            }
            let wanted =
                fitting.isEmpty
                ? nil
                : (0..<2).map { column in
                    fitting.map { $0.value[column] }.first { !$0.isEmpty }.map(Value.text) ?? nil
                }
            #expect(values == wanted, "\(row) in \(lines)")
        }
    }

    @Test(arguments: [
        ("reject", ["mappings/m.tsv has no row for k 'z'"]), ("drop", []), ("keep", []),
    ])
    func missing(_ word: String, _ reasons: [String]) throws {
        let shop = try StageShop()
        try shop.put("k\tx\na\t1\n", "mappings/m.tsv")
        let (found, left, _) = try looked(
            shop, "{ map: \"m\", missing: \"\(word)\" }", ["k"], [["a"], ["z"], ["a"]])
        #expect(found == [["1"], word == "keep" ? [nil] : nil, ["1"]])
        #expect(left == reasons)
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        var text: String
        var message: String
        var testDescription: String { message }

        init(_ text: String, _ message: String) { (self.text, self.message) = (text, message) }
    }

    @Test(arguments: [
        Wrong(
            "k\tx\na\t1\nb\t2\n\na\t3\n", "mappings/m.tsv:5:1: k 'a' stands twice, first in line 2"),
        Wrong("x\tk\n1\t*\n2\t*\n", "mappings/m.tsv:3:3: k '*' stands twice, first in line 2"),
        Wrong("x\tk\näö\t\n", "mappings/m.tsv:2:4: 'k' is empty; * stands for any"),
        Wrong("k\tx\na\t1\t2\n", "mappings/m.tsv:2: 3 cells under 2 columns"),
        Wrong(
            "k\tx\na\t\(String(repeating: "ä", count: 32_768))\n",
            "mappings/m.tsv:2:3: a text of more than 65,535 bytes, or a mapping of more than 4 GiB"),
    ])
    func isRefused(_ wrong: Wrong) throws {
        let shop = try StageShop()
        try shop.put(wrong.text, "mappings/m.tsv")
        let failure = #expect(throws: Failure.self) {
            _ = try looked(shop, "{ map: \"m\" }", ["k"], [])
        }
        #expect(failure?.text == wrong.message)
        #expect(failure?.exit == .definition)
    }

    /// A mapping of more rows than a batch, in cp1252, with a key repeated far from its first.
    @Test func manyRows() throws {
        let shop = try StageShop()
        let rows = (0..<5_000).map { "K\($0)\tx\($0)\n" }.joined()
        try shop.put("k\tx\n" + rows, "mappings/m.tsv")
        let asked = (0..<Batch.capacity).map { [Value.text("K\($0 * 20)")] }
        let (found, _, _) = try looked(shop, "{ map: \"m\", missing: \"keep\" }", ["k"], asked)
        for (index, values) in found.enumerated() {
            #expect(values == [index * 20 < 5_000 ? Value.text("x\(index * 20)") : nil])
        }
        try shop.put("k\tx\n" + rows + "K7\tagain\n", "mappings/m.tsv")
        let failure = #expect(throws: Failure.self) {
            _ = try looked(shop, "{ map: \"m\" }", ["k"], [])
        }
        #expect(failure?.text == "mappings/m.tsv:5002:1: k 'K7' stands twice, first in line 9")
    }

    /// What a column is used as is what its cells must be.
    @Test func kinds() throws {
        let shop = try StageShop()
        let columns: [(name: String, kind: Kind)] = [("sku", .text), ("on-hand", .integer)]
        let spec = [
            try StageShop.node("{ map: \"m\", missing: \"keep\" }"),
            try StageShop.node("{ available: \"quantity\" }"),
        ]
        try shop.put("sku\tbuffer\tpercent\na\t3\t50%\nb\t\t80\n", "mappings/m.tsv")
        let builder = try shop.builder(columns)
        _ = builder.columns.slot(of: "sku")
        let steps = try #require(Steps.make(spec, builder))
        let batch = Batch(slots: builder.columns.slots.count)
        for step in steps { try step.load(try shop.run(), .whole) }
        let onHand = try #require(builder.columns.slot(of: "on-hand"))
        batch.fill([["a"], ["b"], ["c"]])
        for row in 0..<3 { batch.columns[onHand][row] = Cell(number: 13) }
        for step in steps { try step.process(batch) }
        let quantity = try #require(builder.columns.slot(of: "quantity"))
        #expect((0..<3).map { batch.value(quantity, $0) } == [5, 10, 13])
        try shop.put("sku\tbuffer\tpercent\na\t3.5\t50%\n", "mappings/m.tsv")
        let failure = #expect(throws: Failure.self) { try steps[0].load(try shop.run(), .whole) }
        #expect(
            failure?.text == "mappings/m.tsv:2:3: 'buffer' is '3.5', not a whole number such as 12")
    }
}
