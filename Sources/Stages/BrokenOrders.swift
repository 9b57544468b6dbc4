import Ledgers
import Records

/// Orders of which a row cannot be used: half an order is not to be sent off, wherever its rows stand.
struct BrokenOrders {
    /// Of the file at hand, each with the line of such a row.
    private var lines: [String: Int] = [:]
    /// Of earlier files, of which none had all of the order since; and those of them that this file speaks of.
    private var incomplete: Set<String> = []
    private var met: Set<String> = []

    var isEmpty: Bool { lines.isEmpty }

    mutating func begin(_ writer: BookWriter) throws(Failure) {
        lines = [:]
        incomplete = try writer.incomplete()
        met = []
    }

    mutating func add(_ order: Cell, line: Int) {
        if !order.isBlank { lines[order.text] = line }
    }

    /// The line of a row of the order that cannot be used; nil where all can, so far.
    @inline(__always)
    func line(of order: Cell) -> Int? { lines.isEmpty ? nil : lines[order.text] }

    /// Whether the order is kept back since an earlier file.
    @inline(__always)
    func isIncomplete(_ order: Cell) -> Bool {
        !incomplete.isEmpty && incomplete.contains(order.text)
    }

    /// The file has a row of the order.
    @inline(__always)
    mutating func meet(_ order: Cell) {
        if isIncomplete(order) { met.insert(order.text) }
    }

    /// At the end of a file: an order with a row that cannot be used is kept back, as others of it may be in the
    /// book, until a file has all of it.
    func settle(
        _ file: BookFile, _ writer: BookWriter, _ index: BookIndex, _ tally: inout BookTally
    ) throws(Failure) {
        for (order, line) in lines.sorted(by: { $0.key < $1.key }) {
            try writer.setIncomplete(order, file: file.id, line: line)
            tally.count("incomplete orders", order, "line \(line)")
        }
        // A message that is known might be what makes one complete again.
        if !lines.isEmpty { index.messages.forget() }
        for order in met.sorted() where lines[order] == nil {
            try writer.setComplete(order)
            tally.count("complete again", order, "")
        }
    }
}
