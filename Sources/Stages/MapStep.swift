import CBytes
import Catalog
import Files
import Records

/// Looks rows up in a mapping or a table and sets what stands there.
final class MapStep: Step {
    enum Missing: String, CaseIterable { case reject, withhold, drop, keep }

    static let kind = StepKind(
        spec: Spec(
            "map",
            "looks each row up in mappings/NAME.tsv or in the table NAME and sets the columns that "
                + "stand there; in a mapping * stands for any value, and what a row leaves blank the "
                + "next more general row says",
            value: .text,
            fields: [
                Field(
                    "on", .texts,
                    "the columns to look up by; else those that the row has already"),
                Field(
                    "missing", .choice(Missing.self), standard: "reject",
                    "what becomes of a row that is not found"),
                Field(
                    "blank", .oneOf(["keep"]),
                    "keep: a row that leaves one of the columns blank goes on as it is"),
            ],
            example: "{ map: \"skus\", missing: \"reject\" }"),
        make: { fields, builder in
            do throws(Failure) {
                return try MapStep(fields, builder)
            } catch {
                builder.mistakes.append(
                    Mistake(at: error.place ?? fields.place, error.message))
                return nil
            }
        })

    enum Origin {
        case mapping(MappingFile, keys: [Int], values: [Int])
        case table(Table)
    }

    private let name: String
    let missing: Missing
    let origin: Origin
    let keyNames: [String]
    let keySlots: [Int]
    let valueSlots: [Int]
    let columns: Columns

    private var tables: [(stars: Mapping.Stars, table: LookupTable)] = []
    private let found = UnsafeMutablePointer<Bool>.allocate(capacity: Batch.capacity)
    /// Keys that were dropped because they are not found; at most 20 of them.
    private(set) var dropped: [String] = []
    private var droppedKeys = FlatTable(payload: 0, expected: 64)

    /// The rows of a table, as it was loaded last.
    var table: LookupTable? {
        if case .table = origin { tables.first?.table } else { nil }
    }

    private var keepsAll: Bool { missing == .keep }
    /// Whether a row goes on that leaves a column blank by which it is looked up.
    private let keepsBlank: Bool
    private let payloads = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(
        capacity: Batch.capacity)

    deinit {
        found.deallocate()
        payloads.deallocate()
    }

    private init?(_ fields: Fields, _ builder: StageBuilder) throws(Failure) {
        name = fields.word("map")
        missing = fields.choice("missing", or: .reject)
        keepsBlank = fields.isGiven("blank")
        columns = builder.columns
        let mapping = try MappingFile(name, disk: builder.disk)
        let tables = try builder.catalog.names(of: TableDefinition.self)
        if let mapping, !tables.contains(name) {
            builder.uses.insert(.mapping(name))
            let on = fields.isGiven("on") ? fields.textNodes("on") : nil
            guard
                let (keys, values) = Self.split(
                    mapping, on, builder, { fields.mistake("map", $0, hint: $1) })
            else { return nil }
            origin = .mapping(mapping, keys: keys, values: values)
            keyNames = keys.map { mapping.names[$0] }
            builder.mappings[name] = keyNames
            guard let slots = builder.slots(of: keyNames) else { return nil }
            keySlots = slots
            valueSlots = values.map { builder.columns.define(mapping.names[$0]) }
            return
        }
        guard mapping == nil else {
            builder.mistakes.append(
                fields.mistake(
                    "map",
                    "'\(name)' is both \(MappingFile.file(name)) and a table: one must go"))
            return nil
        }
        guard tables.contains(name) else {
            builder.mistakes.append(
                fields.mistake(
                    "map", "there is no mapping or table '\(name)'",
                    hint: Mistake.hint(
                        for: name,
                        in: try builder.disk.list(MappingFile.folder)
                            .filter { $0.hasSuffix(".tsv") }.map { String($0.dropLast(4)) }
                            + tables)))
            return nil
        }
        guard let table = try Table(name, fields.node("map"), builder) else { return nil }
        let by = fields.isGiven("on") ? fields.textNodes("on") : []
        if !by.isEmpty {
            guard by.count == table.by.count else {
                builder.mistakes.append(
                    fields.mistake(
                        "on",
                        "table '\(name)' is looked up by \(table.by.joined(separator: ", "))"))
                return nil
            }
            guard let slots = builder.slots(by) else { return nil }
            keySlots = slots
        } else {
            let wanted = table.by.map { Node(.text($0), at: fields.place(of: "map"), source: $0) }
            guard let slots = builder.slots(wanted) else { return nil }
            keySlots = slots
        }
        keyNames = table.by
        origin = .table(table)
        valueSlots = table.gives.map {
            builder.columns.define($0.name, kind: $0.kind, isChecked: true)
        }
        for given in table.gives {
            builder.tables[given.name] = self
            if let message = ReservedColumn.mistake(given, of: table, builder) {
                builder.mistakes.append(fields.mistake("map", message))
                return nil
            }
        }
    }

    /// Looks rows up in a mapping by all of its columns that they have; what is not found goes on.
    /// `mistake` makes one of a message and a hint.
    init?(
        _ mapping: MappingFile, _ builder: StageBuilder, _ mistake: (String, String?) -> Mistake
    ) {
        name = mapping.name
        missing = .keep
        keepsBlank = true
        columns = builder.columns
        guard let (keys, values) = Self.split(mapping, nil, builder, mistake) else { return nil }
        origin = .mapping(mapping, keys: keys, values: values)
        keyNames = keys.map { mapping.names[$0] }
        builder.mappings[name] = keyNames
        guard let slots = builder.slots(of: keyNames) else { return nil }
        keySlots = slots
        valueSlots = values.map { builder.columns.define(mapping.names[$0]) }
    }

    /// Which of a mapping's columns are looked up, and which are set. `on` are the former where a
    /// step names them.
    private static func split(
        _ mapping: MappingFile, _ on: [Node]?, _ builder: StageBuilder,
        _ mistake: (String, String?) -> Mistake
    ) -> (keys: [Int], values: [Int])? {
        var keys: [Int] = []
        if let on {
            for node in on {
                guard let index = mapping.names.firstIndex(of: node.text ?? "") else {
                    builder.mistakes.append(
                        Mistake(
                            on: node, "\(mapping.file) has no column '\(node.text ?? "")'",
                            hint: Mistake.hint(for: node.text ?? "", in: mapping.names)))
                    return nil
                }
                keys.append(index)
            }
        } else {
            keys = mapping.names.indices.filter { builder.columns.has(mapping.names[$0]) }
        }
        let values = mapping.names.indices.filter { !keys.contains($0) }
        if keys.isEmpty {
            builder.mistakes.append(
                mistake(
                    "none of the columns of \(mapping.file) is known here: "
                        + mapping.names.joined(separator: ", "),
                    Mistake.hint(for: mapping.names[0], in: builder.columns.known)))
            return nil
        }
        if values.isEmpty {
            builder.mistakes.append(
                mistake(
                    "\(mapping.file) sets nothing: all of its columns are known here", nil))
            return nil
        }
        return (keys, values)
    }

    func load(_ run: Run, _ scope: StageScope) throws(Failure) {
        dropped = []
        droppedKeys = FlatTable(payload: 0, expected: 64)
        switch origin {
        case .mapping(let file, let keys, let values):
            tables =
                try Mapping(
                    file, keys: keys,
                    values: zip(values, valueSlots).map {
                        Mapping.Value(
                            column: $0, kind: columns.slots[$1].kind,
                            words: columns.slots[$1].words)
                    },
                    disk: run.disk
                ).tables
        case .table(let table): tables = try table.tables(run, scope)
        }
    }

    func process(_ batch: Batch) {
        let (selected, selection, found) = (batch.selected, batch.selection, found)
        let columns = valueSlots.map { batch.columns[$0] }
        for index in 0..<selected { found[Int(selection[index])] = false }
        for cells in columns {
            for index in 0..<selected { cells[Int(selection[index])] = .absent }
        }
        for (stars, table) in tables { look(batch, stars, table, columns) }
        var kept = 0
        for index in 0..<selected {
            let row = Int(selection[index])
            selection[kept] = Int32(truncatingIfNeeded: row)
            if found[row] || keepsAll || keepsBlank && isBlank(batch, row) {
                kept += 1
            } else if missing == .reject {
                batch.leave(row, .rejected, reason(batch, row))
            } else if missing == .withhold {
                batch.leave(row, .withheld, reason(batch, row))
            } else {
                note(batch, row)
            }
        }
        batch.selected = kept
    }

    @inline(__always)
    private func look(
        _ batch: Batch, _ stars: Mapping.Stars, _ table: LookupTable,
        _ columns: [UnsafeMutablePointer<Cell>]
    ) {
        if table.table.count == 0, table.absent == nil { return }
        let slots = keySlots.indices.filter { stars & 1 << UInt32($0) == 0 }.map { keySlots[$0] }
        let (payloads, found, selection) = (payloads, found, batch.selection)
        let takesWhole = if case .table = origin { true } else { false }
        table.table.find(
            slots.map { batch.columns[$0] }, rows: selection, count: batch.selected, payloads)
        if table.hasTexts {
            for index in 0..<batch.selected {
                if let payload = payloads[index] { table.prefetchTexts(of: payload) }
            }
        }
        for index in 0..<batch.selected {
            let row = Int(selection[index])
            guard let payload = payloads[index] else {
                if let absent = table.absent, let cells = columns.first {
                    cells[row] = Cell(number: absent)
                    found[row] = true
                }
                continue
            }
            // Of a table one row counts, whole; of a mapping each fills what those before left blank.
            if takesWhole, found[row] { continue }
            found[row] = true
            for value in 0..<columns.count where columns[value][row].isBlank {
                columns[value][row] = table.get(value, of: payload)
            }
        }
    }

    /// Whether a row sets the column in `slot` to anything but `word`.
    func gives(_ slot: Int, but word: StaticString) -> Bool {
        guard let value = valueSlots.firstIndex(of: slot) else { return false }
        return tables.contains { _, table in
            var isFound = false
            func look(_ key: Key, _ payload: UnsafeMutableRawPointer) {
                let cell = table.get(value, of: payload)
                isFound = isFound || !cell.isBlank && !cell.equals(word)
            }
            table.table.forEach(look)
            return isFound
        }
    }

    private func key(_ batch: Batch, _ row: Int) -> String {
        zip(keyNames, keySlots).map { "\($0) '\(batch.columns[$1][row].text)'" }
            .joined(separator: ", ")
    }

    /// The same for a list of keys: of a table in which most rows leave columns blank, the last
    /// column, which holds least widely.
    private func shortKey(_ batch: Batch, _ row: Int) -> String {
        if case .table(let table) = origin, table.blankIsAny, let name = keyNames.last,
            let slot = keySlots.last
        {
            return "\(name) '\(batch.columns[slot][row].text)'"
        }
        return key(batch, row)
    }

    private func isBlank(_ batch: Batch, _ row: Int) -> Bool {
        keySlots.contains { batch.columns[$0][row].isBlank }
    }

    private func reason(_ batch: Batch, _ row: Int) -> String {
        switch origin {
        case .mapping(let file, _, _): "\(file.file) has no row for \(key(batch, row))"
        case .table: "table '\(name)' knows no \(key(batch, row))"
        }
    }

    private func note(_ batch: Batch, _ row: Int) {
        guard dropped.count < 20 else { return }
        let hash = keySlots.reduce(fm_hash()) { batch.columns[$1][row].hash(after: $0) }
        if droppedKeys.insert(Key(hash)).isNew { dropped.append(shortKey(batch, row)) }
    }

    func explain(
        _ batch: Batch, _ row: Int, _ run: Run, _ scope: StageScope
    ) throws(Failure) -> [String] {
        var lines: [String] = []
        switch origin {
        case .mapping(let file, let keys, _):
            let texts = keySlots.map { batch.columns[$0][row].text }
            try file.forEachBatch(disk: run.disk) { (rows) throws(Failure) in
                for other in 0..<rows.count {
                    let fits = zip(keys, texts).allSatisfy { column, text in
                        let cell = rows.columns[column][other].text
                        return cell == text || cell == "*"
                    }
                    if fits {
                        let cells = file.names.indices.map { rows.columns[$0][other].text }
                        lines.append(
                            "\(file.file):\(rows.lines[other]): "
                                + zip(file.names, cells).filter { !$1.isEmpty }
                                .map { "\($0) \($1)" }.joined(separator: ", "))
                    }
                }
            }
            if lines.isEmpty { lines = ["\(file.file) has no row for \(key(batch, row))"] }
        case .table(let table):
            lines = try table.explain(
                run, scope, keySlots.map { batch.columns[$0][row] })
            if lines.isEmpty { lines = ["table '\(name)' knows no \(key(batch, row))"] }
        }
        for slot in valueSlots where !batch.columns[slot][row].isAbsent {
            let column = columns.slots[slot]
            let cell = batch.columns[slot][row]
            let text = cell.isNumber ? column.kind.write(cell.number) : cell.text
            lines.append("\(column.name) is \(text)")
        }
        return lines
    }
}

extension StageBuilder {
    /// The slots of columns that are known to be there.
    func slots(of names: [String]) -> [Int]? {
        let slots = names.compactMap { columns.slot(of: $0) }
        return slots.count == names.count ? slots : nil
    }
}
