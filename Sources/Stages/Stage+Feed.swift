import CBytes
import Catalog
import Files
import Ledgers
import Records

extension Stage {
    /// Does a feed stage: withdraws what is unsent, goes through the current files, and tells what
    /// is due.
    func tell(
        _ source: CurrentSource, _ target: FeedTarget, _ run: Run, _ scope: StageScope
    ) throws(Failure) -> StageEnd {
        var end = StageEnd()
        try checkFresh(source, run, scope, &end.result)
        let files = try source.files(run, scope)
        guard let template = target.template(scope) else { return end }
        try checkMoved(run, scope, &end.result)
        end.result.notes += try load(source, target, run, scope)
        if run.isPlan { end.result.notes += try differingNotes(run, scope) }

        let feed = target.feed.name
        let most = files.map { Int($0.rows) }.max() ?? 0
        let index = try target.index(run, scope, expected: most)
        let unsent = try run.ledger.unsentDocuments(feed: feed, scope: scope.name)
        if !unsent.isEmpty {
            try run.ledger.savepoint("withdraw")
            for document in unsent {
                try run.ledger.setState(.withdrawn, document: document.id)
                try index.withdraw(document, in: run.ledger, digests: target.digests)
            }
        }
        let rejects = rejects(run, scope)
        let rows = try FeedRows(
            target, run, scope, index, files, stale: try staleTable(run, scope))
        let total = try read(source, rows, files, run, scope, rejects, &end)
        let telling = FeedTelling(rows, template, judge(run))
        telling.start(end.result)
        var refused: [(key: String, reason: String)] = []
        try telling.decide { refused.append(($0, $1)) }
        try list(refused, source, target, files, run, scope, rejects)
        rows.dropTold()
        var isSame = false
        if !unsent.isEmpty {
            let first = try run.ledger.nextDocumentId()
            let now = try telling.rehearse(first: first)
            let standing = try reopens(unsent, run)
            isSame =
                now.documents == unsent.map(\.digest) && now.reopens == standing
                && !telling.forgets
            if isSame {
                try run.ledger.rollback(to: "withdraw")
                run.indexes[feed + "." + scope.name] = nil
            } else {
                try run.ledger.release("withdraw")
            }
        }
        try ForegoingFeed.note(isWaitedFor: rows.waits, by: target.feed, run, scope)
        if isSame { try telling.voidApprovals() } else { try telling.write() }
        end.result = telling.result
        if isSame {
            end.result.groups = []
            end.result.notes.append(
                "\(unsent.map(\.name).joined(separator: ", ")) still waits to be sent")
        }
        try list(rows, run, scope, rejects, &end)
        end.result.rows = total
        noteDropped(&end.result)
        end.drafts = telling.drafts
        if !isSame, telling.hasChanged || !unsent.isEmpty {
            let revision = try run.ledger.bumpRevision(
                of: ToldIndex.name(feed: feed, scope: scope.name))
            end.index = (index, revision, target.form)
            end.result.withdrawn = unsent.map(\.name)
            for document in unsent {
                let place = try Outbox.place(
                    of: document, in: [Outbox.ready, Outbox.failed], run.disk)
                guard let place else { continue }
                end.moves.append((place, "\(Outbox.withdrawn)/\(document.name)"))
            }
        }
        return end
    }

    /// Of each row of some documents whether it opens an offer that was closed: their bytes do not say.
    private func reopens(_ documents: [DocumentRow], _ run: Run) throws(Failure) -> [Bool] {
        var reopens: [Bool] = []
        for document in documents {
            try run.ledger.forEachTold(of: document) { row in
                reopens.append(row.flags.contains(.reopens))
            }
        }
        return reopens
    }

    private func read(
        _ source: CurrentSource, _ rows: FeedRows, _ files: [FileRow], _ run: Run,
        _ scope: StageScope, _ rejects: Listing, _ end: inout StageEnd
    ) throws(Failure) -> Int {
        let batch = Batch(slots: columns.slots.count)
        var reasons: [String] = []
        let total = try source.read(files, run, scope, batch: batch) { (batch) throws(Failure) in
            try pass(batch, from: 0)
            let name = files[batch.file].name
            for left in batch.left {
                if left.how == .rejected {
                    if reasons.count < 10 {
                        reasons.append("\(name):\(batch.lines[left.row]): \(left.reason)")
                    }
                    try rejects.add(
                        [name, String(batch.lines[left.row]), left.reason],
                        raw: batch.raw[left.row])
                } else if left.how == .withheld {
                    rows.clearValues()
                    rows.withhold(batch, left.row, left.reason, unlessTold: false)
                }
            }
            try rows.take(batch) { (row, reason) throws(Failure) in
                if reasons.count < 10 { reasons.append("\(name):\(batch.lines[row]): \(reason)") }
                try rejects.add([name, String(batch.lines[row]), reason], raw: batch.raw[row])
            }
        }
        end.result.rejected = rejects.count
        try checkRejected(run, total, reasons, &end.result)
        return total
    }

    /// Lists what is withheld and what drifts.
    private func list(
        _ rows: FeedRows, _ run: Run, _ scope: StageScope, _ rejects: Listing,
        _ end: inout StageEnd
    ) throws(Failure) {
        let measured = rows.target.measuredColumn
        let listing = listing(
            run, scope, "withheld",
            "file\tline\treason\t\(rows.target.feed.key.joined(separator: "\t"))\t\(measured.name)")
        for row in rows.withheld {
            let key = rows.texts.cell(row.text).text
            let quantity =
                row.quantity == LookupTable.none ? "" : measured.kind.write(row.quantity)
            let reason = rows.reasons[row.reason]
            try listing.add(
                [rows.files[row.file].name, String(row.line), reason], text: key + "\t" + quantity)
            if run.listed != 0 {
                end.result.count(
                    "withheld: \(reason)", limit: run.listed,
                    StageResult.Change(
                        key: key.replacing("\t", with: " "), old: "", new: quantity, why: ""))
            }
        }
        for waiting in end.result.waiting {
            try listing.add(
                [waiting.file, String(waiting.line), waiting.reason],
                text: waiting.key + "\t" + waiting.measured)
        }
        end.result.withheld = listing.count
        end.result.rejected = rejects.count
        let drift = self.listing(
            run, scope, "drift",
            "\(rows.target.feed.key.joined(separator: "\t"))\ttold\tshown")
        for row in rows.driftRows { try drift.add(row) }
        end.result.drifted = drift.count
        end.listings = [rejects, listing, drift]
    }
}

extension FeedTarget {
    /// The digests of a row as `told` keeps it.
    var digests: ToldIndex.Digests { rowText.digestsOfText }

    /// The index for a scope, as it stands at this point of the run or plan; `expected` keys may be
    /// added to it.
    func index(
        _ run: Run, _ scope: StageScope, expected: Int = 0
    ) throws(Failure) -> ToldIndex {
        let name = feed.name + "." + scope.name
        if let index = run.indexes[name] { return index }
        let index = try ToldIndex.load(
            run.disk, run.ledger, feed: feed.name, scope: scope.name, form: form,
            expected: expected, digests: digests)
        if run.isPlan { run.indexes[name] = index }
        return index
    }
}

extension FeedTarget {
    /// Reads the values of a key that were told last into `cells`, one for each of the feed's
    /// columns; texts are kept in `arena`. False, and no cell touched, where nothing was.
    func read(
        _ slot: ToldSlot, _ run: Run, into cells: UnsafeMutablePointer<Cell>, _ arena: Arena
    ) throws(Failure) -> Bool {
        var next: Int64? = slot.row == 0 ? nil : Int64(slot.row)
        while let id = next, let told = try run.ledger.told(id) {
            if var text = told.row {
                text.withUTF8 { rowText.read($0, into: cells, arena) }
                return true
            }
            next = told.before
        }
        return false
    }
}

extension RowText {
    /// The digests of a row, from its text.
    var digestsOfText: ToldIndex.Digests {
        let arena = Arena(piece: 1 << 12)
        let held = Held(.allocate(capacity: columns.count))
        return { (text) throws(Failure) in
            arena.clear()
            self.read(text, into: held.cells, arena)
            return self.digests(held.cells)
        }
    }

    /// Memory that goes with the closure that holds it.
    private final class Held {
        let cells: UnsafeMutablePointer<Cell>
        init(_ cells: UnsafeMutablePointer<Cell>) { self.cells = cells }
        deinit { cells.deallocate() }
    }
}
