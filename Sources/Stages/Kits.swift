import CBytes
import Catalog
import Files
import Records

/// The kits of a shop: `mappings/kits.tsv`, read whole and checked.
///
/// Each row says how many units of an item, the part, are in one kit: columns item, part and quantity,
/// in any order; others are the seller's own notes. Kits do not nest.
final class Kits {
    struct Part {
        /// The part as the stock is looked up by it.
        var key: Key
        /// Units of it in one kit, from 1 to `most`.
        var quantity: Int64
        /// The index of the kit that the part is itself; nil for an item of the stock.
        fileprivate var kit: Int32?
        fileprivate var name: UInt32
        fileprivate var line: Int
    }

    static let name = "kits"
    static let columns = ["item", "part", "quantity"]
    /// The most units of a part in one kit.
    static let most: Int64 = 1_000_000

    /// Which kit an item is.
    let table = FlatTable(payload: 4, expected: 64)
    private let file: MappingFile
    private let texts = TextStore()
    private var items: [UInt32] = []
    private var parts: [Part] = []
    /// For each kit its parts, in the order of the file.
    private var ranges: [Range<Int>] = []

    /// Nil where the shop has no such file.
    init?(_ disk: Disk) throws(Failure) {
        guard let file = try MappingFile(Self.name, disk: disk) else { return nil }
        self.file = file
        var slots: [Int] = []
        for name in Self.columns {
            guard let slot = file.names.firstIndex(of: name) else {
                let hint = Mistake.hint(for: name, in: file.names).map { "; " + $0 } ?? ""
                throw Failure(
                    .definition, at: Place(file.file, line: 1),
                    "there is no column '\(name)'\(hint)")
            }
            slots.append(slot)
        }
        var rows: [(kit: Int32, part: Part)] = []
        let seen = FlatTable(payload: 8, expected: 64)
        try file.forEachBatch(disk: disk) { (batch) throws(Failure) in
            for index in 0..<batch.selected {
                let row = Int(batch.selection[index])
                rows.append(try read(batch, row, slots, seen))
            }
        }
        gather(rows)
        try checkNesting(disk, column: slots[1])
    }

    /// The index of the kit that an item is; nil for one that is none.
    @inline(__always)
    func kit(_ item: Key) -> Int? {
        table.find(item).map { Int($0.loadUnaligned(as: Int32.self)) }
    }

    func parts(of kit: Int) -> ArraySlice<Part> { parts[ranges[kit]] }

    func name(of part: Part) -> String { texts.cell(part.name).text }

    private func read(
        _ batch: Batch, _ row: Int, _ slots: [Int], _ seen: FlatTable
    ) throws(Failure) -> (kit: Int32, part: Part) {
        func fail(_ column: Int, _ message: String) -> Failure {
            Failure(.definition, at: file.place(batch, row, slots[column]), message)
        }
        let cells = slots.map { batch.columns[$0][row] }
        for column in 0..<2 where cells[column].isBlank || cells[column].equals("*") {
            throw fail(
                column,
                "'\(Self.columns[column])' is \(cells[column].isBlank ? "empty" : "'*'"), not an item"
            )
        }
        guard let quantity = Kind.count.read(cells[2]), 1...Self.most ~= quantity else {
            let text = cells[2].isBlank ? "empty" : "'\(cells[2].text)'"
            throw fail(2, "'quantity' is \(text), not a whole number from 1 to 1,000,000")
        }
        let line = batch.lines[row]
        let (pair, isNewPair) = seen.insert(
            Key(cells[1].hash(after: cells[0].hash(after: fm_hash()))))
        guard isNewPair else {
            let first = pair.loadUnaligned(as: Int64.self)
            throw fail(
                1,
                "part '\(cells[1].text)' stands twice in kit '\(cells[0].text)', first in line "
                    + "\(first)")
        }
        pair.storeBytes(of: Int64(line), as: Int64.self)
        guard let name = texts.put(cells[1].bytes) else {
            throw fail(1, "a text of more than 65,535 bytes, or a mapping of more than 4 GiB")
        }
        let (payload, isNew) = table.insert(Key(cells[0].hash(after: fm_hash())))
        if isNew {
            guard let item = texts.put(cells[0].bytes) else {
                throw fail(0, "a text of more than 65,535 bytes, or a mapping of more than 4 GiB")
            }
            payload.storeBytes(of: Int32(truncatingIfNeeded: items.count), as: Int32.self)
            items.append(item)
        }
        let part = Part(
            key: Key(cells[1].hash(after: fm_hash())), quantity: quantity, kit: nil, name: name,
            line: line)
        return (payload.loadUnaligned(as: Int32.self), part)
    }

    /// Lays each kit's parts side by side; its rows may stand anywhere in the file.
    private func gather(_ rows: [(kit: Int32, part: Part)]) {
        var counts = [Int](repeating: 0, count: items.count)
        for row in rows { counts[Int(row.kit)] += 1 }
        var starts: [Int] = []
        var end = 0
        for count in counts {
            starts.append(end)
            ranges.append(end..<end + count)
            end += count
        }
        guard let first = rows.first else { return }
        parts = [Part](repeating: first.part, count: rows.count)
        for row in rows {
            var part = row.part
            part.kit = table.find(part.key).map { $0.loadUnaligned(as: Int32.self) }
            parts[starts[Int(row.kit)]] = part
            starts[Int(row.kit)] += 1
        }
    }

    /// Fails where a part is itself a kit; where that goes round in a ring, names the ring.
    private func checkNesting(_ disk: Disk, column: Int) throws(Failure) {
        guard let (kit, part) = nested(in: items.indices) else { return }
        // Whether a kit was gone into, and where it stands on the way.
        var isDone = [Bool](repeating: false, count: items.count)
        var places = [Int?](repeating: nil, count: items.count)
        for start in items.indices where !isDone[start] {
            var way: [(kit: Int, parts: ArraySlice<Part>)] = [(start, parts(of: start))]
            places[start] = 0
            while let last = way.indices.last {
                guard let part = way[last].parts.popFirst() else {
                    isDone[way[last].kit] = true
                    places[way[last].kit] = nil
                    way.removeLast()
                    continue
                }
                guard let inner = part.kit.map(Int.init), !isDone[inner] else { continue }
                if let place = places[inner] {
                    let ring = (way[place...].map(\.kit) + [inner]).map {
                        texts.cell(items[$0]).text
                    }
                    throw try failure(
                        part, column, "kits go round in a ring: " + ring.joined(separator: " → "),
                        disk)
                }
                places[inner] = way.count
                way.append((inner, parts(of: inner)))
            }
        }
        throw try failure(
            part, column,
            "part '\(name(of: part))' of kit '\(texts.cell(items[kit]).text)' is itself a kit: "
                + "name what is in it", disk)
    }

    /// The first part that is a kit.
    private func nested(in kits: Range<Int>) -> (kit: Int, part: Part)? {
        for kit in kits {
            for part in parts(of: kit) where part.kit != nil { return (kit, part) }
        }
        return nil
    }

    private func failure(
        _ part: Part, _ column: Int, _ message: String, _ disk: Disk
    ) throws(Failure) -> Failure {
        var place = Place(file.file, line: part.line)
        try file.forEachBatch(disk: disk) { (batch) throws(Failure) in
            for row in 0..<batch.count where batch.lines[row] == part.line {
                place = file.place(batch, row, column)
            }
        }
        return Failure(.definition, at: place, message)
    }
}
