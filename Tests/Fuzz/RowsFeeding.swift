import Files
import Formats
import Foundation
import Records

/// Reads rows: in whatever blocks they are the same, and in whatever encoding; what is rejected has a
/// line of the file.
struct RowsFeeding: Feeding {
    private let form: RowForm
    private let file = ScratchFile()

    init(_ format: RowForm.Format, isWrapped: Bool = false) {
        form = RowForm(formats: [format], isWrapped: isWrapped)
    }

    private static let noHeading = "no heading"

    /// What reading a file gave.
    private struct Reading: Equatable {
        var rows: [String] = []
        var rejected: [String] = []
        var failure: String?
        var undecodable: Int64?
    }

    mutating func feed(_ input: [UInt8], from seed: String, _ noise: inout Noise) -> String? {
        file.write(input)
        guard let source = try? Source(path: file.path, name: "x"), let head = try? Head(source)
        else { return nil }
        let heading = head.heading(as: form)
        var names: [String] = []
        for name in heading.names where !name.isEmpty {
            if !names.contains(where: { $0.lowercased() == name.lowercased() }) {
                names.append(name)
            }
        }
        let kinds: [Kind] = [.text, .text, .count, .money, .date, .flag]
        let columns = names.prefix(6).enumerated().map { index, name in
            ColumnShape(name: name, kind: kinds[index], required: index == 0)
        }
        let shape = ReportShape(name: "t", columns: columns, form: form)
        let whole = read(input, shape, .utf8, checked: true, block: 1 << 18)
        if whole.failure == Self.noHeading { return nil }
        let lines = input.count { $0 == 10 } + 1
        for rejected in whole.rejected {
            guard let line = Int(rejected.prefix { $0 != ":" }), (1...lines).contains(line) else {
                return "rejected outside the file: \(rejected)"
            }
        }
        for block in [heading.length + 1, 1 + noise.next(below: 3_000)] {
            // The heading of a tab-separated file is in its first block.
            let first = form.formats == [.tsv] ? heading.length + 1 : 1
            // What a long row costs in small blocks grows with its square.
            let block = max(block, first, input.count / 200)
            let other = read(input, shape, .utf8, checked: true, block: block)
            if let fault = difference(whole, other) { return "blocks of \(block): \(fault)" }
        }
        if whole.undecodable == nil {
            return encoded(input, shape, whole)
        }
        return nil
    }

    /// Writes the input in other encodings, and reads it again.
    private func encoded(_ input: [UInt8], _ shape: ReportShape, _ wanted: Reading) -> String? {
        // Of UTF-16 the mark is not part of the text.
        guard !input.starts(with: [0xEF, 0xBB, 0xBF]), !input.starts(with: [0xFF, 0xFE]),
            !input.starts(with: [0xFE, 0xFF]), !input.starts(with: [0x1F, 0x8B]),
            let text = String(validating: input, as: UTF8.self)
        else { return nil }
        for encoding in [Encoding.utf16le, .utf16be, .cp1252, .cp932] {
            guard let bytes = Encoder.bytes(text, encoding) else { continue }
            let reading = read(bytes, shape, encoding, checked: false, block: 1 << 18)
            if let fault = difference(wanted, reading) {
                return "as \(encoding.rawValue): \(fault)"
            }
        }
        return nil
    }

    private func difference(_ a: Reading, _ b: Reading) -> String? {
        // Where a byte is undecodable and something else is wrong, too, either may be seen first.
        if a.undecodable != nil || b.undecodable != nil {
            let isSame = a.undecodable == b.undecodable || a.failure != nil || b.failure != nil
            return isSame ? nil : "\(a.undecodable ?? -1) and \(b.undecodable ?? -1)"
        }
        // A heading may be refused before the file is seen to be damaged.
        if a.failure != nil, b.failure == Self.noHeading { return nil }
        if a.failure != b.failure { return "\(a.failure ?? "read"), \(b.failure ?? "read")" }
        if a.failure != nil { return nil }
        for (one, other) in [(a.rows, b.rows), (a.rejected, b.rejected)] {
            if one.count != other.count { return "\(one.count) and \(other.count) rows" }
            for (x, y) in zip(one, other) where !x.utf8.elementsEqual(y.utf8) {
                return "\(x) and \(y)"
            }
        }
        return nil
    }

    private func read(
        _ bytes: [UInt8], _ shape: ReportShape, _ encoding: Encoding, checked: Bool, block: Int
    ) -> Reading {
        var reading = Reading()
        do throws(Failure) {
            file.write(bytes)
            let reader = try RowInput(
                path: file.path, name: "x", form: shape.form, encoding: encoding,
                isChecked: checked
            ).reader(block: block)
            let heading = try reader.open()
            if let offset = reader.undecodable {
                reading.undecodable = offset
                return reading
            }
            let layout = Layout(heading, as: shape)
            guard layout.fits, layout.present > 0 else {
                reading.failure = Self.noHeading
                return reading
            }
            try reader.begin(
                layout, heading: heading, slots: shape.columns.indices.map { $0 }, trusted: false)
            let batch = Batch(slots: shape.columns.count)
            while try reader.next(into: batch) {
                for index in 0..<batch.selected {
                    let row = Int(batch.selection[index])
                    let cells = batch.columns.map { $0[row].isAbsent ? "∅" : $0[row].text }
                    reading.rows.append("\(batch.lines[row]): \(cells.joined(separator: "|"))")
                }
                for left in batch.left {
                    reading.rejected.append("\(batch.lines[left.row]): \(left.reason)")
                }
            }
            reading.undecodable = reader.undecodable
        } catch {
            reading.failure = error.text
        }
        return reading
    }
}
