import Records

extension Ledger {
    /// Records a file that is taken in. Returns its id; `file.id` is not read.
    package func record(_ file: FileRow) throws(Failure) -> Int64 {
        try database.run(
            """
            INSERT INTO file (digest, report, marketplace, name, path, size, encoding, rows,
                rejected, made, run, current, locations)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
            """,
            [
                .text(file.digest.text), .text(file.report), .text(file.marketplace),
                .text(file.name), .text(file.path), .integer(file.size), .text(file.encoding),
                .integer(file.rows), .integer(file.rejected), .integer(file.made),
                .integer(file.run), .integer(file.isCurrent ? 1 : 0), Bound(file.locations),
            ])
        return database.lastId
    }

    /// Every file that was ever taken in, in that order.
    package func files() throws(Failure) -> [FileRow] {
        try database.all("SELECT \(FileRow.columns) FROM file ORDER BY id", [], FileRow.init)
    }

    package func file(_ id: Int64) throws(Failure) -> FileRow? {
        try database.first(
            "SELECT \(FileRow.columns) FROM file WHERE id = ?1", [.integer(id)],
            FileRow.init)
    }

    /// The files with these bytes, in the order in which they were taken in.
    package func files(digest: Digest) throws(Failure) -> [FileRow] {
        try database.all(
            "SELECT \(FileRow.columns) FROM file WHERE digest = ?1 ORDER BY id",
            [.text(digest.text)], FileRow.init)
    }

    /// The current files of a report, the newest by their own time first. More than one is current
    /// where each states some locations only, or changes only.
    package func currentFiles(
        report: String, marketplace: String
    ) throws(Failure) -> [FileRow] {
        try database.all(
            """
            SELECT \(FileRow.columns) FROM file
            WHERE report = ?1 AND marketplace = ?2 AND current = 1 ORDER BY made DESC, id DESC
            """, [.text(report), .text(marketplace)], FileRow.init)
    }

    /// The marketplaces for which the report has a current file, in byte order.
    package func currentMarketplaces(report: String) throws(Failure) -> [String] {
        try database.all(
            """
            SELECT DISTINCT marketplace FROM file WHERE report = ?1 AND current = 1 ORDER BY 1
            """, [.text(report)]
        ) { row in row.text(0) }
    }

    /// The reports that have a current file, in byte order.
    package func currentReports() throws(Failure) -> [String] {
        try database.all("SELECT DISTINCT report FROM file WHERE current = 1 ORDER BY 1", []) {
            row in row.text(0)
        }
    }

    /// The files that a run took in, in that order.
    package func files(run: Int64) throws(Failure) -> [FileRow] {
        try database.all(
            "SELECT \(FileRow.columns) FROM file WHERE run = ?1 ORDER BY id", [.integer(run)],
            FileRow.init)
    }

    package func stamp(path: String) throws(Failure) -> StampRow? {
        try database.first(
            "SELECT size, modified, changed, inode, digest, seen FROM stamp WHERE path = ?1",
            [.text(path)]
        ) { row throws(Failure) in
            StampRow(
                path: path, size: row.integer(0), modified: row.integer(1),
                changed: row.integer(2), inode: row.integer(3), digest: try row.digest(4),
                seen: row.integer(5))
        }
    }

    /// Records what a file looks like, in place of what was known of its path.
    package func record(_ stamp: StampRow) throws(Failure) {
        try database.run(
            """
            INSERT OR REPLACE INTO stamp (path, size, modified, changed, inode, digest, seen)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """,
            [
                .text(stamp.path), .integer(stamp.size), .integer(stamp.modified),
                .integer(stamp.changed), .integer(stamp.inode), .text(stamp.digest.text),
                .integer(stamp.seen),
            ])
    }
}

extension Ledger {
    /// Notes that a current file was stated once more, at a later time, with the same bytes.
    package func setMade(_ made: Int64, file id: Int64) throws(Failure) {
        try database.run(
            "UPDATE file SET made = ?2 WHERE id = ?1", [.integer(id), .integer(made)])
    }

    /// The latest file taken in under this name; nil where there is none.
    package func latestFile(named name: String) throws(Failure) -> FileRow? {
        try database.first(
            "SELECT \(FileRow.columns) FROM file WHERE name = ?1 ORDER BY id DESC LIMIT 1",
            [.text(name)], FileRow.init)
    }
}

extension Ledger {
    /// The id that the next file is to take.
    package func nextFileId() throws(Failure) -> Int64 {
        try database.integer("SELECT 1 + coalesce(max(id), 0) FROM file")
    }

    /// Records of which hours a file of orders tells, in Unix seconds.
    package func cover(since: Int64, until: Int64, file id: Int64) throws(Failure) {
        try database.run(
            "INSERT INTO coverage (file, since, until) VALUES (?1, ?2, ?3)",
            [.integer(id), .integer(since), .integer(until)])
    }
}
