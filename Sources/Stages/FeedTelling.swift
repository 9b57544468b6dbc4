import CBytes
import Catalog
import Files
import Formats
import Ledgers
import Records

/// The end of a feed stage: decides what of the due rows is told, and writes it.
///
/// The documents that it leaves are finished drafts, already recorded in the open transaction; they
/// take their names when that is committed.
final class FeedTelling {
    private let rows: FeedRows
    private let target: FeedTarget
    private let run: Run
    private let scope: StageScope
    private let index: ToldIndex
    private let template: Template
    private let judge: GuardJudge
    private var cells: UnsafeMutablePointer<Cell>
    private var oldCells: UnsafeMutablePointer<Cell>
    private let arena = Arena()
    private var filled: [Bool]
    private(set) var result = StageResult()
    /// Finished drafts, with the names that they are to take.
    private(set) var drafts: [(draft: String, name: String)] = []
    /// Whether anything was told or forgotten, so that the index has changed.
    private(set) var hasChanged = false

    private var tally: FeedTally
    /// Nil where no row of the feed ever waits.
    private let moves: FeedMoves?
    private var approvals: FeedApprovals?
    /// The columns that the dialect has no place for.
    private let unsaid: [Int]

    init(_ rows: FeedRows, _ template: Template, _ judge: GuardJudge) {
        self.rows = rows
        target = rows.target
        moves = FeedMoves(rows.target)
        let keys = rows.target.key.count
        unsaid = rows.target.feed.columns.indices.filter { !template.says.contains(keys + $0) }
        run = rows.run
        scope = rows.scope
        index = rows.index
        self.template = template
        self.judge = judge
        tally = FeedTally(rows.target, judge)
        let width = target.feed.columns.count + FeedMoves.extra
        cells = .allocate(capacity: width + target.key.count)
        oldCells = .allocate(capacity: width)
        for column in 0..<width { oldCells[column] = .absent }
        for column in 0..<width + target.key.count { cells[column] = .absent }
        filled =
            Array(repeating: true, count: target.key.count)
            + Array(repeating: false, count: target.feed.columns.count)
    }

    deinit {
        cells.deallocate()
        oldCells.deallocate()
    }

    /// What the stage found so far.
    func start(_ result: StageResult) { self.result = result }

    /// The values of the entry at hand; the key's cells stand before them.
    private var values: UnsafeMutablePointer<Cell> { cells + target.key.count }

    /// Decides what is told. Throws where a guard trips that stops the stage.
    func decide(_ reject: (String, String) throws(Failure) -> Void) throws(Failure) {
        try dropConflicts(reject)
        let needsOld =
            run.listed != 0 || judge.guards[.zeroed] != nil || judge.guards[.raised] != nil
            || judge.guards[.highest] != nil || moves != nil
        if moves != nil { approvals = try FeedApprovals(target, run, scope) }
        try rows.pending.forEach(values) { (entry) throws(Failure) in
            guard entry.fate == .due else { return }
            let slot = index.insert(ToldIndex.key(entry.key))
            if slot.flags & (FeedRows.Found.amazon | FeedRows.Found.conflict) != 0 {
                entry.fate = .dropped
                return
            }
            if needsOld { try weigh(entry, slot) }
        }
        try judgeGuards()
        // A column that a row has a value in stands in the document, optional or not.
        let form = template.form(filled: filled.map { _ in true })
        try rows.pending.forEach(values) { (entry) throws(Failure) in
            guard entry.fate == .due else { return }
            readKey(entry)
            if let refusal = refusal(form) {
                entry.fate = .dropped
                try reject(String(decoding: entry.key, as: UTF8.self), refusal)
                return
            }
            if run.mode == .asOf {
                entry.fate = .dry
            } else if run.shop.scope != .all {
                let sku = String(decoding: cells[0].bytes, as: UTF8.self)
                if !run.shop.scope.covers(pool: scope.pool, sku: sku) { entry.fate = .dry }
            }
            for column in target.feed.columns.indices where !values[column].isAbsent {
                filled[target.key.count + column] = true
            }
        }
    }

    /// Why the message in `cells` cannot be told; nil where it can.
    private func refusal(_ form: Form) -> String? {
        if let refusal = form.refusal(of: cells) { return "\(refusal) cannot be told" }
        for index in unsaid where !values[index].isAbsent {
            let others = target.dialects(saying: index, scope, run.shop)
            let column = target.feed.columns[index]
            return
                "\(column.about ?? column.name) cannot be told in dialect '\(target.dialect(for: scope))'; "
                + (others.isEmpty ? "none can" : "\(others.quoted(last: "and")) can")
        }
        // Amazon: 1 to 40 characters.
        if let sku = target.feed.key.firstIndex(of: "seller-sku"), cells[sku].bytes.count > 40,
            cells[sku].text.unicodeScalars.count > 40
        {
            return "seller-sku is longer than 40 characters"
        }
        return nil
    }

    /// Rejects keys of which rows disagree, with the values of each of them.
    private func dropConflicts(
        _ reject: (String, String) throws(Failure) -> Void
    ) throws(Failure) {
        if run.listed != 0 {
            for (key, values) in rows.disagreements { listConflict(key, values) }
        }
        guard rows.pending.again > 0 else { return }
        var conflicts: [Key: [String]] = [:]
        let digests = FlatTable(payload: 8, expected: rows.pending.count)
        try rows.pending.forEach(values) { (entry) throws(Failure) in
            let key = ToldIndex.key(entry.key)
            let digest = target.rowText.digests(values).digest
            let (payload, isNew) = digests.insert(key)
            if isNew {
                payload.storeBytes(of: digest, as: UInt64.self)
            } else if payload.loadUnaligned(as: UInt64.self) != digest {
                index.insert(key).flags |= FeedRows.Found.conflict
                conflicts[key] = []
            }
        }
        guard !conflicts.isEmpty else { return }
        var order: [(key: Key, text: String)] = []
        try rows.pending.forEach(values) { (entry) throws(Failure) in
            let key = ToldIndex.key(entry.key)
            guard let known = conflicts[key] else { return }
            if known.isEmpty { order.append((key, String(decoding: entry.key, as: UTF8.self))) }
            let words = target.words(values)
            if !known.contains(words) { conflicts[key] = known + [words] }
        }
        for (key, text) in order {
            let words = conflicts[key, default: []].joined(separator: " / ")
            try reject(text, "its rows in \(scope.title) disagree: \(words)")
            if run.listed != 0 { listConflict(text, words) }
        }
    }

    private func listConflict(_ key: String, _ values: String) {
        result.count(
            "rejected, as their rows inside the pool disagree", limit: run.listed,
            StageResult.Change(
                key: key.replacing("\t", with: " "), old: "", new: values, why: ""))
    }

    /// Cuts the entry's key into the cells before its values.
    private func readKey(_ entry: Pending.Entry) {
        var column = 0
        var start = 0
        let key = entry.key
        for at in 0...key.count where at == key.count || key[at] == 9 {
            if column < target.key.count, let base = key.baseAddress {
                cells[column] = Cell(base + start, count: at - start)
            }
            column += 1
            start = at + 1
        }
    }

    /// Looks up what was told before, lists the change, and counts for the guards.
    private func weigh(_ entry: Pending.Entry, _ slot: ToldSlot) throws(Failure) {
        arena.clear()
        let hasOld = try readOld(slot)
        let key = String(decoding: entry.key, as: UTF8.self).replacing("\t", with: " ")
        var old: Int64?
        var new: Int64?
        if let measured = target.measured {
            new = values[measured].isNumber ? values[measured].number : nil
            if hasOld, oldCells[measured].isNumber { old = oldCells[measured].number }
            if !hasOld, entry.shown != LookupTable.none { old = entry.shown }
        }
        if target.quantity != nil { tally.addQuantity(key, old, new) }
        var change = StageResult.Change(
            key: key, old: "", new: "", why: rows.pending.whys[entry.why])
        if run.listed != 0 {
            let kind = target.measuredColumn.kind
            change.old =
                hasOld
                ? target.words(oldCells)
                : entry.shown == LookupTable.none ? "-" : "(\(kind.write(entry.shown)))"
            change.new = target.words(values)
        }
        if let moves, let approvals {
            if !hasOld { for index in target.feed.columns.indices { oldCells[index] = .absent } }
            let shown = entry.shown == LookupTable.none ? nil : entry.shown
            let reason = moves.reason(values, old: oldCells, shown: shown)
            let isApproved =
                reason != nil && approvals.meet(ToldIndex.key(entry.key), values)
            if let old, let new, !isApproved { tally.addPrice(key, old, new) }
            if let reason {
                change.why = reason
                if !isApproved {
                    hold(entry, change, approvals.digest(values), moves.place(values))
                }
                if run.listed != 0 {
                    let group = isApproved ? "approved" : "waiting for 'feedmill approve'"
                    result.count(group, limit: run.listed, change)
                }
                return
            }
        }
        if run.listed != 0 {
            result.count(
                entry.cause.group(old, new, hasOld: hasOld, of: target.measuredColumn.name),
                limit: run.listed, change)
        }
    }

    /// Keeps the entry at hand back until a person approves it.
    private func hold(
        _ entry: Pending.Entry, _ change: StageResult.Change, _ digest: Digest,
        _ place: (file: Int, line: Int)
    ) {
        entry.fate = .waiting
        let measured = target.measured.map { values[$0] } ?? .absent
        result.waiting.append(
            StageResult.Waiting(
                file: rows.files[place.file].name, line: place.line,
                key: String(decoding: entry.key, as: UTF8.self), old: change.old, new: change.new,
                measured: measured.isNumber
                    ? target.measuredColumn.kind.write(measured.number) : "",
                reason: change.why, digest: digest))
    }

    /// Reads the row told last into `oldCells`. False where nothing was.
    private func readOld(_ slot: ToldSlot) throws(Failure) -> Bool {
        try target.read(slot, run, into: oldCells, arena)
    }

    private func judgeGuards() throws(Failure) {
        result.heldBack = try tally.judge(judge, rows, &result)
        if !result.waiting.isEmpty {
            let count = result.waiting.count
            result.notes.append(
                "\(count) \(count == 1 ? "waits" : "wait") for 'feedmill approve'")
        }
        if result.heldBack != nil { try holdBackRaised() }
    }

    /// Takes the rows that would raise a quantity out, and leaves the others: stopping those would
    /// sell what is not there.
    private func holdBackRaised() throws(Failure) {
        guard let quantity = target.quantity else { return }
        try rows.pending.forEach(values) { (entry) throws(Failure) in
            guard entry.fate == .due, values[quantity].isNumber else { return }
            let slot = index.insert(ToldIndex.key(entry.key))
            arena.clear()
            var old: Int64? = entry.shown == LookupTable.none ? nil : entry.shown
            if try readOld(slot) {
                old = oldCells[quantity].isNumber ? oldCells[quantity].number : nil
            }
            if old.map({ values[quantity].number > $0 }) ?? true { entry.fate = .heldBack }
        }
    }

    /// The digests of the documents that `write` would leave, without writing any.
    func rehearse(first: Int64) throws(Failure) -> (documents: [Digest], reopens: [Bool]) {
        let writer = DocumentWriter(run, target, scope, template, filled: filled, nextId: first)
        writer.isRehearsal = true
        var reopens: [Bool] = []
        try each(.due) { (entry, slot) throws(Failure) in
            reopens.append(ToldRow.Flags(rawValue: UInt32(entry.flags)).contains(.reopens))
            try writer.add(entry, cells, values, before: nil, told: nil)
        }
        return (try writer.finish(told: nil).map(\.digest), reopens)
    }

    /// Ends the approvals that this stage did not meet.
    func voidApprovals() throws(Failure) { try approvals?.voidUnmet() }

    /// Goes through the rows of a fate: those that set a quantity to zero first, as of several documents the
    /// last comes late, and a minute of too much stock is dearer than one of too little.
    private func each(
        _ fate: Pending.Fate, _ body: (Pending.Entry, Key) throws(Failure) -> Void
    ) throws(Failure) {
        for isZeroed in target.quantity == nil ? [false] : [true, false] {
            try rows.pending.forEach(values) { (entry) throws(Failure) in
                let flags = ToldRow.Flags(rawValue: UInt32(entry.flags))
                guard entry.fate == fate, flags.contains(.zeroed) == isZeroed else { return }
                readKey(entry)
                try body(entry, ToldIndex.key(entry.key))
            }
        }
    }

    /// Writes the documents, and the rows of `told`.
    func write() throws(Failure) {
        let told = try ToldWriter(run.ledger, feed: target.feed.name, scope: scope.name)
        let writer = DocumentWriter(
            run, target, scope, template, filled: filled,
            nextId: try run.ledger.nextDocumentId())
        try each(.due) { (entry, key) throws(Failure) in
            let slot = index.insert(key)
            let id = try writer.add(
                entry, cells, values, before: slot.row == 0 ? nil : Int64(slot.row), told: told)
            let (digest, shown) = target.rowText.digests(values)
            slot.digest = digest
            slot.shown = shown
            slot.row = try ToldIndex.row(id)
            slot.flags = slot.flags & ~0xFF | UInt32(entry.flags)
            result.told += 1
            try approvals?.setTold(id, key)
        }
        try voidApprovals()
        for document in try writer.finish(told: told) {
            if let draft = document.draft { drafts.append((draft, document.path)) }
            add(document, isDry: false)
        }
        try writeDry()
        try forget(told)
        hasChanged = result.told > 0 || result.forgotten > 0
    }

    /// What is not to be told goes into the run's folder, marked as dry by its name.
    private func writeDry() throws(Failure) {
        let writer = DocumentWriter(run, target, scope, template, filled: filled, nextId: 1)
        writer.isDry = true
        try each(.dry) { (entry, _) throws(Failure) in
            _ = try writer.add(entry, cells, values, before: nil, told: nil)
        }
        for document in try writer.finish(told: nil) {
            if let draft = document.draft {
                if run.disk.exists(document.path) { try run.disk.remove(document.path) }
                try run.disk.publish(draft, as: document.path)
            }
            add(document, isDry: true)
        }
    }

    private func add(_ document: DocumentWriter.Written, isDry: Bool) {
        result.documents.append(
            StageResult.Document(
                name: document.name, digest: document.digest, messages: document.messages,
                bytes: document.bytes, isDry: isDry))
    }

    /// Whether keys that something was told of have left the source.
    var forgets: Bool {
        var isAny = false
        index.visit { _, slot in isAny = isAny || slot.flags & FeedRows.Found.seen == 0 }
        return isAny
    }

    /// Keys that left the source are forgotten: should they come back, they are told again.
    private func forget(_ told: ToldWriter) throws(Failure) {
        var gone: [(Key, UInt32)] = []
        index.visit { key, slot in
            if slot.flags & FeedRows.Found.seen == 0 { gone.append((key, slot.row)) }
        }
        index.clearRunFlags()
        gone.sort { $0.1 < $1.1 }
        for (key, row) in gone {
            guard let last = try run.ledger.told(Int64(row)) else { continue }
            _ = try told.mark(.forgotten, key: last.key, before: last.id)
            index.forget(key)
            if run.listed != 0 {
                result.count(
                    "forgotten, as no report lists them any more", limit: run.listed,
                    StageResult.Change(
                        key: last.key.replacing("\t", with: " "), old: "", new: "", why: ""))
            }
        }
        result.forgotten = gone.count
    }
}
