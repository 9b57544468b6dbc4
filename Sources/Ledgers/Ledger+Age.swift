import Records

extension Ledger {
    /// Files that are current no longer and lie in the archive as they were dropped.
    package func filesToPack() throws(Failure) -> [FileRow] {
        try database.all(
            "SELECT \(FileRow.columns) FROM file WHERE current = 0 AND kept = 'whole' ORDER BY id",
            [], FileRow.init)
    }

    /// Files that were packed, or are no longer kept: of these nothing else lies in the archive.
    package func filesAged() throws(Failure) -> [FileRow] {
        try database.all(
            "SELECT \(FileRow.columns) FROM file WHERE kept <> 'whole' ORDER BY id", [],
            FileRow.init)
    }

    /// Whether a file that was taken in, besides one, lies there: a name that a file had is free for the next
    /// when that is packed or gone.
    package func hasFile(at path: String, besides id: Int64) throws(Failure) -> Bool {
        try database.integer(
            "SELECT count(*) FROM file WHERE path = ?1 AND kept <> 'gone' AND id <> ?2",
            [.text(path), .integer(id)]) > 0
    }

    /// Files that are current no longer and were made before a time, in Unix seconds, but for those that a row of
    /// an order came from that is not `past` (see `findPast`), in any of these books by their tables.
    package func filesToThin(before time: Int64, books: [String]) throws(Failure) -> [FileRow] {
        var open: [String] = []
        for book in books {
            let known = try database.all(
                "SELECT name FROM pragma_table_info(?1)", [.text(book)]
            ) { row in row.text(0) }
            guard known.contains("order_id") else { continue }
            open.append(
                " AND id NOT IN (SELECT file FROM \(book) WHERE order_id NOT IN (SELECT order_id FROM past))"
            )
        }
        return try database.all(
            """
            SELECT \(FileRow.columns) FROM file
            WHERE current = 0 AND kept <> 'gone' AND made < ?1\(open.joined()) ORDER BY id
            """, [.integer(time)], FileRow.init)
    }

    /// Notes that a file lies in the archive as `path`, packed, with so many bytes.
    package func setPacked(file id: Int64, path: String, size: Int64) throws(Failure) {
        try database.run(
            "UPDATE file SET kept = 'packed', path = ?2, size = ?3 WHERE id = ?1",
            [.integer(id), .text(path), .integer(size)])
    }

    /// Notes that a file lies in the archive no longer.
    package func setGone(file id: Int64) throws(Failure) {
        try database.run("UPDATE file SET kept = 'gone' WHERE id = ?1", [.integer(id)])
    }
}
