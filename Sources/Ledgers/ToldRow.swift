import Records

/// One thing that Amazon was told of a key, or a mark about it.
package struct ToldRow: Sendable, Equatable {
    package enum State: String, Sendable {
        /// Taken over from a report: it stood at Amazon before feedmill told anything.
        case adopted
        /// A mark: the key left the table; what was told of it before counts no more.
        case forgotten
        /// A mark: a person asks for the key to be told again.
        case retell
        case accepted
        case warned
        case rejected
        /// Not told at all, as it would go beyond what may be told: only a person brings it back.
        case refused
        /// The document was refused as a whole, without saying what of it was applied.
        case unknown
    }

    package struct Flags: OptionSet, Sendable {
        package let rawValue: UInt32

        package init(rawValue: UInt32) { self.rawValue = rawValue }

        /// feedmill told a quantity of 0.
        package static let zeroed = Flags(rawValue: 1)
        /// The offer was closed by feedmill, and this opens it again.
        package static let reopens = Flags(rawValue: 2)
        /// Taken over from a report. In the index only: a row's state says it.
        package static let adopted = Flags(rawValue: 4)
        /// Told once: a row of an event feed, found by its key in SQL.
        package static let event = Flags(rawValue: 8)
    }

    package var id: Int64
    package var feed: String
    package var scope: String
    /// The key's cells, parted by tabs.
    package var key: String
    /// A JSON object of the columns' values; nil for marks.
    package var row: String?
    /// The id of the document that tells it; nil for marks and what was adopted.
    package var document: Int64?
    /// The number of its message in the document.
    package var message: Int64?
    /// The id of the row before it of the same key.
    package var before: Int64?
    /// Its own state; nil: that of its document.
    package var state: State?
    package var flags: Flags

    static let columns = """
        id, feed, scope, key, row, document, message, before, state, flags
        """

    init(_ row: borrowing Statement) throws(Failure) {
        id = row.integer(0)
        feed = row.text(1)
        scope = row.text(2)
        key = row.text(3)
        self.row = row.optionalText(4)
        document = row.optionalInteger(5)
        message = row.optionalInteger(6)
        before = row.optionalInteger(7)
        if !row.isNull(8) { state = try row.word(8) }
        flags = Flags(rawValue: UInt32(truncatingIfNeeded: row.integer(9)))
    }
}
