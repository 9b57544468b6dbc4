import Catalog
import Ledgers
import Records

/// What of an XML file's messages a book of order lines knows: one of which the book has every line as it says
/// it need not be read again.
///
/// Only of reports whose rows have times: a line that the book has from a later message stays, whatever an
/// earlier one says once more.
struct KnownMessages {
    private let index: MessageIndex
    /// Stands for what a message is read as: with another definition of its report or of the book it is another message.
    private var form: UInt64 = 0
    private var day: UInt32 = 0
    private(set) var isOn = false
    /// Of the message at hand, of which earlier batches may have had rows.
    private var rows = 0
    private var time = Int64.max
    private var isWhole = true

    init(_ index: MessageIndex) { self.index = index }

    mutating func begin(_ file: BookFile, _ book: BookDefinition) {
        isOn = file.feeder.hasMessages && !file.isAgain
        form = Digest(of: "\(file.feeder.report.source)\n\(book.source)").low
        day = UInt32(clamping: file.made / 86_400)
        clear()
    }

    private mutating func clear() {
        (rows, time, isWhole) = (0, .max, true)
    }

    private func own(_ key: Key) -> Key { Key(low: key.low ^ form, check: key.check) }

    /// A message that need not be read: its rows, and the earliest of their times.
    func find(_ key: Key) -> (rows: Int, time: Int64)? { index.find(own(key), day: day) }

    /// Learns from a batch that was booked, but for the rows in `rejected`, and those that left before.
    mutating func learn(
        _ batch: Batch, rejected: [Int], times: UnsafePointer<Cell>?
    ) {
        guard isOn else { return }
        var faults = Set(rejected)
        for left in batch.left { faults.insert(left.row) }
        var row = 0
        for message in batch.messages {
            while row <= message.row {
                add(row, faults, times)
                row += 1
            }
            if isWhole, let key = message.key {
                index.insert(own(key), rows: rows, time: time, day: day)
            }
            clear()
        }
        while row < batch.count {
            add(row, faults, times)
            row += 1
        }
    }

    private mutating func add(
        _ row: Int, _ faults: Set<Int>, _ times: UnsafePointer<Cell>?
    ) {
        rows += 1
        guard let times, times[row].isNumber, !faults.contains(row) else {
            isWhole = false
            return
        }
        time = min(time, times[row].number)
    }
}
