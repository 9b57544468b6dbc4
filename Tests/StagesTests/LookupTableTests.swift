import Records
import Testing

@testable import Stages

struct LookupTableTests {
    @Test func keepsValues() {
        var noise = Noise(6)
        let table = LookupTable(values: [false, true, false], expected: 10)
        let arena = Arena()
        var wanted: [String: [Value]] = [:]
        for _ in 0..<5_000 {
            let key = "K\(noise.next(below: 3_000))"
            let size = noise.once(in: 50) ? 60_000 : noise.next(below: 20)
            let cells: [Cell] = [
                noise.once(in: 4) ? .absent : arena.keep(String(repeating: "t", count: size)),
                noise.once(in: 4) ? .absent : Cell(number: Int64(noise.next(below: 1_000)) - 500),
                arena.keep("\(size)"),
            ]
            let payload = table.table.insert(Key([key])).payload
            for (index, cell) in cells.enumerated() {
                #expect(table.set(index, of: payload, to: cell))
            }
            // A blank text and none are one.
            wanted[key] = cells.map { $0.isBlank ? nil : Value($0) }
        }
        for (key, values) in wanted {
            let payload = table.table.find(Key([key]))
            #expect(payload != nil)
            #expect(
                (0..<3).map { index in payload.map { Value(table.get(index, of: $0)) } } == values)
        }
        #expect(table.hasTexts)
        #expect(!LookupTable(values: [true], expected: 1).hasTexts)
    }

    @Test func addsUp() {
        let table = LookupTable(values: [true], expected: 1)
        for number: Int64 in [5, -7, 100] {
            let (payload, isNew) = table.table.insert(Key(["a"]))
            table.add(number, to: 0, of: payload, isNew: isNew)
        }
        let payload = table.table.insert(Key(["a"])).payload
        #expect(table.get(0, of: payload).number == 98)
    }

    /// Numbers that fit into four bytes and those that do not, one after the other in one place.
    @Test func keepsLargeNumbers() {
        let table = LookupTable(values: [true, true], expected: 1)
        let edge = Int64(1) << 30
        let numbers = [
            0, edge - 1, edge, edge + 1, -edge + 1, -edge, -edge - 1, .max, .min + 1, 7, -1,
            Int64(Int32.min), Int64(Int32.max),
        ]
        for (row, first) in numbers.enumerated() {
            let payload = table.table.insert(Key(["\(row)"])).payload
            for second in numbers {
                _ = table.set(0, of: payload, to: Cell(number: first))
                _ = table.set(1, of: payload, to: Cell(number: second))
                #expect(table.get(0, of: payload).number == first)
                #expect(table.get(1, of: payload).number == second)
            }
            _ = table.set(1, of: payload, to: .absent)
        }
        for (row, first) in numbers.enumerated() {
            let payload = table.table.insert(Key(["\(row)"])).payload
            #expect(table.get(0, of: payload).number == first)
            #expect(table.get(1, of: payload).isAbsent)
            table.add(edge, to: 0, of: payload, isNew: false)
            #expect(table.get(0, of: payload).number == first &+ edge)
        }
    }

    @Test func refusesLongTexts() {
        let store = TextStore()
        let arena = Arena()
        for (count, isKept) in [(65_535, true), (65_536, false), (0, true)] {
            let name = store.put(arena.keep(String(repeating: "x", count: count)).bytes)
            #expect((name != nil) == isKept)
            if let name { #expect(store.cell(name).bytes.count == count && name != 0) }
        }
        #expect(store.cell(0).isAbsent)
    }

    /// Texts stay where they are over many pieces of memory, and those that just fill one.
    @Test func fillsItsPieces() throws {
        let store = TextStore()
        let arena = Arena()
        let piece = 1 << 22
        var names: [(UInt32, String)] = []
        for number in 0..<300 {
            let count = number % 3 == 0 ? 65_535 : piece / 64 - 2 + number % 3 - 1
            let text = "\(number):" + String(repeating: "y", count: count - "\(number):".count)
            names.append((try #require(store.put(arena.keep(text).bytes)), text))
        }
        for (name, text) in names { #expect(store.cell(name).text == text) }
        #expect(Set(names.map(\.0)).count == names.count)
    }
}
