import CBytes
import Files
import Records

/// Reads a JSON file whose rows are flat objects: a list of them, or one behind the other.
///
/// A member is a column by its name, as the heading of a tab-separated file names it; other members are
/// passed over. A number is the text that it is written as, and null is empty; a member that is not
/// there is absent. Memory is one block, whatever the size of the file; a row may be at most 16 MiB
/// long.
package final class JSONReader: RowReading {
    private static let longestRow = 1 << 24

    package var sieve = RowSieve()
    package let source: Source
    private let name: String
    private var block: Int
    private var buffer: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var filled = 0
    private var ended: Bool { input.isAtEnd }
    private let input: CheckedInput

    private var rows: JSONRows
    /// Where in the buffer the next row is looked for.
    private var at = 0
    private var isOver = false
    /// The line of the byte at `counted`.
    private var line = 1
    private var counted = 0
    /// Characters of the first line in the buffer that stood before it.
    private var charactersBefore = 0

    private var row: JSONRow?
    private let names: [String]

    /// `rows` are the names of the members that lead to the list of rows. `checking` has every byte
    /// checked to be UTF-8 on the way.
    package init(
        source: Source, name: String, rows: [String], checking: Bool, block: Int = 1 << 18
    ) {
        self.source = source
        self.name = name
        self.block = block
        names = rows
        self.rows = JSONRows(rows)
        input = CheckedInput(source, checking ? EncodingCheck(.utf8) : nil)
        capacity = max(block, Head.size)
        buffer = .allocate(capacity: capacity)
    }

    deinit { buffer.deallocate() }

    package var undecodable: Int64? { input.undecodable ?? source.undecodable }

    package func open() throws(Failure) -> Heading {
        try fill(to: Head.size)
        return Heading(
            json: UnsafeBufferPointer(start: buffer, count: min(filled, Head.size)),
            atEnd: ended && filled <= Head.size, rows: names)
    }

    package func begin(
        _ layout: Layout, heading: Heading, slots: [Int?], trusted: Bool
    ) throws(Failure) {
        row = JSONRow(layout, slots: slots, trusted: trusted, file: name)
        // The mark is no character of the first line.
        at = heading.mark ? 3 : 0
        charactersBefore = heading.mark ? -1 : 0
        _ = try attempt { (rows, scanner) throws(JSONScanner.Stop) in try rows.enter(&scanner) }
    }

    package func next(into batch: Batch) throws(Failure) -> Bool {
        batch.clear()
        guard let row else { return false }
        while batch.count < Batch.capacity, !isOver, undecodable == nil {
            // What is cut stands in the buffer, so that it cannot be moved while rows are there.
            guard
                let next = try attempt(
                    mayRead: batch.count == 0,
                    {
                        (rows, scanner) throws(JSONScanner.Stop) in
                        let next = try rows.next(&scanner)
                        guard case .row = next else { return next }
                        let start = scanner.at
                        count(to: start)
                        row.line = line
                        try row.read(&scanner, into: batch)
                        batch.raw[batch.count] = UnsafeBufferPointer(
                            start: scanner.bytes + start, count: scanner.at - start)
                        rows.hasRead()
                        return next
                    })
            else { break }
            guard case .row = next else {
                isOver = true
                break
            }
            let raw = batch.raw[batch.count]
            if let start = raw.baseAddress { count(to: start - UnsafePointer(buffer)) }
            batch.lines[batch.count] = line
            if let failure = row.failure { throw failure }
            row.finish(batch)
        }
        return batch.count > 0
    }

    /// Does something with the bytes from `at` on; what it does not finish as bytes are short is done
    /// again when more are there. Nil where that would need more to be read, and it may not be, and
    /// where a byte was found to be undecodable.
    private func attempt<T>(
        mayRead: Bool = true,
        _ body: (inout JSONRows, inout JSONScanner) throws(JSONScanner.Stop) -> T
    ) throws(Failure) -> T? {
        while undecodable == nil {
            var rows = rows
            var scanner = JSONScanner(bytes: buffer, end: filled, isWhole: ended, at: at)
            do throws(JSONScanner.Stop) {
                let result = try body(&rows, &scanner)
                self.rows = rows
                at = scanner.at
                return result
            } catch {
                switch error {
                case .short:
                    guard mayRead else { return nil }
                    try advance()
                case .mistake(let offset, let message):
                    // What the file's end cuts off is no mistake where a byte ended it.
                    if undecodable != nil { return nil }
                    throw Failure(.data, at: place(offset), message)
                }
            }
        }
        return nil
    }

    private func count(to offset: Int) {
        line += fm_count_feeds(buffer + counted, offset - counted)
        counted = offset
    }

    private func place(_ offset: Int) -> Place {
        count(to: max(counted, at))
        let line = line + fm_count_feeds(buffer + counted, offset - counted)
        let start = fm_line_start(buffer, offset)
        let characters = fm_count_characters(buffer + start, offset - start)
        return Place(
            name, line: line, column: characters + 1 + (start == 0 ? charactersBefore : 0))
    }

    /// Moves what is unfinished to the front and reads on.
    private func advance() throws(Failure) {
        if at > 0 {
            count(to: max(counted, at))
            let start = fm_line_start(buffer, at)
            charactersBefore =
                fm_count_characters(buffer + start, at - start)
                + (start == 0 ? charactersBefore : 0)
            buffer.update(from: buffer + at, count: filled - at)
            filled -= at
            counted -= at
            at = 0
        } else if filled == capacity {
            guard capacity < Self.longestRow else {
                throw Failure(
                    .data, at: place(0), "more than 16 MiB here are neither rows nor their end")
            }
            let wider = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
            wider.update(from: buffer, count: filled)
            buffer.deallocate()
            buffer = wider
            capacity *= 2
            block = max(block, capacity / 2)
        }
        try fill(to: min(capacity, filled + block))
    }

    /// Reads until so many bytes are there.
    private func fill(to count: Int) throws(Failure) {
        try input.fill(buffer, &filled, to: count)
    }
}
