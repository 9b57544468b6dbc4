import CBytes
import Catalog
import Ledgers
import Records

/// Keeps a book of what people ask for: each identity is booked once, with all its rows, or not at all.
///
/// The same rows under the same identity, in whatever file and as often as they come, change nothing.
/// Other rows under an identity that is booked are rejected, and so are all rows of an identity of which
/// one cannot be used: half a refund is none. Where a book has a column `edit`, rows that say yes there
/// take the place of what was booked.
final class OnceBook: BookKeeper {
    let index: BookIndex
    private(set) var tally: BookTally

    /// The rows of one identity in a file.
    private struct Entry {
        var rows: [Row] = []
        /// Why none of it can be booked.
        var fault: String?
    }

    private struct Row {
        var line: Int
        /// Where its cells begin in `cells`.
        var from: Int
    }

    private let target: BookTarget
    private let writer: BookWriter
    private let identity: [Int]
    private let edit: Int?
    /// Columns that an edit may change.
    private let edits: Set<Int>
    private let width: Int
    /// For each column, that whose value it has where a row leaves it blank.
    private let others: [Int?]
    private var file: BookFile?
    private var entries: [Key: Entry] = [:]
    /// The identities in the order of their first rows.
    private var order: [Key] = []
    private var cells: [Cell] = []
    private var arena = Arena()

    init(_ target: BookTarget, _ index: BookIndex, _ writer: BookWriter, limit: Int?) {
        self.target = target
        self.index = index
        self.writer = writer
        tally = BookTally(limit: limit)
        identity = Array(target.key.prefix(target.book.identity.count))
        edit = target.column("edit")
        edits = Set(target.book.edits.compactMap(target.column))
        width = target.book.columns.count
        others = target.book.columns.map { $0.otherwise.flatMap(target.column) }
    }

    /// The key of an identity's cells.
    static func key(_ cells: some Sequence<Cell>) -> Key {
        var hash = fm_hash()
        for cell in cells { hash = cell.hash(after: hash) }
        return Key(hash)
    }

    func begin(_ file: BookFile) {
        self.file = file
        entries = [:]
        order = []
        cells = []
        arena = Arena()
    }

    func take(
        _ batch: Batch, reject: (_ line: Int, String) throws(Failure) -> Void
    ) throws(Failure) {
        guard let slots = file?.feeder.slots else { return }
        for left in batch.left where left.how == .rejected {
            // The reader may not have come as far as the identity: then nothing else of it is known.
            let own = identity.map { cell(batch, left.row, $0, slots) }
            guard own.allSatisfy({ !$0.isBlank }) else { continue }
            let line = batch.lines[left.row]
            entry(Self.key(own)) { $0.fault = $0.fault ?? "line \(line) of it cannot be used" }
        }
        for index in 0..<batch.selected {
            let row = Int(batch.selection[index])
            let own = identity.map { cell(batch, row, $0, slots) }
            guard own.allSatisfy({ !$0.isBlank }) else {
                try reject(batch.lines[row], "'\(target.book.identity[0])' is empty")
                continue
            }
            let from = cells.count
            for column in slots.indices {
                let cell = cell(batch, row, column, slots)
                cells.append(cell.isNumber || cell.isBlank ? cell : arena.keep(cell.bytes))
            }
            entry(Self.key(own)) { $0.rows.append(Row(line: batch.lines[row], from: from)) }
        }
    }

    private func cell(_ batch: Batch, _ row: Int, _ column: Int, _ slots: [Int]) -> Cell {
        let cell = slots[column] < 0 ? .absent : batch.columns[slots[column]][row]
        guard cell.isBlank, let other = others[column], slots[other] >= 0 else { return cell }
        return batch.columns[slots[other]][row]
    }

    private func entry(_ key: Key, _ change: (inout Entry) -> Void) {
        if entries[key] == nil { order.append(key) }
        change(&entries[key, default: Entry()])
    }

    func end(reject: (_ line: Int, String) throws(Failure) -> Void) throws(Failure) {
        guard let file else { return }
        for key in order {
            guard var entry = entries[key], !entry.rows.isEmpty else { continue }
            let twice = dropRepeated(&entry)
            if twice > 0 { tally.count("lines that stand twice", name(entry), "") }
            if let fault = entry.fault {
                try self.reject(entry, "\(name(entry)): \(fault), so none of it is booked", reject)
                continue
            }
            if let fault = mixed(entry) {
                try self.reject(entry, fault, reject)
                continue
            }
            let digest = digest(entry)
            guard let slot = index.find(key) else {
                try book(entry, key, digest, file, nth: 1)
                tally.count("booked", name(entry), rows(entry))
                continue
            }
            if slot.plain == digest {
                tally.count("said before", name(entry), rows(entry))
                continue
            }
            try again(entry, key, slot, digest, file, reject)
        }
        self.file = nil
    }

    /// Rows of an identity that is booked, which say something else than was booked, or which the index
    /// does not know any more.
    private func again(
        _ entry: Entry, _ key: Key, _ slot: BookSlot, _ digest: UInt64, _ file: BookFile,
        _ reject: (_ line: Int, String) throws(Failure) -> Void
    ) throws(Failure) {
        let first = try place(Int64(slot.row))
        if slot.plain == 0, try writtenDigest(Int64(slot.row)) == digest {
            slot.plain = digest
            index.hasChanged = true
            tally.count("said before", name(entry), rows(entry))
            return
        }
        let said = edit.map { cells[entry.rows[0].from + $0] }
        guard let said, said.isNumber, said.number == 1 else {
            let hint =
                edit == nil ? "" : "; a row that is to take its place says yes under 'edit'"
            return try self.reject(
                entry, "\(name(entry)) was booked with other content from \(first.place)\(hint)",
                reject)
        }
        let standing = entry.rows.reduce(UInt64(entry.rows.count)) { sum, row in
            sum &+ self.digest(Array(cells[row.from..<row.from + width]), without: edits)
        }
        guard try writtenDigest(Int64(slot.row), without: edits) == max(1, standing) else {
            return try self.reject(
                entry,
                "\(name(entry)): an edit changes \(target.book.edits.joined(separator: ", ")) and nothing else of what was booked from \(first.place)",
                reject)
        }
        try book(entry, key, digest, file, nth: first.nth + 1)
        tally.count("edited", name(entry), rows(entry))
    }

    private func reject(
        _ entry: Entry, _ reason: String, _ reject: (_ line: Int, String) throws(Failure) -> Void
    ) throws(Failure) {
        for row in entry.rows { try reject(row.line, reason) }
    }

    /// Takes out the rows that an earlier one of the identity says already; gives how many.
    private func dropRepeated(_ entry: inout Entry) -> Int {
        guard entry.rows.count > 1 else { return 0 }
        var seen: Set<UInt64> = []
        let before = entry.rows.count
        entry.rows.removeAll { row in !seen.insert(digest(of: row)).inserted }
        return before - entry.rows.count
    }

    private func digest(of row: Row) -> UInt64 { digest(Array(cells[row.from..<row.from + width])) }

    /// What the rows of an identity may not differ in: the order, and whether they are an edit.
    private func mixed(_ entry: Entry) -> String? {
        for name in ["order-id", "edit"] {
            guard let column = target.column(name), let first = entry.rows.first else { continue }
            let other = entry.rows.first { row in
                !cells[row.from + column].isSame(as: cells[first.from + column])
            }
            if let other {
                return "\(self.name(entry)): '\(name)' differs between lines \(first.line) and "
                    + "\(other.line)"
            }
        }
        var lines: [Key: Int] = [:]
        for row in entry.rows {
            let key = Self.key(target.key.map { cells[row.from + $0] })
            guard let line = lines.updateValue(row.line, forKey: key) else { continue }
            return
                "\(self.name(entry)): lines \(line) and \(row.line) say different things of one item"
        }
        return nil
    }

    private func book(
        _ entry: Entry, _ key: Key, _ digest: UInt64, _ file: BookFile, nth: Int64
    ) throws(Failure) {
        index.hasChanged = true
        for (number, row) in entry.rows.enumerated() {
            var mark = BookWriter.Mark(file: file.id, line: Int64(row.line))
            mark.nth = nth
            mark.made = file.made
            let id = try cells.withUnsafeBufferPointer { (cells) throws(Failure) -> Int64 in
                guard let start = cells.baseAddress else { return 0 }
                return try writer.insert(start + row.from, mark)
            }
            if number == 0 {
                let slot = index.insert(key)
                slot.row = try ToldIndex.row(id)
                slot.plain = digest
            }
        }
    }

    /// The digest of an identity's rows in whatever order, never 0; an edit of the same content is no
    /// other content.
    private func digest(_ entry: Entry) -> UInt64 {
        var sum = UInt64(entry.rows.count)
        for row in entry.rows { sum &+= digest(of: row) }
        return max(1, sum)
    }

    private func digest(_ row: [Cell], without some: Set<Int> = []) -> UInt64 {
        var hash = fm_hash()
        for column in 0..<width where column != edit && !some.contains(column) {
            hash = (row[column].isBlank ? .absent : row[column]).hash(after: hash)
        }
        return hash.low
    }

    /// The digest of what is booked, from its first row on.
    private func writtenDigest(
        _ id: Int64, without some: Set<Int> = []
    ) throws(Failure) -> UInt64 {
        let arena = Arena(piece: 1 << 12)
        let stored = UnsafeMutablePointer<Cell>.allocate(capacity: width)
        defer { stored.deallocate() }
        let first = try writer.read(id, into: stored, arena)
        let key = Self.key(identity.map { stored[$0] })
        var (sum, count, next): (UInt64, UInt64, Int64) = (0, 0, id)
        repeat {
            sum &+= digest((0..<width).map { stored[$0] }, without: some)
            count += 1
            next += 1
            guard try writer.has(next) else { break }
            let mark = try writer.read(next, into: stored, arena)
            guard mark.file == first.file, mark.nth == first.nth else { break }
        } while Self.key(identity.map { stored[$0] }) == key
        return max(1, sum &+ count)
    }

    private func place(_ id: Int64) throws(Failure) -> (place: String, nth: Int64) {
        let arena = Arena(piece: 1 << 12)
        let stored = UnsafeMutablePointer<Cell>.allocate(capacity: width)
        defer { stored.deallocate() }
        let mark = try writer.read(id, into: stored, arena)
        return (try writer.fileName(mark.file) + ":\(mark.line)", mark.nth)
    }

    private func name(_ entry: Entry) -> String {
        guard let row = entry.rows.first else { return "" }
        return zip(target.book.identity, identity)
            .map { "\($0) '\(cells[row.from + $1].text)'" }.joined(separator: ", ")
    }

    private func rows(_ entry: Entry) -> String {
        entry.rows.count == 1 ? "1 row" : "\(entry.rows.count) rows"
    }
}
