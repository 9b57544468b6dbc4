import Files
import Records

extension ToldIndex {
    private static func file(_ feed: String, _ scope: String) -> IndexFile {
        // "fmtold01"
        IndexFile(
            name: file(feed: feed, scope: scope), magic: 0x3130_646C_6F74_6D66,
            width: ToldSlot.width)
    }

    /// The index of a feed and scope: from its file where that has the ledger's revision, the same
    /// `form` and is whole, else made anew from the ledger. `form` stands for the way in which
    /// `digests` makes its digests: another one makes the file useless. `expected` is how many keys
    /// the index may come to hold.
    package static func load(
        _ disk: Disk?, _ ledger: Ledger, feed: String, scope: String, form: UInt64,
        expected: Int = 0, digests: Digests
    ) throws(Failure) -> ToldIndex {
        let revision = try ledger.revision(of: name(feed: feed, scope: scope))
        if let disk,
            let table = file(feed, scope).read(
                disk, revision: revision, form: form, payload: ToldSlot.width, expected: expected)
        {
            return ToldIndex(feed: feed, scope: scope, table)
        }
        return try rebuild(
            ledger, feed: feed, scope: scope, expected: expected, digests: digests)
    }

    /// Writes the index to its file, as that of the ledger's `revision`: after the commit that made
    /// this revision. A failure costs nothing but that the next run makes the index anew.
    package func save(_ disk: Disk, revision: Int64, form: UInt64) throws(Failure) {
        try Self.file(feed, scope).save(disk, table, revision: revision, form: form) { payload in
            ToldSlot(payload).row != 0
        } change: { payload in
            ToldSlot(payload).flags &= ToldSlot.keptFlags
        }
    }
}
