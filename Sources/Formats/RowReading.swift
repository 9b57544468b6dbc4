import Files
import Records

/// What whoever reads a file knows of it already.
package struct RowSieve {
    /// Takes rows that need not be read any further out of a batch of which texts are cut and other values
    /// may not have been read yet: these are still the texts that the file has.
    package var rows: ((Batch) -> Void)?
    /// How many rows a message has that stands in the file to the byte as it was read before; nil where it is
    /// to be read. Asked only of files that are made of messages, which then stand in `Batch.messages`.
    package var messages: ((Key) -> Int?)?

    package init(rows: ((Batch) -> Void)? = nil, messages: ((Key) -> Int?)? = nil) {
        self.rows = rows
        self.messages = messages
    }
}

/// Reads the rows of a file into batches, whatever it is written in.
///
/// First `open()` says what the heading is, then `begin` says how to read the rows, then `next` fills
/// batches until it gives false. Memory does not grow with the file. To add a format: a reader, its
/// word in `RowForm.Format`, and how its heading is read in `Heading`.
package protocol RowReading: AnyObject {
    var source: Source { get }

    /// The offset of the first byte that is no character of the encoding that the file is read as, as
    /// far as it has been read; nil while all were. Only where it is checked.
    var undecodable: Int64? { get }

    /// What need not be read any further. Not every reader asks.
    var sieve: RowSieve { get set }

    /// Rows that stand in the file and were not given, as whoever asks knows their messages.
    var passed: Int { get }

    /// Reads the first bytes and says what stands at the file's head.
    func open() throws(Failure) -> Heading

    /// Sets how the rows are read. `slots` says, for each column of the layout's shape, where its
    /// cells go. Unless `trusted`, typed and required columns are checked even where they go nowhere,
    /// so that a row is rejected, or not, whoever reads it.
    func begin(
        _ layout: Layout, heading: Heading, slots: [Int?], trusted: Bool
    ) throws(Failure)

    /// Fills `batch` with the next rows, all selected but for those that are rejected on reading.
    /// False at the end of the file, and where a byte was found to be undecodable.
    func next(into batch: Batch) throws(Failure) -> Bool
}

extension RowReading {
    package var passed: Int { 0 }
}
