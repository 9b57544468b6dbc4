import Records

/// That a person let values be told that a feed would not tell by itself.
package struct ApprovalRow: Sendable {
    package var id: Int64
    package var feed: String
    package var scope: String
    /// The key's cells, parted by tabs.
    package var key: String
    /// Of the JSON text of the values: others are not approved.
    package var digest: Digest
    /// Seconds since 1970.
    package var time: Int64
    /// The user's name, as far as the system knows it.
    package var who: String

    package init(
        feed: String, scope: String, key: String, digest: Digest, time: Int64, who: String
    ) {
        id = 0
        self.feed = feed
        self.scope = scope
        self.key = key
        self.digest = digest
        self.time = time
        self.who = who
    }

    static let columns = """
        approval.id, approval.feed, approval.scope, approval.key, approval.digest, \
        approval.time, approval.who
        """

    init(_ row: borrowing Statement) throws(Failure) {
        id = row.integer(0)
        feed = row.text(1)
        scope = row.text(2)
        key = row.text(3)
        digest = try row.digest(4)
        time = row.integer(5)
        who = row.text(6)
    }
}
