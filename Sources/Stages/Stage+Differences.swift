import CBytes
import Catalog
import Records

extension Stage {
    /// What a mapping says of an offer for one marketplace of a pool and otherwise for another: Amazon
    /// keeps one quantity, one handling time and one restock date for all of them. A failure for each
    /// offer, or whatever the mapping names, and pool. Columns that nothing uses may differ.
    func differences(
        _ map: MapStep, in pools: [Pool], _ run: Run
    ) throws(Failure) -> [Failure] {
        guard isByPool, let differences = Differences(map, columns, pools) else { return [] }
        return try differences.find(run)
    }

    /// Whether it ends in a feed of which Amazon keeps one value for all of a pool.
    var isByPool: Bool {
        if case .feed(let target) = into { target.quantity != nil } else { false }
    }

    /// Notes for a plan: what the mappings say of one pool that differs inside it. They are loaded.
    func differingNotes(_ run: Run, _ scope: StageScope) throws(Failure) -> [String] {
        let pools = run.shop.pools.filter { $0.name == scope.pool }
        var notes: [String] = []
        for step in steps {
            guard let map = step as? MapStep ?? (step as? RestockStep)?.map else { continue }
            notes += try differences(map, in: pools, run).map(\.text)
        }
        let most = run.listed ?? notes.count
        guard notes.count > most else { return notes }
        return notes.prefix(most) + ["… and \(notes.count - most) more (--all lists them)"]
    }
}

/// A search through a mapping that is looked up by marketplace.
private struct Differences {
    private let map: MapStep
    private let columns: Columns
    private let file: MappingFile
    private let keys: [Int]
    private let values: [Int]
    /// Where they stand among the keys.
    private let marketplace: Int
    private let pool: Int?
    private let others: [Int]
    /// Those of the values that something uses.
    private let used: [Int]
    private let pools: [Pool]
    private let probe: Batch
    private let seen = FlatTable(payload: 0, expected: 1 << 10)

    /// Nil for what is no such mapping.
    init?(_ map: MapStep, _ columns: Columns, _ pools: [Pool]) {
        guard case .mapping(let file, let keys, let values) = map.origin,
            let marketplace = map.keyNames.firstIndex(of: "marketplace")
        else { return nil }
        self.map = map
        self.columns = columns
        self.file = file
        self.keys = keys
        self.values = values
        self.marketplace = marketplace
        let pool = map.keyNames.firstIndex(of: "pool")
        self.pool = pool
        others = keys.indices.filter { $0 != marketplace && $0 != pool }
        used = values.indices.filter { columns.used.contains(map.valueSlots[$0]) }
        self.pools = pools.filter { $0.marketplaces.count > 1 }
        probe = Batch(slots: columns.slots.count)
    }

    func find(_ run: Run) throws(Failure) -> [Failure] {
        var failures: [Failure] = []
        try file.forEachBatch(disk: run.disk) { (batch) throws(Failure) in
            for row in 0..<batch.count {
                for (number, pool) in pools.enumerated()
                where speaks(batch, row, of: pool) && isNew(batch, row, number) {
                    if let failure = failure(batch, row, pool) { failures.append(failure) }
                }
            }
        }
        return failures
    }

    private func speaks(_ batch: Batch, _ row: Int, of pool: Pool) -> Bool {
        guard let key = self.pool else { return true }
        let cell = batch.columns[keys[key]][row]
        return cell.equals("*") || cell.text == pool.name
    }

    /// Whether no row before named the same for the pool.
    private func isNew(_ batch: Batch, _ row: Int, _ pool: Int) -> Bool {
        let hash = others.reduce(Cell(number: Int64(pool)).hash(after: fm_hash())) {
            batch.columns[keys[$1]][row].hash(after: $0)
        }
        return seen.insert(Key(hash)).isNew
    }

    /// Looks up what a row names for each marketplace of a pool; nil where all find the same.
    private func failure(_ batch: Batch, _ row: Int, _ pool: Pool) -> Failure? {
        probe.clear()
        for (number, marketplace) in pool.marketplaces.enumerated() {
            func ask(_ key: Int, _ cell: Cell) {
                probe.columns[map.keySlots[key]][number] = cell
            }
            ask(self.marketplace, probe.arena.keep(marketplace.code))
            if let key = self.pool { ask(key, probe.arena.keep(pool.name)) }
            for key in others { ask(key, batch.columns[keys[key]][row]) }
        }
        probe.count = pool.marketplaces.count
        probe.selectAll()
        map.process(probe)
        let differing = used.filter { Set(texts($0)).count > 1 }
        guard let first = differing.first else { return nil }
        let what = differing.map { value in
            let each = zip(texts(value), pool.marketplaces).map { "\($0) in \($1.code)" }
            return "\(file.names[values[value]]) is \(each.joined(separator: ", "))"
        }
        let who = others.map { "\(map.keyNames[$0]) '\(batch.columns[keys[$0]][row].text)'" }
        return Failure(
            .definition, at: file.place(batch, row, values[first]),
            "\(who.isEmpty ? "every offer" : who.joined(separator: ", ")) differs inside pool "
                + "'\(pool.name)', where Amazon keeps one value for all: "
                + what.joined(separator: "; "))
    }

    /// What was found in a column for each marketplace.
    private func texts(_ value: Int) -> [String] {
        let slot = map.valueSlots[value]
        return (0..<probe.count).map { row in
            let cell = probe.columns[slot][row]
            if cell.isBlank { return "not given" }
            return cell.isNumber ? columns.slots[slot].kind.write(cell.number) : cell.text
        }
    }
}
