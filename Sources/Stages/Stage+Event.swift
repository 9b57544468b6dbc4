import Catalog
import Files
import Formats
import Ledgers
import Records

extension Stage {
    /// Does a stage of an event feed: goes through the query's rows, and tells what was not told yet.
    /// Documents that wait to be sent stay: another program or a person may have them already.
    func tell(
        _ source: QuerySource, _ target: FeedTarget, _ run: Run, _ scope: StageScope
    ) throws(Failure) -> StageEnd {
        var end = StageEnd()
        try run.prepareBooks()
        for step in steps { try step.load(run, scope) }
        let index = try target.index(run, .whole)
        let rejects = rejects(run, scope)
        let withheld = listing(
            run, scope, "withheld",
            "file\tline\treason\t\(target.feed.key.joined(separator: "\t"))\tvalues")
        let rows = try EventRows(target, run, index, rejects: rejects, withheld: withheld)
        let batch = Batch(slots: columns.slots.count)
        let total = try source.read(run, scope, batch: batch) { (batch) throws(Failure) in
            try pass(batch, from: 0)
            try rows.take(batch) { (row) throws(Failure) in try source.place(batch, row, run) }
        }
        try rows.end()
        end.result = rows.result
        end.result.rows = total
        end.result.rejected = rejects.count
        end.result.withheld = withheld.count
        end.listings = [rejects, withheld]
        for case let step as any WaitingStep in steps { end.result.waiting += step.waiting }
        if !end.result.waiting.isEmpty {
            let count = end.result.waiting.count
            end.result.notes.append(
                "\(count) \(count == 1 ? "waits" : "wait") for 'feedmill approve'")
        }
        noteDropped(&end.result)
        try checkRejected(run, total, rows.reasons, &end.result)
        try withExtendedLifetime(rows) { () throws(Failure) in
            try write(rows, target, run, index, &end)
        }
        return end
    }

    /// Writes what is due, and records it and what was refused.
    private func write(
        _ rows: EventRows, _ target: FeedTarget, _ run: Run, _ index: ToldIndex,
        _ end: inout StageEnd
    ) throws(Failure) {
        let feed = target.feed
        let told = try ToldWriter(run.ledger, feed: feed.name, scope: "")
        var hasChanged = false
        for (pool, groups) in rows.due {
            let scope =
                run.shop.pools.first { $0.name == pool }.map { StageScope($0) } ?? .whole
            guard let template = target.template(scope) else { continue }
            let isDry = { (group: [EventRow]) in self.isDry(group, target, run, pool) }
            for dry in [false, true] {
                let chosen = groups.filter { isDry($0) == dry }
                if chosen.isEmpty { continue }
                let writer = DocumentWriter(
                    run, target, scope, template, filled: filled(chosen, target),
                    nextId: dry ? 1 : try run.ledger.nextDocumentId())
                writer.isDry = dry
                for group in chosen {
                    let ids = try writer.add(group: group, told: dry ? nil : told)
                    for (row, id) in zip(group, ids) {
                        try set(row, id, target, index)
                        if !dry, feed.reader == .amazon, row.place.id != 0 {
                            try told.note(id, askedBy: row.place.id, line: row.place.line)
                        }
                    }
                    if !dry { end.result.told += group.count }
                }
                hasChanged = hasChanged || !dry
                for document in try writer.finish(told: dry ? nil : told) {
                    if let draft = document.draft {
                        if dry {
                            if run.disk.exists(document.path) {
                                try run.disk.remove(document.path)
                            }
                            try run.disk.publish(draft, as: document.path)
                        } else {
                            end.drafts.append((draft, document.path))
                        }
                    }
                    end.result.documents.append(
                        StageResult.Document(
                            name: document.name, digest: document.digest,
                            messages: document.messages, bytes: document.bytes, isDry: dry))
                }
            }
        }
        if run.shop.scope == .all {
            for (row, reason) in rows.refused {
                let id = try refuse(row, told, target)
                try run.ledger.record(refusal: reason, of: id)
                try set(row, id, target, index)
                hasChanged = true
            }
        }
        guard hasChanged else { return }
        let revision = try run.ledger.bumpRevision(
            of: ToldIndex.name(feed: feed.name, scope: ""))
        end.index = (index, revision, target.form)
    }

    /// What goes beyond what may be told uses its identity up, so that it is not told one day by surprise.
    private func refuse(
        _ row: EventRow, _ told: ToldWriter, _ target: FeedTarget
    ) throws(Failure) -> Int64 {
        var text: [UInt8] = []
        target.rowText.append(row.cells + target.key.count, to: &text)
        return try row.key.withUnsafeBufferPointer { (key) throws(Failure) in
            try text.withUnsafeBufferPointer { (text) throws(Failure) in
                try told.append(
                    key: key, row: text, document: nil, message: nil, before: row.before,
                    state: .refused, flags: .event)
            }
        }
    }

    private func set(
        _ row: EventRow, _ id: Int64, _ target: FeedTarget, _ index: ToldIndex
    ) throws(Failure) {
        let digests = target.rowText.digests(row.cells + target.key.count)
        let slot = index.insert(ToldIndex.key(row.key))
        slot.digest = digests.digest
        slot.shown = digests.shown
        slot.row = try ToldIndex.row(id)
        slot.flags = ToldRow.Flags.event.rawValue
    }

    /// Whether Amazon is not to be told of a group yet.
    private func isDry(
        _ group: [EventRow], _ target: FeedTarget, _ run: Run, _ pool: String
    ) -> Bool {
        if target.feed.reader == .seller { return run.mode == .asOf }
        if run.mode == .asOf { return true }
        switch run.shop.scope {
        case .all: return false
        case .dry: return true
        case .some(_, let skus):
            let sku = target.feed.columns.firstIndex { $0.name == "sku" }
            return !group.allSatisfy { row in
                let cell = sku.map { row.cells[target.key.count + $0] } ?? .absent
                return run.shop.scope.covers(pool: pool, sku: cell.text)
                    && (skus == nil || !cell.isAbsent)
            }
        }
    }

    /// Which columns have a value in any row.
    private func filled(_ groups: [[EventRow]], _ target: FeedTarget) -> [Bool] {
        (0..<target.key.count + target.feed.columns.count).map { column in
            groups.contains { $0.contains { !$0.cells[column].isAbsent } }
        }
    }
}

/// A step whose rows may wait for a person.
protocol WaitingStep: Step {
    var waiting: [StageResult.Waiting] { get }
}
