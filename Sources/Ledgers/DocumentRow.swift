import Records

/// A document of the outbox.
package struct DocumentRow: Sendable, Equatable {
    package enum State: String, Sendable {
        /// May be sent.
        case ready
        /// Given to the channel; whether it arrived is not known.
        case sending
        case sent
        case answered
        /// A newer document took its place before it was sent.
        case withdrawn
    }

    package var id: Int64
    package var feed: String
    /// The pool or marketplace.
    package var scope: String
    /// Its file's name in the outbox; no two documents have one name.
    package var name: String
    package var dialect: String
    package var deliver: String
    package var digest: Digest
    package var bytes: Int64
    package var messages: Int64
    /// The ids of its rows in `told` are exactly those from `first` to `last`.
    package var first: Int64
    package var last: Int64
    /// The id of its run.
    package var run: Int64
    /// From 1 to `parts`.
    package var part: Int64
    package var parts: Int64
    package var state: State
    /// When it was sent, in Unix seconds.
    package var sent: Int64?
    /// What Amazon calls it.
    package var feedId: String?
    /// What Amazon answered, or where the answer lies.
    package var answer: String?

    package init(
        id: Int64, feed: String, scope: String, name: String, dialect: String, deliver: String,
        digest: Digest, bytes: Int64, messages: Int64, first: Int64, last: Int64, run: Int64,
        part: Int64 = 1, parts: Int64 = 1, state: State = .ready, sent: Int64? = nil
    ) {
        self.id = id
        self.feed = feed
        self.scope = scope
        self.name = name
        self.dialect = dialect
        self.deliver = deliver
        self.digest = digest
        self.bytes = bytes
        self.messages = messages
        self.first = first
        self.last = last
        self.run = run
        self.part = part
        self.parts = parts
        self.state = state
        self.sent = sent
    }

    /// The name of a document's file: what it is of, its number in six digits, its ending.
    package static func name(_ stem: String, _ id: Int64, _ suffix: String) -> String {
        let number = String(id)
        return "\(stem)." + String(repeating: "0", count: max(0, 6 - number.count)) + number
            + ".\(suffix)"
    }

    static let columns = """
        id, feed, scope, name, dialect, deliver, digest, bytes, messages, first, last, run, part, \
        parts, state, sent, feed_id, answer
        """

    init(_ row: borrowing Statement) throws(Failure) {
        id = row.integer(0)
        feed = row.text(1)
        scope = row.text(2)
        name = row.text(3)
        dialect = row.text(4)
        deliver = row.text(5)
        digest = try row.digest(6)
        bytes = row.integer(7)
        messages = row.integer(8)
        first = row.integer(9)
        last = row.integer(10)
        run = row.integer(11)
        part = row.integer(12)
        parts = row.integer(13)
        state = try row.word(14)
        sent = row.optionalInteger(15)
        feedId = row.optionalText(16)
        answer = row.optionalText(17)
    }
}
