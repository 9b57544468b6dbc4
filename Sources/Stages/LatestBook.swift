import CBytes
import Catalog
import Ledgers
import Records

/// Keeps a book in which what a later file says of a key takes the place of what was there.
final class LatestBook: BookKeeper {
    let index: BookIndex
    private(set) var tally: BookTally

    private let target: BookTarget
    private let writer: BookWriter
    private var file: BookFile?
    private let cells: UnsafeMutablePointer<Cell>
    private let stored: UnsafeMutablePointer<Cell>
    private let arena = Arena(piece: 1 << 12)

    init(_ target: BookTarget, _ index: BookIndex, _ writer: BookWriter, limit: Int?) {
        self.target = target
        self.index = index
        self.writer = writer
        tally = BookTally(limit: limit)
        let width = target.book.columns.count
        cells = .allocate(capacity: width)
        stored = .allocate(capacity: width)
        for column in 0..<width {
            cells[column] = .absent
            stored[column] = .absent
        }
    }

    deinit {
        cells.deallocate()
        stored.deallocate()
    }

    func begin(_ file: BookFile) { self.file = file }

    func take(
        _ batch: Batch, reject: (_ line: Int, String) throws(Failure) -> Void
    ) throws(Failure) {
        guard let file else { return }
        let slots = file.feeder.slots
        for index in 0..<batch.selected {
            let row = Int(batch.selection[index])
            for column in slots.indices {
                cells[column] = slots[column] < 0 ? .absent : batch.columns[slots[column]][row]
            }
            let own = target.key.map { cells[$0] }
            guard own.contains(where: { !$0.isBlank }) else {
                try reject(batch.lines[row], "its key is empty")
                continue
            }
            try put(OnceBook.key(own), line: batch.lines[row], file)
        }
    }

    func end(reject: (_ line: Int, String) throws(Failure) -> Void) throws(Failure) { file = nil }

    private func put(_ key: Key, line: Int, _ file: BookFile) throws(Failure) {
        var hash = fm_hash()
        for column in target.book.columns.indices { hash = cells[column].hash(after: hash) }
        let digest = max(1, hash.low)
        var mark = BookWriter.Mark(file: file.id, line: Int64(line))
        mark.made = file.made
        let name = target.key.map { cells[$0].text }.joined(separator: " ")
        guard let slot = index.find(key) else {
            let id = try writer.insert(cells, mark)
            let slot = index.insert(key)
            slot.row = try ToldIndex.row(id)
            slot.plain = digest
            index.hasChanged = true
            tally.count("booked", name, "")
            return
        }
        if slot.plain == digest { return }
        slot.plain = digest
        index.hasChanged = true
        arena.clear()
        let before = try writer.read(Int64(slot.row), into: stored, arena)
        guard file.made >= before.made else {
            tally.count("older than the book", name, "")
            return
        }
        let isSame = target.book.columns.indices.allSatisfy { stored[$0].isSame(as: cells[$0]) }
        if isSame { return }
        try writer.update(Int64(slot.row), cells, mark)
        tally.count("changed", name, "")
    }
}
