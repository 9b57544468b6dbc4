import Formats
import Ledgers
import Records

/// A file whose rows go into a book.
struct BookFile {
    /// The id that it has in the ledger.
    var id: Int64
    /// Its number among those of the run, from 1.
    var serial: UInt32
    var name: String
    /// Its own time, in Unix seconds.
    var made: Int64
    /// Of the folder that it was dropped in, or the shop's only one; empty where there is none.
    var marketplace: String
    var feeder: BookTarget.Feeder
    /// It was taken in before, and every row is looked at anew.
    var isAgain = false
}

/// Keeps one kind of book: what a row of a file does to it.
protocol BookKeeper: AnyObject {
    /// What it did so far, by the name of each kind, in words of the trade, and lines for a person.
    var tally: BookTally { get }
    var index: BookIndex { get }

    func begin(_ file: BookFile) throws(Failure)
    /// Takes the selected rows of a batch. `reject` writes one of them to the rejects; rows that left
    /// on reading are in `batch.left`.
    func take(
        _ batch: Batch, reject: (_ line: Int, String) throws(Failure) -> Void
    ) throws(Failure)
    /// What need not be read of a file that begins.
    var sieve: RowSieve { get }
    /// The file has been read to its end.
    func end(reject: (_ line: Int, String) throws(Failure) -> Void) throws(Failure)
}

extension BookKeeper {
    var sieve: RowSieve { RowSieve() }
}

/// What happened to a book, counted, and the first of each kind listed.
struct BookTally {
    private(set) var groups: [StageResult.Group] = []
    private let limit: Int?
    /// The earliest and the latest of the times by which rows count; nil where there were none.
    var times: ClosedRange<Int64>?

    init(limit: Int?) { self.limit = limit }

    mutating func count(
        _ name: String, _ key: @autoclosure () -> String, _ new: @autoclosure () -> String
    ) {
        let index =
            groups.firstIndex { $0.name == name }
            ?? {
                groups.append(StageResult.Group(name: name))
                return groups.count - 1
            }()
        groups[index].count += 1
        if limit.map({ groups[index].changes.count < $0 }) ?? true {
            groups[index].changes.append(
                StageResult.Change(key: key(), old: "", new: new(), why: ""))
        }
    }

    mutating func add(time: Int64) {
        times = times.map { min($0.lowerBound, time)...max($0.upperBound, time) } ?? time...time
    }

    /// Whether the book is other than before.
    var hasChanges: Bool {
        let none = ["said before", "lines that stand twice", "older than the book"]
        return groups.contains { !none.contains($0.name) }
    }
}
