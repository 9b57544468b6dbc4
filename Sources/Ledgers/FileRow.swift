import Records

/// A file that was taken in.
package struct FileRow: Sendable, Equatable {
    /// How it lies in the archive: as it was dropped, packed by gzip, or no longer.
    package enum Kept: String, Sendable { case whole, packed, gone }

    /// 0 until it is recorded.
    package var id: Int64 = 0
    package var digest: Digest
    /// The name of the current that the file belongs to.
    package var report: String
    /// Empty where the report has no marketplaces.
    package var marketplace: String
    /// As it was dropped: `inbox/DE/listings.txt`.
    package var name: String
    /// Where it lies now.
    package var path: String
    /// Bytes, as they lie on disk.
    package var size: Int64
    package var encoding: String
    /// Rows read, the rejected ones among them.
    package var rows: Int64
    package var rejected: Int64
    /// The file's own time, in Unix seconds.
    package var made: Int64
    /// The id of the run that took it in.
    package var run: Int64
    package var isCurrent: Bool
    /// A JSON list of the locations that it states; nil where it states none.
    package var locations: String?
    package private(set) var kept = Kept.whole

    package init(
        digest: Digest, report: String, marketplace: String, name: String, path: String,
        size: Int64, encoding: String, rows: Int64, rejected: Int64, made: Int64, run: Int64,
        isCurrent: Bool, locations: String? = nil
    ) {
        self.digest = digest
        self.report = report
        self.marketplace = marketplace
        self.name = name
        self.path = path
        self.size = size
        self.encoding = encoding
        self.rows = rows
        self.rejected = rejected
        self.made = made
        self.run = run
        self.isCurrent = isCurrent
        self.locations = locations
    }

    static let columns = """
        id, digest, report, marketplace, name, path, size, encoding, rows, rejected, made, run, \
        current, locations, kept
        """

    init(_ row: borrowing Statement) throws(Failure) {
        id = row.integer(0)
        digest = try row.digest(1)
        report = row.text(2)
        marketplace = row.text(3)
        name = row.text(4)
        path = row.text(5)
        size = row.integer(6)
        encoding = row.text(7)
        rows = row.integer(8)
        rejected = row.integer(9)
        made = row.integer(10)
        run = row.integer(11)
        isCurrent = row.integer(12) != 0
        locations = row.optionalText(13)
        kept = Kept(rawValue: row.text(14)) ?? .whole
    }
}
