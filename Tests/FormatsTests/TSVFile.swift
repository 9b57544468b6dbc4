import Files
import Formats
import Foundation
import Records

/// A file of rows for one test, removed with it.
final class TSVFile {
    let path: String

    init(_ bytes: [UInt8]) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "rows-\(UUID()).txt")
        try Data(bytes).write(to: url)
        path = url.path
    }

    convenience init(_ text: String) throws { try self.init(Array(text.utf8)) }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// What a reader made of the file.
    struct Reading: Equatable {
        /// The rows that were taken: each with its line and its cells. A number has # before it.
        var rows: [String] = []
        /// The rows that were not, with their line and the reason.
        var rejected: [String] = []
        var undecodable: Int64?
        /// The bytes of every row as they came.
        var raw: [String] = []
        var batches = 0
    }

    static func text(_ cell: Cell) -> String {
        cell.isAbsent ? "∅" : cell.isNumber ? "#\(cell.number)" : cell.text
    }

    /// Reads the file as `shape`. `wanted` are the columns that have slots; nil: all.
    func read(
        _ shape: ReportShape, block: Int = 1 << 18, encoding: Encoding = .utf8,
        checking: Bool = true, trusted: Bool = false, wanted: [Bool]? = nil
    ) throws -> Reading {
        let reader = try RowInput(
            path: path, name: "inbox/rows.txt", form: shape.form, encoding: encoding,
            isChecked: checking
        ).reader(block: block)
        let heading = try reader.open()
        let slots = shape.columns.indices.map { wanted?[$0] ?? true ? Optional($0) : nil }
        try reader.begin(
            Layout(heading, as: shape), heading: heading, slots: slots, trusted: trusted)
        let batches = [
            Batch(slots: shape.columns.count), Batch(slots: shape.columns.count),
        ]
        var reading = Reading()
        while true {
            let batch = batches[reading.batches % 2]
            guard try reader.next(into: batch) else { break }
            reading.batches += 1
            for index in 0..<batch.selected {
                let row = Int(batch.selection[index])
                let cells = batch.columns.map { Self.text($0[row]) }
                reading.rows.append("\(batch.lines[row]): " + cells.joined(separator: "|"))
            }
            for left in batch.left {
                reading.rejected.append("\(batch.lines[left.row]): \(left.reason)")
            }
            for row in 0..<batch.count {
                reading.raw.append(String(decoding: batch.raw[row], as: UTF8.self))
            }
        }
        reading.undecodable = reader.undecodable
        return reading
    }
}

/// A gzip file that holds `bytes` as they are, in pieces of at most `piece`.
func stored(_ bytes: [UInt8], piece: Int = 1_000) -> [UInt8] {
    var file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    var rest = bytes[...]
    repeat {
        let part = rest.prefix(piece)
        rest = rest.dropFirst(piece)
        let (low, high) = (UInt8(part.count & 0xFF), UInt8(part.count >> 8))
        file += [rest.isEmpty ? 1 : 0, low, high, ~low, ~high] + part
    } while !rest.isEmpty
    var check = UInt32.max
    for byte in bytes {
        check ^= UInt32(byte)
        for _ in 0..<8 { check = check & 1 == 1 ? check >> 1 ^ 0xEDB8_8320 : check >> 1 }
    }
    for word in [~check, UInt32(bytes.count)] {
        file += (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
    return file
}
