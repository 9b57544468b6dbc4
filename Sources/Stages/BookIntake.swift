import Catalog
import Files
import Formats
import Ledgers
import Records

/// Takes dropped files into a book, the oldest first: each is claimed, read through and archived; what
/// it says that the book did not know changes the book, in the stage's one transaction.
final class BookIntake {
    private let stage: Stage
    private let source: ReportSource
    private let target: BookTarget
    private let run: Run
    private let scope: StageScope
    private let claims: Claims
    private var end = StageEnd()
    private var keeper: (any BookKeeper)?
    private var serial: UInt32 = 0

    init(
        _ stage: Stage, _ source: ReportSource, _ target: BookTarget, _ run: Run,
        _ scope: StageScope
    ) {
        self.stage = stage
        self.source = source
        self.target = target
        self.run = run
        self.scope = scope
        claims = Claims(run)
    }

    /// Takes what waits for the stage. Where it fails, what was claimed is given back.
    func take(_ inbox: Inbox) throws(Failure) -> StageEnd {
        let candidates = try source.candidates(
            inbox, scope, everywhere: run.shop.marketplaces)
        do throws(Failure) {
            try run.ledger.prepare(target.form)
            for candidate in candidates { try take(candidate) }
            try finish()
        } catch {
            try claims.giveBack()
            for listing in end.listings { listing.discard() }
            run.books[target.book.name] = nil
            throw error
        }
        return end
    }

    /// Books archived files once more, each as it was taken in, the oldest first: what the book's and the reports'
    /// definitions say now of rows that they said nothing of, or something else, when these came.
    func takeAgain(_ files: [FileRow]) throws(Failure) -> StageEnd {
        do throws(Failure) {
            try run.ledger.prepare(target.form)
            for file in files { try takeAgain(file) }
            try finish()
        } catch {
            for listing in end.listings { listing.discard() }
            run.books[target.book.name] = nil
            throw error
        }
        return end
    }

    private func takeAgain(_ file: FileRow) throws(Failure) {
        guard let feeder = target.feeders.first(where: { $0.report.name == file.report }) else {
            return
        }
        serial += 1
        let hint = EncodingHint(run.shop, marketplace: file.marketplace)
        let candidate = Inbox.Candidate(
            name: file.name, report: feeder.report, marketplace: file.marketplace, made: file.made)
        let survey = try ByteSurvey(
            run.disk, file.path, hint.candidates(feeder.report), isPacked: file.kept == .packed)
        guard survey.digest == file.digest else {
            throw Failure(
                .data, at: Place(file.path), "is not the file that was taken in: it has changed")
        }
        let again = BookFile(
            id: file.id, serial: serial, name: file.name, made: file.made,
            marketplace: hint.marketplace, feeder: feeder, isAgain: true)
        let (reading, rejected) = try read(candidate, file.path, again, survey)
        end.result.rows += reading.rows
        end.result.rejected += rejected
        end.result.taken.append(file.name)
    }

    private func finish() throws(Failure) {
        guard let keeper else { return }
        try run.ledger.index(target.form)
        end.result.groups = keeper.tally.groups
        let name = Ledger.bookName(target.book.name)
        let revision =
            keeper.tally.hasChanges
            ? try run.ledger.bumpRevision(of: name) : try run.ledger.revision(of: name)
        if keeper.index.hasChanged || keeper.tally.hasChanges {
            end.book = (keeper.index, revision, target.indexForm)
        }
    }

    private func take(_ candidate: Inbox.Candidate) throws(Failure) {
        let path = try claims.claim(candidate.name)
        let survey = try ByteSurvey(
            run.disk, path,
            EncodingHint(run.shop, marketplace: candidate.marketplace)
                .candidates(candidate.report))
        let known = try run.ledger.files(digest: survey.digest)
        if let same = known.first(where: { $0.report == candidate.report.name }) {
            end.moves.append((path, try claims.archived(candidate)))
            end.result.notes.append(
                "\(candidate.name) has the same bytes as \(same.name): not taken again")
            if candidate.made > same.made {
                try run.ledger.setMade(candidate.made, file: same.id)
            }
            return
        }
        let id = try run.ledger.nextFileId()
        guard let feeder = target.feeders.first(where: { $0.report.name == candidate.report.name })
        else { return }
        serial += 1
        let file = BookFile(
            id: id, serial: serial, name: candidate.name, made: candidate.made,
            marketplace: EncodingHint(run.shop, marketplace: candidate.marketplace).marketplace,
            feeder: feeder)
        let (reading, rejected) = try read(candidate, path, file, survey)
        end.result.rows += reading.rows
        end.result.rejected += rejected
        end.result.encoding = reading.encoding.rawValue
        try record(candidate, path, id, survey, reading, rejected)
    }

    private func record(
        _ candidate: Inbox.Candidate, _ path: String, _ id: Int64, _ survey: ByteSurvey,
        _ reading: RowFileReading, _ rejected: Int
    ) throws(Failure) {
        let archive = try claims.archived(candidate)
        let current = try run.ledger.currentFiles(
            report: candidate.report.name, marketplace: candidate.marketplace)
        let isNewest = current.allSatisfy { $0.made <= candidate.made }
        for old in current where isNewest { try run.ledger.setCurrent(false, file: old.id) }
        let recorded = try run.ledger.record(
            FileRow(
                digest: survey.digest, report: candidate.report.name,
                marketplace: candidate.marketplace, name: candidate.name, path: archive,
                size: survey.size, encoding: reading.encoding.rawValue, rows: Int64(reading.rows),
                rejected: Int64(rejected), made: candidate.made, run: run.id,
                isCurrent: isNewest))
        guard recorded == id else {
            throw Failure(.ledger, at: Place(candidate.name), "its number was taken meanwhile")
        }
        if target.book.kind == .lines {
            let since = keeper?.tally.times?.lowerBound ?? candidate.made
            try run.ledger.cover(since: min(since, candidate.made), until: candidate.made, file: id)
        }
        run.lying[id] = path
        end.moves.append((path, archive))
        end.result.taken.append(candidate.name)
    }

    /// Reads a file into the book. Where it turns out to be in another encoding than it was taken to be,
    /// all of it is undone, and it is read again.
    private func read(
        _ candidate: Inbox.Candidate, _ path: String, _ file: BookFile, _ survey: ByteSurvey
    ) throws(Failure) -> (RowFileReading, rejected: Int) {
        let reader = RowReader(file.feeder.report, file.feeder.columns)
        let batch = Batch(slots: file.feeder.columns.slots.count)
        var rows = RowFile(
            name: candidate.name, path: path, marketplace: candidate.marketplace,
            encodings: survey.encodings, isTrusted: false, isSorted: false,
            currencies: run.shop.currencies)
        while true {
            // To be able to undo it costs the memory of all pages that change.
            let mayBeOther = rows.encodings.count > 1
            if mayBeOther { try run.ledger.savepoint("file") }
            let keeper = try keeper(for: file, expected: survey.size)
            let rejects = Listing(
                run, "\(run.folder)/\(stage.title(scope)).\(file.serial).rejects.tsv",
                heading: "file\tline\treason\trow")
            var reasons: [String] = []
            func reject(_ line: Int, _ reason: String, _ raw: UnsafeBufferPointer<UInt8>?)
                throws(Failure)
            {
                if reasons.count < 10 { reasons.append("\(candidate.name):\(line): \(reason)") }
                // Rows with persons in them stay in the archive, where they are found by their lines.
                let isShown = !file.feeder.report.isPersonal
                try rejects.add(
                    [candidate.name, String(line), reason], raw: isShown ? raw : nil,
                    text: isShown ? nil : "line \(line) of the archived file")
            }
            try keeper.begin(file)
            let ended = try reader.read(
                rows, disk: run.disk, scope: scope, batch: batch, digesting: false,
                sieve: keeper.sieve
            ) { (batch) throws(Failure) in
                for left in batch.left where left.how == .rejected {
                    try reject(batch.lines[left.row], left.reason, batch.raw[left.row])
                }
                try keeper.take(batch) { (line, reason) throws(Failure) in
                    try reject(line, reason, nil)
                }
            }
            guard case .done(let reading) = ended else {
                rejects.discard()
                guard mayBeOther else {
                    throw Failure(
                        .data, at: Place(candidate.name), "was changed while it was being read")
                }
                try run.ledger.rollback(to: "file")
                self.keeper = nil
                run.books[target.book.name] = nil
                rows.encodings.removeFirst()
                continue
            }
            try keeper.end { (line, reason) throws(Failure) in try reject(line, reason, nil) }
            if mayBeOther { try run.ledger.release("file") }
            end.listings.append(rejects)
            try judge(candidate, reading.rows, rejects.count, reasons)
            return (reading, rejects.count)
        }
    }

    private func judge(
        _ candidate: Inbox.Candidate, _ rows: Int, _ rejected: Int, _ reasons: [String]
    ) throws(Failure) {
        let judge = stage.judge(run)
        if rows > 0, rows == rejected {
            let failure = GuardJudge.failure(
                .empty, at: Place(candidate.name), "no valid row in the file", rows: reasons)
            if let failure = judge.pass(.empty, failure, &end.result) { throw failure }
        }
        if var failure = judge.judge(
            .rejected, part: rejected, of: rows, what: "rows rejected", rows: reasons, &end.result)
        {
            failure.place = Place(candidate.name)
            throw failure
        }
    }

    /// The keeper of the book, made when its first file comes.
    private func keeper(for file: BookFile, expected size: Int64) throws(Failure) -> any BookKeeper
    {
        if let keeper { return keeper }
        let writer = try BookWriter(run.ledger, target.form, run: run.id)
        let index = try target.index(run, writer, expected: Int(size / 256))
        let keeper: any BookKeeper =
            switch target.book.kind {
            case .lines: OrderLines(target, index, writer, limit: run.listed)
            case .once: OnceBook(target, index, writer, limit: run.listed)
            case .latest: LatestBook(target, index, writer, limit: run.listed)
            }
        self.keeper = keeper
        return keeper
    }
}

extension BookTarget {
    /// Stands for how keys are made: with others an index is of no use.
    var indexForm: UInt64 {
        let columns = book.columns.map { "\($0.name) \($0.kind)" } + book.key + [book.sku]
        return Digest(of: (["form 1", book.kind.rawValue] + columns).joined(separator: "\n")).low
    }

    /// The book's index as it stands at this point of the run or plan.
    func index(_ run: Run, _ writer: BookWriter, expected: Int) throws(Failure) -> BookIndex {
        if let index = run.books[book.name] { return index }
        let names = book.kind == .lines ? book.key + [book.sku] : book.key
        let identity = book.identity.count
        let kind = book.kind
        let index = try BookIndex.load(
            run.disk, run.ledger, book: book.name, form: indexForm, expected: expected
        ) { (add: (Key, Int64) throws(Failure) -> Void) throws(Failure) in
            try writer.forEach(names) { (id, cells) throws(Failure) in
                switch kind {
                case .lines:
                    for key in LineKeys.keys(
                        order: cells[1], item: cells[2], sku: cells[3], nth: cells[0].number)
                    {
                        try add(key, id)
                    }
                case .once:
                    // The first row of the last telling of an identity.
                    try add(OnceBook.key(cells[1...identity]), id)
                case .latest: try add(OnceBook.key(cells[1...]), id)
                }
            }
        }
        if run.isPlan { run.books[book.name] = index }
        return index
    }
}
