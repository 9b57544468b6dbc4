import CBytes
import Files
import Records

/// A mapping in memory. Its key columns may hold `*` for any value; what a row leaves blank, the
/// next more general row says.
final class Mapping {
    /// Which key columns are `*`: bit 0 is the first.
    typealias Stars = UInt32

    let file: MappingFile
    /// For each way in which keys are starred: a table by the other key columns. The most special
    /// first: a `*` in a later column is more general than in an earlier one.
    private(set) var tables: [(stars: Stars, table: LookupTable)] = []
    private let keys: [Int]
    private let values: [Value]
    /// The columns of those values that are any text: a million rows are not to count who holds the words.
    private let texts: [Int?]

    /// A column of the file's heading that is set, with what it is used as.
    struct Value {
        var column: Int
        var kind: Kind
        /// The only texts that may stand in it; empty: any.
        var words: [StaticString] = []
    }

    /// `keys` are columns of the file's heading.
    init(
        _ file: MappingFile, keys: [Int], values: [Value], disk: Disk
    ) throws(Failure) {
        self.file = file
        self.keys = keys
        self.values = values
        texts = values.map { $0.kind == .text && $0.words.isEmpty ? $0.column : nil }
        let batchKeys = BatchKeys()
        let rows = Int((disk.stamp(file.file)?.size ?? 0) / 24)
        try file.forEachBatch(disk: disk) { (batch) throws(Failure) in
            let plain = tables.first { $0.stars == 0 }?.table
            if let plain { batchKeys.fill(batch, keys, for: plain.table) }
            for index in 0..<batch.selected {
                let row = Int(batch.selection[index])
                if let plain, isPlain(batch, row) {
                    let (payload, isNew) = plain.table.insert(
                        batchKeys.take(index, for: plain.table))
                    guard isNew else { throw try repeated(batch, row, disk) }
                    try set(batch, row, plain, payload)
                } else {
                    try add(batch, row, expected: rows, disk)
                }
            }
        }
        tables.sort { $0.stars < $1.stars }
    }

    private func add(_ batch: Batch, _ row: Int, expected: Int, _ disk: Disk) throws(Failure) {
        var stars: Stars = 0
        var hash = fm_hash()
        for (index, column) in keys.enumerated() {
            let cell = batch.columns[column][row]
            if cell.isBlank {
                throw Failure(
                    .definition, at: file.place(batch, row, column),
                    "'\(file.names[column])' is empty; * stands for any")
            }
            let bytes = cell.bytes
            if bytes.count == 1, bytes[0] == UInt8(ascii: "*") {
                stars |= 1 << Stars(index)
            } else {
                hash = cell.hash(after: hash)
            }
        }
        let table = self.table(stars, expected: expected)
        let (payload, isNew) = table.table.insert(Key(hash))
        guard isNew else { throw try repeated(batch, row, disk) }
        try set(batch, row, table, payload)
    }

    /// Whether no key cell of the row is empty or `*`.
    @inline(__always)
    private func isPlain(_ batch: Batch, _ row: Int) -> Bool {
        for index in 0..<keys.count {
            let bytes = batch.columns[keys[index]][row].bytes
            if bytes.count < 2, bytes.count == 0 || bytes[0] == UInt8(ascii: "*") { return false }
        }
        return true
    }

    /// Sets the values of a row.
    @inline(__always)
    private func set(
        _ batch: Batch, _ row: Int, _ table: LookupTable, _ payload: UnsafeMutableRawPointer
    ) throws(Failure) {
        for index in 0..<texts.count {
            if let column = texts[index] {
                guard table.set(index, of: payload, to: batch.columns[column][row]) else {
                    throw tooLong(batch, row, column)
                }
                continue
            }
            let value = values[index]
            var cell = batch.columns[value.column][row]
            if value.kind != .text, !cell.isBlank {
                guard let number = value.kind.read(cell) else {
                    throw Failure(
                        .definition, at: file.place(batch, row, value.column),
                        "'\(file.names[value.column])' is '\(cell.text)', not \(value.kind.example)"
                    )
                }
                cell = Cell(number: number)
            }
            if !value.words.isEmpty, !cell.isBlank, !value.words.contains(where: cell.equals) {
                throw unknown(batch, row, value)
            }
            guard table.set(index, of: payload, to: cell) else {
                throw tooLong(batch, row, value.column)
            }
        }
    }

    private func tooLong(_ batch: Batch, _ row: Int, _ column: Int) -> Failure {
        Failure(
            .definition, at: file.place(batch, row, column),
            "a text of more than 65,535 bytes, or a mapping of more than 4 GiB")
    }

    private func unknown(_ batch: Batch, _ row: Int, _ value: Value) -> Failure {
        let text = batch.columns[value.column][row].text
        let words = value.words.map(String.init(describing:))
        let hint = Suggestion.nearest(to: text, in: words).map { "; did you mean '\($0)'?" } ?? ""
        return Failure(
            .definition, at: file.place(batch, row, value.column),
            "'\(file.names[value.column])' is '\(text)', not one of "
                + words.map { "'\($0)'" }.joined(separator: ", ") + hint)
    }

    private func table(_ stars: Stars, expected: Int) -> LookupTable {
        for entry in tables where entry.stars == stars { return entry.table }
        let table = LookupTable(
            values: values.map { $0.kind != .text },
            expected: stars == 0 ? expected : 16)
        tables.append((stars, table))
        return table
    }

    private func repeated(_ batch: Batch, _ row: Int, _ disk: Disk) throws(Failure) -> Failure {
        let texts = keys.map { batch.columns[$0][row].text }
        let line = batch.lines[row]
        let place = file.place(batch, row, keys.first ?? 0)
        var first: Int?
        try file.forEachBatch(disk: disk) { (batch) throws(Failure) in
            for row in 0..<batch.count
            where first == nil && keys.map({ batch.columns[$0][row].text }) == texts {
                first = batch.lines[row]
            }
        }
        let key = zip(keys, texts).map { "\(file.names[$0]) '\($1)'" }.joined(separator: ", ")
        return Failure(
            .definition, at: place,
            "\(key) stands twice, first in line \(first ?? line)")
    }
}
