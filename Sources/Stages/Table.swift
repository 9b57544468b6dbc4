import CBytes
import Catalog
import Ledgers
import Records

/// A table made of a current file or of a query's rows, ready to be loaded: `pipelines/tables/NAME.json5`.
final class Table {
    struct Given {
        var name: String
        var kind: Kind
        fileprivate var slot: Int
    }

    let name: String
    /// The columns that it is looked up by.
    let by: [String]
    /// The columns that it gives.
    let gives: [Given]
    let source: TableSource
    let steps: [any Step]
    /// Whether a column of `by` that a row leaves blank stands for any value.
    let blankIsAny: Bool
    let bySlots: [Int]
    let sum: SumStep?
    private let keys = BatchKeys()

    /// Nil, and mistakes in the builder, where the definition is wrong.
    init?(_ name: String, _ node: Node?, _ builder: StageBuilder) throws(Failure) {
        let named = node ?? Node(.text(name), at: Place(""), source: name)
        guard
            let definition = try builder.catalog.find(
                TableDefinition.self, named, &builder.mistakes)
        else { return nil }
        builder.uses.insert(
            .definition(TableDefinition.file(name), Digest(of: definition.source)))
        guard let source = try TableSource(definition.from, builder) else { return nil }
        let nested = builder.nested(source.columns)
        defer { builder.take(nested) }
        guard let steps = Steps.make(definition.through, nested) else { return nil }
        self.name = name
        self.source = source
        self.steps = steps
        sum = steps.last as? SumStep
        blankIsAny = definition.blankIsAny
        if let sum {
            sum.givesRows = false
            by = sum.by
            bySlots = sum.bySlots
            gives = [
                Given(
                    name: sum.name, kind: source.columns.slots[sum.result].kind, slot: sum.result)
            ]
            source.finish()
            return
        }
        func nodes(_ names: [String]) -> [Node] {
            names.map { Node(.text($0), at: definition.place, source: $0) }
        }
        guard let bySlots = nested.slots(nodes(definition.by)),
            let givenSlots = nested.slots(nodes(definition.gives))
        else { return nil }
        guard !definition.gives.isEmpty else {
            nested.mistakes.append(
                Mistake(
                    at: definition.place,
                    "a table that no 'sum' ends needs 'gives': the columns it gives"))
            return nil
        }
        by = definition.by
        self.bySlots = bySlots
        gives = zip(definition.gives, givenSlots).map {
            Given(name: $0, kind: source.columns.slots[$1].kind, slot: $1)
        }
        source.finish()
    }

    /// Reads the current files into memory: a table for each way in which `by` is left blank, those
    /// that leave the earlier columns blank first. Where a blank stands for nothing there is one.
    ///
    /// A row that was rejected stands there too, and says nothing: what it was to say is not to be
    /// taken from a row that holds more widely, nor from another of its key.
    func tables(
        _ run: Run, _ scope: StageScope
    ) throws(Failure) -> [(stars: Mapping.Stars, table: LookupTable)] {
        guard blankIsAny, sum == nil else { return [(0, try load(run, scope))] }
        let files = try source.files(run, scope)
        for step in steps { try step.load(run, scope) }
        var tables: [(stars: Mapping.Stars, table: LookupTable)] = []
        let expected = files.reduce(0) { $0 + Int($1.rows) }
        let batch = Batch(slots: source.columns.slots.count)
        func add(_ row: Int, isRejected: Bool) {
            let stars = blanks(batch, row)
            var table = tables.first { $0.stars == stars }?.table
            if table == nil {
                let new = LookupTable(
                    values: gives.map { $0.kind != .text },
                    expected: tables.isEmpty ? expected : 16)
                tables.append((stars, new))
                table = new
            }
            if let table { self.add(batch, row, stars, isRejected, to: table) }
        }
        _ = try source.read(files, run, scope, batch: batch) { (batch) throws(Failure) in
            for step in steps { try step.process(batch) }
            for index in 0..<batch.selected { add(Int(batch.selection[index]), isRejected: false) }
            for left in batch.left where left.how == .rejected && isNamed(batch, left.row) {
                add(left.row, isRejected: true)
            }
        }
        return tables.sorted { $0.stars < $1.stars }
    }

    /// Whether a rejected row says what it is of.
    private func isNamed(_ batch: Batch, _ row: Int) -> Bool {
        let slots = source.oneOf.compactMap { source.columns.sourceSlot(of: $0) }
        return (slots.isEmpty ? bySlots : slots).contains { !batch.columns[$0][row].isBlank }
    }

    /// The columns of `by` that a row leaves blank: bit 0 is the first.
    @inline(__always)
    func blanks(_ batch: Batch, _ row: Int) -> Mapping.Stars {
        var stars: Mapping.Stars = 0
        for (index, slot) in bySlots.enumerated() where batch.columns[slot][row].isBlank {
            stars |= 1 << Mapping.Stars(index)
        }
        return stars
    }

    private func add(
        _ batch: Batch, _ row: Int, _ stars: Mapping.Stars, _ isRejected: Bool,
        to table: LookupTable
    ) {
        var hash = fm_hash()
        for (index, slot) in bySlots.enumerated() where stars & 1 << Mapping.Stars(index) == 0 {
            hash = batch.columns[slot][row].hash(after: hash)
        }
        let (payload, isNew) = table.table.insert(Key(hash))
        guard isNew || isRejected else { return }
        for (value, given) in gives.enumerated() {
            let cell = isRejected ? .absent : batch.columns[given.slot][row]
            _ = table.set(value, of: payload, to: cell)
        }
    }

    /// Reads the current files into memory.
    func load(_ run: Run, _ scope: StageScope) throws(Failure) -> LookupTable {
        let files = try source.files(run, scope)
        let expected = files.reduce(0) { $0 + Int($1.rows) }
        for step in steps { try step.load(run, scope) }
        // A sum has fewer keys than rows: most items lie in one place or two.
        sum?.begin(expected: expected * 7 / 10)
        let rows = LookupTable(
            values: gives.map { $0.kind != .text },
            expected: sum == nil ? expected : 0)
        let batch = Batch(slots: source.columns.slots.count)
        var doubtful: [Key] = []
        let read = try source.read(files, run, scope, batch: batch) { (batch) throws(Failure) in
            for step in steps { try step.process(batch) }
            if sum == nil { add(batch, to: rows) }
            if !batch.left.isEmpty { doubtful += keysOfRejected(batch) }
        }
        guard let sum else { return rows }
        // Nothing may be reserved; but a pool has stock somewhere.
        if sum.sums.table.count == 0, read > 0, !source.isOptional {
            let mappings = steps.compactMap { ($0 as? MapStep)?.title }.joined(separator: ", ")
            throw Failure(
                .definition,
                "table '\(name)' has no row\(scope.name.isEmpty ? "" : " for \(scope.name)"): "
                    + "no row of '\(source.name)' is in \(mappings)")
        }
        if source.isZeroWhereAbsent, !files.isEmpty { sum.sums.absent = 0 }
        for key in doubtful { sum.sums.makeUnknown(key) }
        return sum.sums
    }

    /// The keys of the rows that left rejected. What such a row was to say is not known, so that no
    /// sum of its key is, and its key is not gone.
    private func keysOfRejected(_ batch: Batch) -> [Key] {
        batch.left.filter { $0.how == .rejected }.compactMap { left in
            var hash = fm_hash()
            for slot in bySlots {
                let cell = batch.columns[slot][left.row]
                if cell.isBlank { return nil }
                hash = cell.hash(after: hash)
            }
            return Key(hash)
        }
    }

    private func add(_ batch: Batch, to table: LookupTable) {
        let slots = gives.map(\.slot)
        keys.fill(batch, bySlots, for: table.table)
        for index in 0..<batch.selected {
            let row = Int(batch.selection[index])
            let (payload, isNew) = table.table.insert(keys.take(index, for: table.table))
            guard isNew else { continue }
            for value in 0..<slots.count {
                _ = table.set(value, of: payload, to: batch.columns[slots[value]][row])
            }
        }
    }

}

extension MapStep {
    /// The table that it looks up in; nil for a mapping.
    var definition: Table? { if case .table(let table) = origin { table } else { nil } }

    /// What it looks up in, for messages.
    var title: String {
        switch origin {
        case .mapping(let file, _, _): file.file
        case .table(let table): "table '\(table.name)'"
        }
    }
}
