import CBytes
import Files
import Records

/// Reads the rows of an XML file: elements of one path, with values from around and inside them.
///
/// One message at a time is in memory, that is one element below the root with all that is in it, so that
/// a value may stand behind the row that it is of. Blanks around a text are none of it.
package final class XMLReader: RowReading, XMLListener {
    package var sieve: ((Batch) -> Void)?
    package let source: Source
    private let name: String
    private let form: XMLForm
    private let input: CheckedInput
    private let block: Int
    private let buffer: UnsafeMutablePointer<UInt8>
    private var filled = 0
    private var hasEnded = false
    private var events: XMLEvents?
    private var depth = 0
    private let tree = XMLTree()
    /// The attributes that columns ask for.
    private let attributes: [String]

    /// A column as it is read: its paths with the addresses of their names, once these are known.
    private struct Reading {
        var index: Int
        var want: WantedColumn
        var paths: [[Seen]]
        var ups: [Int]
        var attributes: [String?]
        var several: XMLForm.Several
        var isMoney: Bool
    }

    private struct Seen {
        var name: Name
        var with: Name?
        var value: [UInt8]
    }

    /// A name, and its address in this file.
    private final class Name {
        let text: [UInt8]
        var address: UnsafePointer<UInt8>?
        init(_ text: String) { self.text = Array(text.utf8) + [0] }

        @inline(__always)
        func isAt(_ name: UnsafePointer<UInt8>) -> Bool {
            if let address { return address == name }
            var index = 0
            while name[index] == text[index] {
                if text[index] == 0 {
                    address = name
                    return true
                }
                index += 1
            }
            return false
        }
    }

    private var readings: [Reading] = []
    private var rowNames: [Name] = []
    /// Rows that were read and not given yet: cells by reading, and what is wrong.
    private var ready: [(line: Int, cells: Int, fault: String?)] = []
    private var given = 0
    private var cells: [Cell] = []
    private let arena = Arena()
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
        attributes = Array(Set(form.columns.flatMap(\.paths).compactMap(\.attribute))).sorted()
    }

    deinit { buffer.deallocate() }

    package var undecodable: Int64? { input.undecodable ?? source.undecodable }

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
        rowNames = form.rows.map(Name.init)
        var names: [String: Name] = [:]
        func known(_ text: String) -> Name {
            if let name = names[text] { return name }
            let name = Name(text)
            names[text] = name
            return name
        }
        for (index, column) in layout.shape.columns.enumerated() {
            guard let own = form.columns.first(where: { $0.name == column.name }) else { continue }
            let slot = index < slots.count ? slots[index] : nil
            let isChecked = !trusted && (column.kind != .text || column.required)
            guard slot != nil || isChecked else { continue }
            readings.append(
                Reading(
                    index: index,
                    want: WantedColumn(column, at: index, slot: slot, marks: marks, kept),
                    paths: own.paths.map { path in
                        path.steps.map { step in
                            Seen(
                                name: known(step.name), with: step.with.map(known),
                                value: Array((step.value ?? "").utf8))
                        }
                    }, ups: own.paths.map(\.ups), attributes: own.paths.map(\.attribute),
                    several: own.several, isMoney: column.kind == .money))
        }
        events = try XMLEvents(self, name: name)
        let start = heading.mark ? 3 : 0
        try feed(UnsafeBufferPointer(start: buffer + start, count: filled - start))
        if input.isAtEnd { try finish() }
    }

    private func feed(_ bytes: UnsafeBufferPointer<UInt8>) throws(Failure) {
        guard undecodable == nil else { return }
        try events?.add(bytes)
    }

    private func finish() throws(Failure) {
        guard !hasEnded, undecodable == nil else { return }
        hasEnded = true
        try events?.end()
    }

    package func next(into batch: Batch) throws(Failure) -> Bool {
        batch.clear()
        while batch.count < Batch.capacity, undecodable == nil {
            if given == ready.count {
                ready.removeAll(keepingCapacity: true)
                cells.removeAll(keepingCapacity: true)
                arena.clear()
                given = 0
                if hasEnded { break }
                if input.isAtEnd {
                    try finish()
                    continue
                }
                filled = 0
                try input.fill(buffer, &filled, to: block)
                try feed(UnsafeBufferPointer(start: buffer, count: filled))
                continue
            }
            give(to: batch)
        }
        return batch.count > 0
    }

    /// Gives the next row that was read.
    private func give(to batch: Batch) {
        let next = ready[given]
        given += 1
        let row = batch.count
        batch.count += 1
        batch.lines[row] = next.line
        batch.raw[row] = UnsafeBufferPointer(start: nil, count: 0)
        for (number, reading) in readings.enumerated() {
            let cell = cells[next.cells + number]
            reading.want.cells(of: batch)[row] =
                cell.isNumber || cell.isAbsent ? cell : batch.arena.keep(cell.bytes)
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
        tree.start(name, line: line)
        guard attributes.count > 0 else { return }
        for wanted in self.attributes {
            if let value = attributes.value(named: wanted) { tree.attribute(wanted, value) }
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
        addRows()
        tree.clear()
    }

    /// Reads the rows of the message that has ended.
    private func addRows() {
        let elements = tree.elements
        guard rowNames.count > 1, !elements.isEmpty, rowNames[1].isAt(elements[0].name) else {
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
            if rowNames[level].isAt(tree.elements[child].name) {
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
        for reading in readings {
            let cell = value(reading, element)
            guard !cell.isAbsent else {
                if reading.want.isRequired { fault = fault ?? "there is no '\(reading.want.name)'" }
                cells.append(.absent)
                continue
            }
            if cell.isNumber {
                cells.append(cell)
                continue
            }
            switch reading.want.check(bare: cell, isPlain: true, arena) {
            case .good(let good): cells.append(good)
            case .empty:
                fault = fault ?? "'\(reading.want.name)' is empty"
                cells.append(.absent)
            case .bad(let reason):
                fault = fault ?? reason
                cells.append(.absent)
            }
        }
        ready.append((Int(tree.elements[element].line), from, fault))
    }

    /// The value of a column in a row: the first of its paths that stands.
    private func value(_ reading: Reading, _ element: Int) -> Cell {
        for (number, steps) in reading.paths.enumerated() {
            var start = element
            for _ in 0..<reading.ups[number] where start >= 0 {
                start = Int(tree.elements[start].parent)
            }
            guard start >= 0 else { continue }
            var found: [Cell] = []
            collect(start, steps[...], reading.attributes[number], reading.several, &found)
            guard let first = found.first else { continue }
            if found.count == 1 || reading.several == .first { return first }
            return joined(found, reading)
        }
        return .absent
    }

    private func collect(
        _ element: Int, _ steps: ArraySlice<Seen>, _ attribute: String?,
        _ several: XMLForm.Several, _ found: inout [Cell]
    ) {
        guard let step = steps.first else {
            let cell = attribute.map { self.attribute($0, of: element) } ?? text(of: element)
            if !cell.isAbsent { found.append(cell) }
            return
        }
        var child = element + 1
        let end = Int(tree.elements[element].end)
        while child < end {
            if step.name.isAt(tree.elements[child].name), fits(child, step) {
                collect(child, steps.dropFirst(), attribute, several, &found)
                if several == .first, !found.isEmpty { return }
            }
            child = Int(tree.elements[child].end)
        }
    }

    /// Whether an element has the element inside that its step asks for.
    private func fits(_ element: Int, _ step: Seen) -> Bool {
        guard let with = step.with else { return true }
        var child = element + 1
        let end = Int(tree.elements[element].end)
        while child < end {
            if with.isAt(tree.elements[child].name),
                trimmed(child).elementsEqual(step.value)
            {
                return true
            }
            child = Int(tree.elements[child].end)
        }
        return false
    }

    /// An element's text without blanks around it.
    private func trimmed(_ element: Int) -> ArraySlice<UInt8> {
        let own = tree.elements[element]
        var text = tree.texts[Int(own.textFrom)..<Int(own.textFrom + own.textCount)]
        while let first = text.first, first == 32 || (9...13).contains(first) {
            text = text.dropFirst()
        }
        while let last = text.last, last == 32 || (9...13).contains(last) { text = text.dropLast() }
        return text
    }

    private func text(of element: Int) -> Cell {
        let text = trimmed(element)
        return text.withUnsafeBufferPointer { arena.keep($0) }
    }

    private func attribute(_ name: String, of element: Int) -> Cell {
        let own = tree.elements[element]
        for index in Int(own.attributesFrom)..<Int(own.attributesFrom + own.attributeCount)
        where tree.attributes[index].name == name {
            let attribute = tree.attributes[index]
            let text = tree.texts[Int(attribute.from)..<Int(attribute.from + attribute.count)]
            return text.withUnsafeBufferPointer { arena.keep($0) }
        }
        return .absent
    }

    /// What several elements of one path come to: their sum, or their texts one behind the other.
    private func joined(_ found: [Cell], _ reading: Reading) -> Cell {
        guard reading.several == .sum else {
            return arena.keep(found.map(\.text).joined(separator: " "))
        }
        var sum: Int64 = 0
        for cell in found {
            // What is no number is left for the check of the column to say.
            guard case .good(let good) = reading.want.check(bare: cell, isPlain: true, arena),
                good.isNumber
            else { return cell }
            let (next, overflow) = sum.addingReportingOverflow(good.number)
            if overflow { return cell }
            sum = next
        }
        return Cell(number: sum)
    }
}
