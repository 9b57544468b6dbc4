import Catalog
import Foundation
import Records
import Testing

@testable import Stages

/// What `told` keeps of a row is the row.
struct RowTextTests {
    private static let kinds: [Kind] = Kind.allCases

    private func rowText() throws -> RowText {
        let columns = Self.kinds.map {
            "\($0.rawValue): { kind: \"\($0.rawValue)\", optional: true, shown: \"\($0.rawValue)\" }"
        }
        let node = try StageShop.node(
            """
            { about: "all kinds", kind: "state", key: ["sku"], drift: "list", offers: "listed",
              columns: { \(columns.joined(separator: ", ")) },
              dialects: { flat: { form: "flat", file: "txt", deliver: ["drop"],
                                  columns: { sku: "$sku" } } } }
            """)
        var mistakes: [Mistake] = []
        let feed = FeedDefinition(node, name: "all", &mistakes)
        return RowText(try #require(feed, "\(mistakes)").columns)
    }

    private func row(_ noise: inout Noise, _ arena: Arena) -> [Cell] {
        Self.kinds.map { kind in
            if noise.once(in: 4) { return .absent }
            switch kind {
            case .text:
                var text = ""
                for _ in 0..<noise.next(below: 12) {
                    let code = UInt32(noise.next(below: noise.pick([0x30, 0x100, 0x11_0000])))
                    if let scalar = Unicode.Scalar(code) { text.unicodeScalars.append(scalar) }
                }
                return arena.keep(text)
            case .flag: return Cell(number: Int64(noise.next(below: 2)))
            case .date: return Cell(number: Int64(noise.next(below: 60_000)) - 9_000)
            case .integer: return Cell(number: Int64(noise.next(below: 1 << 40)) - 1 << 39)
            default:
                return Cell(number: Int64(noise.next(below: noise.pick([9, 1 << 20, 1 << 40]))))
            }
        }
    }

    private func isSame(_ rowText: RowText, _ cells: [Cell], _ arena: Arena) throws -> Bool {
        var bytes: [UInt8] = []
        rowText.append(cells, to: &bytes)
        var back = [Cell](repeating: Cell(number: 77), count: cells.count)
        bytes.withUnsafeBufferPointer { rowText.read($0, into: &back, arena) }
        let same = zip(cells, back).allSatisfy { Value($0) == Value($1) }
        return try same && rowText.digests(cells) == rowText.digests(back)
            && JSONSerialization.jsonObject(with: Data(bytes)) is [String: AnyObject]
    }

    @Test func isReadBack() throws {
        let rowText = try rowText()
        var noise = Noise(4)
        for _ in 0..<3_000 {
            let arena = Arena()
            let cells = row(&noise, arena)
            #expect(try isSame(rowText, cells, arena), "\(cells.map { Value($0) })")
        }
    }

    /// Each control character, and what JSON gives a meaning, alone and among others.
    @Test func everyByteOfATextIsReadBack() throws {
        let rowText = try rowText()
        let arena = Arena()
        for code in UInt8(0)..<0x80 {
            let one = String(UnicodeScalar(code))
            for text in [
                one, one + one, "a\(one)b", "\(one)\"", "\\\(one)", "\(one)u0041", ",\(one)}",
            ] {
                var cells = [Cell](repeating: .absent, count: Self.kinds.count)
                cells[0] = arena.keep(text)
                #expect(try isSame(rowText, cells, arena), "\(text.debugDescription)")
            }
        }
    }

    /// Rows that differ in any one cell have other digests.
    @Test func digestsDiffer() throws {
        let rowText = try rowText()
        var noise = Noise(8)
        let arena = Arena()
        for _ in 0..<2_000 {
            let cells = row(&noise, arena)
            var other = cells
            let index = noise.next(below: cells.count)
            other[index] =
                cells[index].isAbsent
                ? (noise.once(in: 2) ? Cell(number: 0) : arena.keep(""))
                : cells[index].isNumber ? Cell(number: cells[index].number + 1) : .absent
            #expect(rowText.digests(cells).digest != rowText.digests(other).digest)
            #expect(rowText.digests(cells).digest != 0)
        }
    }

    @Test func passesOverWhatItDoesNotKnow() throws {
        let rowText = try rowText()
        let arena = Arena()
        var cells = [Cell](repeating: Cell(number: 77), count: Self.kinds.count)
        let text = Array(#"{"gone":"a,}\"b","count":5,"old":12,"text":"x"}"#.utf8)
        text.withUnsafeBufferPointer { rowText.read($0, into: &cells, arena) }
        #expect(cells.map { Value($0) } == ["x", 5] + [Value](repeating: nil, count: 6))
    }
}
