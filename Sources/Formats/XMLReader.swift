import CBytes
import Files
import Glibc
import Records

/// Reads the rows of an XML file: elements of one path, with values from around and inside them.
///
/// One message at a time is in memory, that is one element below the root with all that is in it, so that
/// a value may stand behind the row that it is of. Blanks around a text are none of it.
package final class XMLReader: RowReading, XMLListener {
    package var sieve = RowSieve()
    package let source: Source
    private let name: String
    private let form: XMLForm
    private let input: CheckedInput
    private let block: Int
    private let buffer: UnsafeMutablePointer<UInt8>
    private var filled = 0
    private var hasEnded = false
    private var hasMark = false
    private var messages: XMLMessages?
    private var depth = 0
    private let tree = XMLTree()
    /// The attributes that columns ask for, each with a zero at its end.
    private let attributes: [[UInt8]]
    private let names = XMLNames()
    private let paths: XMLPaths

    /// How a column is read, in numbers alone: there are many of them a row.
    private struct Reading {
        /// Its paths among `paths`: the first that led anywhere counts.
        var from: Int
        var count: Int
        var isFirst: Bool
        var isRequired: Bool
        /// Whether its texts are taken as they stand.
        var isPlain: Bool
    }

    private var readings: [Reading] = []
    /// By reading: what its cells must be, and whether those of several elements are added up.
    private var wanted: [(column: WantedColumn, isSum: Bool)] = []
    private var batch: Batch?
    /// By reading: where its cells of the batch are.
    private var targets: [UnsafeMutablePointer<Cell>] = []
    private var rowNames: [Int32] = []
    /// Rows that were read and not given yet: cells by reading, and what is wrong.
    private var ready: [(line: Int, cells: Int, fault: String?)] = []
    private var given = 0
    /// The messages that end with one of these rows, by its number among them, and how many were given.
    private var ends: [(row: Int, key: Key?)] = []
    private var endsGiven = 0
    private var cells: [Cell] = []
    /// What cells of rows that were read point at, and what those will that wait when it is emptied.
    private var arena = Arena()
    private var other = Arena()
    private let kept = Arena(piece: 1 << 10)

    /// `checking` has every byte checked to be UTF-8 on the way.
    package init(
        source: Source, name: String, form: XMLForm, checking: Bool, block: Int = 1 << 16
    ) {
        self.source = source
        self.name = name
        self.form = form
        self.block = min(block, 1 << 16)
        input = CheckedInput(source, checking ? EncodingCheck(.utf8) : nil)
        buffer = .allocate(capacity: max(Head.size, block))
        let attributes = Set(form.columns.flatMap(\.paths).compactMap(\.attribute)).sorted()
        self.attributes = attributes.map { Array($0.utf8) + [0] }
        paths = XMLPaths(names)
    }

    deinit { buffer.deallocate() }

    package var undecodable: Int64? { input.undecodable ?? source.undecodable }
    package var passed: Int { messages?.passed ?? 0 }

    package func open() throws(Failure) -> Heading {
        try input.fill(buffer, &filled, to: Head.size)
        return Heading(
            xml: UnsafeBufferPointer(start: buffer, count: filled), atEnd: input.isAtEnd, form: form
        )
    }

    package func begin(
        _ layout: Layout, heading: Heading, slots: [Int?], trusted: Bool
    ) throws(Failure) {
        let marks = FileMarks(layout.shape.decimal)
        rowNames = form.rows.map(names.number)
        for (index, column) in layout.shape.columns.enumerated() {
            guard let own = form.columns.first(where: { $0.name == column.name }) else { continue }
            let slot = index < slots.count ? slots[index] : nil
            let isChecked = !trusted && (column.kind != .text || column.required)
            guard slot != nil || isChecked else { continue }
            let from = paths.count
            for path in own.paths {
                let name = path.attribute.map { Array($0.utf8) + [0] }
                let attribute = attributes.firstIndex { $0 == name }.map { Int32($0) } ?? -1
                paths.add(path, attribute: attribute, several: own.several != .first)
            }
            let want = WantedColumn(column, at: index, slot: slot, marks: marks, kept)
            wanted.append((want, own.several == .sum))
            readings.append(
                Reading(
                    from: from, count: own.paths.count, isFirst: own.several == .first,
                    isRequired: want.isRequired, isPlain: want.form == fm_want_text))
        }
        hasMark = heading.mark
    }

    /// Reads on, until there are rows or the file is at its end.
    private func read() throws(Failure) {
        if messages == nil { try begin() }
        guard let messages else { return }
        while given == ready.count, undecodable == nil, !hasEnded {
            if !input.isAtEnd { try input.fill(buffer, &filled, to: block) }
            guard undecodable == nil else { return }
            try feed(messages)
            if input.isAtEnd, filled == 0 {
                hasEnded = true
                try messages.end()
            }
        }
    }

    private func begin() throws(Failure) {
        messages = XMLMessages(
            try XMLEvents(self, name: name), name: form.rows.dropFirst().first ?? "",
            known: sieve.messages)
        if hasMark { keep(from: 3) }
    }

    private func feed(_ messages: XMLMessages) throws(Failure) {
        let isAll = input.isAtEnd || filled >= block
        var before = ready.count
        let taken = try messages.add(
            UnsafeBufferPointer(start: buffer, count: filled), isAll: isAll
        ) { key in
            if let key, ready.count > before { ends[ends.count - 1].key = key }
            before = ready.count
        }
        keep(from: taken)
    }

    /// Moves what stands in the buffer behind its first bytes to its front.
    private func keep(from start: Int) {
        filled -= start
        if start > 0 { memmove(buffer, buffer + start, filled) }
    }

    package func next(into batch: Batch) throws(Failure) -> Bool {
        batch.clear()
        if self.batch !== batch {
            self.batch = batch
            targets = wanted.map { $0.column.cells(of: batch) }
        }
        freeCells()
        while batch.count < Batch.capacity, undecodable == nil {
            if given == ready.count {
                ready.removeAll(keepingCapacity: true)
                cells.removeAll(keepingCapacity: true)
                ends.removeAll(keepingCapacity: true)
                (given, endsGiven) = (0, 0)
                if hasEnded { break }
                try read()
                continue
            }
            give(to: batch)
        }
        return batch.count > 0
    }

    /// Lets go of the cells of rows that were given: those of rows that wait move.
    private func freeCells() {
        other.clear()
        for next in ready[given...] {
            for index in next.cells..<next.cells + readings.count
            where !cells[index].isNumber && !cells[index].isAbsent {
                cells[index] = other.keep(cells[index].bytes)
            }
        }
        swap(&arena, &other)
    }

    /// Gives the next row that was read.
    private func give(to batch: Batch) {
        let next = ready[given]
        given += 1
        let row = batch.count
        batch.count += 1
        batch.lines[row] = next.line
        batch.raw[row] = UnsafeBufferPointer(start: nil, count: 0)
        for number in 0..<targets.count { targets[number][row] = cells[next.cells + number] }
        if endsGiven < ends.count, ends[endsGiven].row == given - 1 {
            batch.messages.append((row, ends[endsGiven].key))
            endsGiven += 1
        }
        guard let fault = next.fault else {
            batch.selection[batch.selected] = Int32(truncatingIfNeeded: row)
            batch.selected += 1
            return
        }
        batch.leave(row, .rejected, fault)
    }

    // What the parser tells.

    func start(_ name: UnsafePointer<UInt8>, _ attributes: XMLEvents.Attributes, line: Int) {
        depth += 1
        guard depth > 1 else { return }
        tree.start(names.number(at: name), line: line)
        guard attributes.count > 0 else { return }
        for (number, wanted) in self.attributes.enumerated() {
            if let value = attributes.value(of: wanted) {
                tree.attribute(Int32(number), value)
            }
        }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        if depth > 1 { tree.text(bytes) }
    }

    func end(_ name: UnsafePointer<UInt8>) {
        depth -= 1
        guard depth > 0 else { return }
        tree.end()
        guard depth == 1 else { return }
        let before = ready.count
        addRows()
        if ready.count > before { ends.append((ready.count - 1, nil)) }
        tree.clear()
    }

    /// Reads the rows of the message that has ended.
    private func addRows() {
        let elements = tree.elements
        guard rowNames.count > 1, !elements.isEmpty, rowNames[1] == elements[0].name else {
            return
        }
        if rowNames.count == 2 { return addRow(0) }
        find(0, level: 2)
    }

    /// Goes down to the elements that are rows.
    private func find(_ parent: Int, level: Int) {
        var child = parent + 1
        let end = Int(tree.elements[parent].end)
        while child < end {
            if rowNames[level] == tree.elements[child].name {
                if level == rowNames.count - 1 {
                    addRow(child)
                } else {
                    find(child, level: level + 1)
                }
            }
            child = Int(tree.elements[child].end)
        }
    }

    private func addRow(_ element: Int) {
        let from = cells.count
        var fault: String?
        paths.look(element, tree)
        for number in 0..<readings.count {
            let reading = readings[number]
            let cell = value(reading, number)
            if cell.isAbsent || cell.isNumber || reading.isPlain && !cell.isBlank {
                if cell.isAbsent, reading.isRequired {
                    fault = fault ?? "there is no '\(wanted[number].column.name)'"
                }
                cells.append(cell)
                continue
            }
            switch wanted[number].column.check(bare: cell, isPlain: true, arena) {
            case .good(let good): cells.append(good)
            case .empty:
                fault = fault ?? "'\(wanted[number].column.name)' is empty"
                cells.append(.absent)
            case .bad(let reason):
                fault = fault ?? reason
                cells.append(.absent)
            }
        }
        ready.append((Int(tree.elements[element].line), from, fault))
    }

    /// The value of a column in a row: the first of its paths that stands.
    @inline(__always)
    private func value(_ reading: Reading, _ number: Int) -> Cell {
        for path in reading.from..<reading.from + reading.count where paths.count(path) > 0 {
            if reading.isFirst || paths.count(path) == 1 {
                return paths.first(path, tree) { arena.keep($0) }
            }
            var found: [Cell] = []
            paths.forEach(path, tree) { found.append(arena.keep($0)) }
            return joined(found, number)
        }
        return .absent
    }

    /// What several elements of one path come to: their sum, or their texts one behind the other.
    private func joined(_ found: [Cell], _ number: Int) -> Cell {
        guard wanted[number].isSum else {
            return arena.keep(found.map(\.text).joined(separator: " "))
        }
        var sum: Int64 = 0
        for cell in found {
            // What is no number is left for the check of the column to say.
            guard
                case .good(let good) = wanted[number].column.check(
                    bare: cell, isPlain: true, arena),
                good.isNumber
            else { return cell }
            let (next, overflow) = sum.addingReportingOverflow(good.number)
            if overflow { return cell }
            sum = next
        }
        return Cell(number: sum)
    }
}
