import Records

/// A template as one document uses it. A document is the head, its messages with separators between
/// them, and the tail.
package struct Form: Sendable {
    package let head: [UInt8]
    package let separator: [UInt8]
    package let tail: [UInt8]
    private let program: Program
    private let refusals: Refusals
    /// Nil where what is written is UTF-8.
    private let charset: Charset?

    /// Takes the constant parts in UTF-8. All that is written is in `charset`, where there is one.
    init(
        head: [UInt8], separator: [UInt8], tail: [UInt8], program: Program,
        refusals: Refusals, charset: Charset? = nil
    ) {
        self.head = charset?.encoded(head) ?? head
        self.separator = charset?.encoded(separator) ?? separator
        self.tail = charset?.encoded(tail) ?? tail
        self.program = program
        self.refusals = refusals
        self.charset = charset
    }

    /// The columns that a message has a place for.
    var columns: Set<Int> { program.columns }

    /// Appends the message number `message` (from 1). `row` has a cell for each column that the
    /// template was compiled with: valid UTF-8, a number, or absent where the column is not told.
    package func append(_ row: UnsafePointer<Cell>, message: Int, to bytes: inout [UInt8]) {
        let start = bytes.count
        program.append(row, message: message, to: &bytes)
        charset?.encode(&bytes, from: start)
    }

    /// Appends a message of several rows.
    package func append(
        _ rows: UnsafeBufferPointer<UnsafePointer<Cell>>, message: Int, to bytes: inout [UInt8]
    ) {
        let start = bytes.count
        program.append(rows, message: message, to: &bytes)
        charset?.encode(&bytes, from: start)
    }

    /// Whether a message has a part for each of its rows. Where not, each row is written as a message.
    package var joinsRows: Bool { program.hasEach }

    /// The columns, by index, in which the rows of a message must agree.
    package var shared: Set<Int> { program.hasEach ? program.shared : [] }

    /// What of `row` the dialect cannot say: "a tab in seller-sku". Nil where it can say it all.
    package func refusal(of row: UnsafePointer<Cell>) -> String? { refusals.refusal(of: row) }
}
