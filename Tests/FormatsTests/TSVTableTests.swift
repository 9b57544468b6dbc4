import Formats
import Records
import Testing

/// Tables of any text: what is written is read back.
struct TSVTableTests {
    private struct Noise {
        var state: UInt64

        mutating func next(below limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(limit))
        }

        /// Any text that holds no tab, no end of a line and no NUL.
        mutating func text() -> String {
            var text = ""
            for _ in 0..<next(below: [3, 3, 3, 40, 300][next(below: 5)]) {
                let limit = [0x80, 0x80, 0x800, 0x1_0000, 0x11_0000][next(below: 5)]
                guard let scalar = Unicode.Scalar(UInt32(next(below: limit))),
                    ![0, 9, 10, 13].contains(scalar.value)
                else { continue }
                text.unicodeScalars.append(scalar)
            }
            return text
        }
    }

    @Test(arguments: 1...40)
    func isReadBack(seed: Int) throws {
        var noise = Noise(state: UInt64(seed))
        let width = 2 + noise.next(below: 12)
        let names = (0..<width).map { "c\($0)" }
        let table = (0..<noise.next(below: 60)).map { _ in (0..<width).map { _ in noise.text() } }
        let end = noise.next(below: 2) == 0 ? "\n" : "\r\n"
        let lines = ([names] + table).map { $0.joined(separator: "\t") }
        let last = noise.next(below: 2) == 0 ? "" : end
        let file = try TSVFile(lines.joined(separator: end) + last)
        let shape = ReportShape(name: "t", columns: names.map { ColumnShape(name: $0) })
        let least = names.joined(separator: "\t").utf8.count + 2
        for block in [least, least + noise.next(below: 200), 1 << 18] {
            let reading = try file.read(shape, block: block)
            #expect(reading.rejected == [])
            #expect(reading.undecodable == nil)
            let wanted = table.enumerated().map { "\($0 + 2): " + $1.joined(separator: "|") }
            #expect(reading.rows.map { Array($0.utf8) } == wanted.map { Array($0.utf8) })
        }
    }

    @Test func aLineOverManyBlocks() throws {
        let shape = ReportShape(
            name: "t", columns: [ColumnShape(name: "a"), ColumnShape(name: "b")])
        let long = String(repeating: "long ", count: 20_000)
        let file = try TSVFile("a\tb\nx\ty\n\(long)\t1\nz\t\(long)")
        for block in [8, 1_000, 65_536] {
            let reading = try file.read(shape, block: block)
            #expect(reading.rows == ["2: x|y", "3: \(long)|1", "4: z|\(long)"])
        }
    }

    @Test func aLineWithoutEnd() throws {
        let shape = ReportShape(
            name: "t", columns: [ColumnShape(name: "a"), ColumnShape(name: "b")])
        let file = try TSVFile(Array("a\tb\nx\ty\n".utf8) + [UInt8](repeating: 65, count: 17 << 20))
        let failure = #expect(throws: Failure.self) { try file.read(shape, checking: false) }
        #expect(failure?.text == "inbox/rows.txt:3: a line longer than 16 MiB is no row")
        #expect(failure?.exit == .data)
    }
}
