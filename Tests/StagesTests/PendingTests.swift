import Records
import Testing

@testable import Stages

struct PendingTests {
    private struct Row: Equatable {
        var key: String
        var cells: [Value]
        var fate: Pending.Fate
        var cause: Pending.Cause
        var why: String
        var flags: UInt8
        var shown: Int64
    }

    private func rows(_ pending: Pending, width: Int) throws -> [Row] {
        var cells = [Cell](repeating: .absent, count: width)
        var rows: [Row] = []
        try cells.withUnsafeMutableBufferPointer { cells in
            let start = try #require(cells.baseAddress)
            try pending.forEach(start) { (entry) throws(Failure) in
                rows.append(
                    Row(
                        key: String(decoding: entry.key, as: UTF8.self),
                        cells: (0..<width).map { Value(start[$0]) }, fate: entry.fate,
                        cause: entry.cause, why: pending.whys[entry.why], flags: entry.flags,
                        shown: entry.shown))
            }
        }
        return rows
    }

    @Test func keepsRows() throws {
        var noise = Noise(2)
        let pending = Pending(columns: 3)
        let arena = Arena()
        let whys = [.absent, arena.keep("on-hand"), arena.keep("percent")]
        var wanted: [Row] = []
        for number in 0..<4_000 {
            // Long rows now and then, so that they fill several pieces of memory.
            let long = String(repeating: "ä", count: noise.once(in: 40) ? 30_000 : 3)
            let cells: [Cell] = [
                noise.once(in: 3) ? .absent : Cell(number: Int64(number) - 5),
                noise.once(in: 3) ? .absent : arena.keep(noise.once(in: 3) ? "" : long),
                Cell(number: .min),
            ]
            let row = Row(
                key: "K\(number)\t\(noise.next(below: 9))", cells: cells.map { Value($0) },
                fate: noise.pick([.due, .again]), cause: noise.pick([.difference, .drift, .asked]),
                why: noise.pick(["", "on-hand", "percent"]), flags: UInt8(noise.next(below: 8)),
                shown: noise.once(in: 2) ? LookupTable.none : Int64(noise.next(below: 99)))
            let why = whys[["", "on-hand", "percent"].firstIndex(of: row.why) ?? 0]
            #expect(
                pending.add(
                    key: Array(row.key.utf8), cells: cells, fate: row.fate, cause: row.cause,
                    why: why, flags: row.flags, shown: row.shown))
            wanted.append(row)
        }
        #expect(pending.count == 4_000)
        #expect(pending.again == wanted.count { $0.fate == .again })
        #expect(try rows(pending, width: 3) == wanted)
        var room = [Cell](repeating: .absent, count: 3)
        try pending.forEach(&room) { (entry) throws(Failure) in
            if entry.cause == .drift { entry.fate = .dropped }
        }
        for index in wanted.indices where wanted[index].cause == .drift {
            wanted[index].fate = .dropped
        }
        #expect(try rows(pending, width: 3) == wanted)
    }

    @Test(arguments: [65_535, 65_536])
    func longTexts(count: Int) throws {
        let pending = Pending(columns: 1)
        let arena = Arena()
        let long = String(repeating: "x", count: count)
        func add(_ key: String, _ cell: Cell) -> Bool {
            pending.add(
                key: Array(key.utf8), cells: [cell], fate: .due, cause: .asked, why: .absent,
                flags: 0, shown: 0)
        }
        #expect(add(long, Cell(number: 1)) == (count == 65_535))
        #expect(add("k", arena.keep(long)) == (count == 65_535))
        #expect(try rows(pending, width: 1).map(\.key) == (count == 65_535 ? [long, "k"] : []))
    }

    /// More reasons than two bytes can tell apart are no reason to fail.
    @Test func manyWhys() throws {
        let pending = Pending(columns: 1)
        let arena = Arena()
        for number in 0..<65_540 {
            _ = pending.add(
                key: [65], cells: [.absent], fate: .due, cause: .asked,
                why: arena.keep("why \(number)"), flags: 0, shown: 0)
        }
        let whys = try rows(pending, width: 1).map(\.why)
        #expect(whys.prefix(65_535) == ArraySlice((0..<65_535).map { "why \($0)" }))
        #expect(whys.dropFirst(65_535).allSatisfy { $0 == "" })
    }
}
