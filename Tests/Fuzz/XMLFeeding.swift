import Files
import Formats
import Records

/// Reads order reports in XML: in whatever blocks, and in whatever encoding, the rows are the same; and so they are
/// where messages that were read before are passed over.
struct XMLFeeding: Feeding {
    private static let columns: [XMLForm.Column] = [
        ("order-id", ["../AmazonOrderID"]), ("sku", ["SKU"]), ("title", ["ProductName"]),
        ("quantity", ["Quantity"]),
        ("price", ["ItemPrice/Component[Type='Principal']/Amount"]),
        ("currency", ["ItemPrice/Component/Amount/@currency"]),
    ].map { name, paths in
        XMLForm.Column(name: name, paths: paths.compactMap { XMLPath($0) }, several: .first)
    }

    private static let shape = ReportShape(
        name: "t",
        columns: zip(columns, [Kind.text, .text, .text, .count, .money, .text]).map {
            column, kind in
            ColumnShape(name: column.name, kind: kind, required: column.name == "sku")
        },
        form: RowForm(
            formats: [.xml],
            xml: XMLForm(
                message: "AllOrdersReport",
                rows: ["AmazonEnvelope", "Message", "Order", "OrderItem"], columns: columns)))

    private let file = ScratchFile()

    private struct Reading: Equatable {
        var rows: [String] = []
        var failure: String?
        var undecodable: Int64?
    }

    /// Messages by what their bytes come to, with how many rows they have.
    private final class Known {
        var rows: [Key: Int] = [:]
        var passed = 0
    }

    mutating func feed(_ input: [UInt8], from seed: String, _ noise: inout Noise) -> String? {
        let whole = read(input, .utf8, block: 1 << 16)
        let lines = input.count { $0 == 10 } + 1
        for row in whole.rows {
            guard let line = Int(row.prefix { $0 != ":" }), (1...lines).contains(line) else {
                return "outside the file: \(row)"
            }
        }
        let block = max(1 + noise.next(below: 3_000), input.count / 200)
        let other = read(input, .utf8, block: block)
        if let fault = difference(whole, other) { return "blocks of \(block): \(fault)" }
        guard whole.undecodable == nil else { return nil }
        let known = Known()
        let learning = read(input, .utf8, block: block, known: known)
        if let fault = difference(whole, learning) { return "cut into messages: \(fault)" }
        // Some of the messages are forgotten: those are read, and no others.
        for key in known.rows.keys.sorted(by: { $0.low < $1.low }) where noise.next(below: 3) == 0 {
            known.rows[key] = nil
        }
        known.passed = 0
        let passing = read(input, .utf8, block: 1 << 16, known: known)
        if let fault = passed(whole, passing, known.passed) { return "passing: \(fault)" }
        return encoded(input, whole)
    }

    /// What is not as it must be where some of the rows were passed over.
    private func passed(_ whole: Reading, _ some: Reading, _ passed: Int) -> String? {
        if (whole.failure == nil) != (some.failure == nil) {
            return "\(whole.failure ?? "read"), \(some.failure ?? "read")"
        }
        if whole.failure == nil, some.rows.count + passed < whole.rows.count {
            return "\(some.rows.count) rows, \(passed) passed, of \(whole.rows.count)"
        }
        var rest = whole.rows[...]
        for row in some.rows {
            guard let at = rest.firstIndex(of: row) else { return "not among all: \(row)" }
            rest = rest[(at + 1)...]
        }
        return nil
    }

    private func encoded(_ input: [UInt8], _ wanted: Reading) -> String? {
        guard !input.starts(with: [0xEF, 0xBB, 0xBF]), !input.starts(with: [0xFF, 0xFE]),
            !input.starts(with: [0xFE, 0xFF]), !input.starts(with: [0x1F, 0x8B]),
            let text = String(validating: input, as: UTF8.self)
        else { return nil }
        for encoding in [Encoding.utf16le, .utf16be, .cp1252, .cp932] {
            guard let bytes = Encoder.bytes(text, encoding) else { continue }
            let reading = read(bytes, encoding, block: 1 << 16)
            if let fault = difference(wanted, reading) {
                return "as \(encoding.rawValue): \(fault)"
            }
        }
        return nil
    }

    private func difference(_ a: Reading, _ b: Reading) -> String? {
        if a.undecodable != nil || b.undecodable != nil {
            let isSame = a.undecodable == b.undecodable || a.failure != nil || b.failure != nil
            return isSame ? nil : "\(a.undecodable ?? -1) and \(b.undecodable ?? -1)"
        }
        // Of several things that are wrong, where a block ends decides which is seen first.
        if (a.failure == nil) != (b.failure == nil) {
            return "\(a.failure ?? "read"), \(b.failure ?? "read")"
        }
        if a.failure != nil { return nil }
        if a.rows.count != b.rows.count { return "\(a.rows.count) and \(b.rows.count) rows" }
        for (x, y) in zip(a.rows, b.rows) where !x.utf8.elementsEqual(y.utf8) {
            return "\(x) and \(y)"
        }
        return nil
    }

    private func read(
        _ bytes: [UInt8], _ encoding: Encoding, block: Int, known: Known? = nil
    ) -> Reading {
        var reading = Reading()
        do throws(Failure) {
            file.write(bytes)
            let reader = try RowInput(
                path: file.path, name: "x", form: Self.shape.form, encoding: encoding,
                isChecked: encoding == .utf8
            ).reader(block: block)
            let heading = try reader.open()
            if let offset = reader.undecodable {
                reading.undecodable = offset
                return reading
            }
            let layout = Layout(heading, as: Self.shape)
            guard layout.fits else {
                reading.failure = "no heading"
                return reading
            }
            try reader.begin(
                layout, heading: heading, slots: Array(Self.columns.indices), trusted: false)
            if let known { reader.sieve.messages = { known.rows[$0] } }
            let batch = Batch(slots: Self.columns.count)
            var count = 0
            while try reader.next(into: batch) {
                var reasons: [Int: String] = [:]
                for left in batch.left { reasons[left.row] = left.reason }
                var ends = batch.messages[...]
                for row in 0..<batch.count {
                    let cells = batch.columns.map { $0[row].isAbsent ? "∅" : $0[row].text }
                    reading.rows.append(
                        "\(batch.lines[row]): \(reasons[row] ?? cells.joined(separator: "|"))")
                    count += 1
                    guard let end = ends.first, end.row == row else { continue }
                    ends = ends.dropFirst()
                    if let key = end.key { known?.rows[key] = count }
                    count = 0
                }
            }
            known?.passed = reader.passed
            reading.undecodable = reader.undecodable
        } catch {
            reading.failure = error.text
        }
        return reading
    }
}
