import Records

extension Ledger {
    /// Takes away what became known only later, to be rolled back: the files that runs after `day`
    /// (yyyy-MM-dd) took in, and what runs of that day or later told. A document that was not sent
    /// by `instant` counts as withdrawn.
    package func goBack(to day: String, _ instant: Int64) throws(Failure) {
        try database.run(
            "DELETE FROM file WHERE run IN (SELECT id FROM run WHERE substr(name, 1, 10) > ?1)",
            [.text(day)])
        let later = "SELECT id FROM run WHERE substr(name, 1, 10) >= ?1"
        try database.run(
            """
            DELETE FROM told WHERE id >= (
                SELECT min(first) FROM document WHERE first > 0 AND run IN (\(later)))
            """, [.text(day)])
        try database.run("DELETE FROM document WHERE run IN (\(later))", [.text(day)])
        try database.run(
            """
            UPDATE document SET state = 'withdrawn' WHERE sent IS NULL OR sent > ?1
            """, [.integer(instant)])
        // No index that lies beside the ledger is of these rows.
        try database.run("UPDATE revision SET number = number + 1000000000", [])
    }

    /// For each report and marketplace the files taken in, the latest first; not those that were
    /// passed over for a newer one.
    package func takenFiles() throws(Failure) -> [[FileRow]] {
        let files = try database.all(
            """
            SELECT \(FileRow.columns) FROM file WHERE encoding <> ''
            ORDER BY report, marketplace, id DESC
            """, [], FileRow.init)
        var groups: [[FileRow]] = []
        for file in files {
            if let last = groups.last?.last, last.report == file.report,
                last.marketplace == file.marketplace
            {
                groups[groups.count - 1].append(file)
            } else {
                groups.append([file])
            }
        }
        return groups
    }

    /// Says whether a file is current.
    package func setCurrent(_ isCurrent: Bool, file id: Int64) throws(Failure) {
        try database.run(
            "UPDATE file SET current = ?2 WHERE id = ?1",
            [.integer(id), .integer(isCurrent ? 1 : 0)])
    }
}
