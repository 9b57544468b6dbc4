import CBytes
import Catalog
import Formats
import Ledgers
import Records

/// The rows of an event feed on their way: what of them is told, group by group.
///
/// What a key names is told once. Rows that stand next to each other and agree in the feed's `group` are
/// one message, and stand or fall together: where one of them left the stage rejected or withheld, none
/// of the group is told. A row told before with the same content is passed over; with other content it is
/// rejected, unless the feed takes edits and the row is one. What Amazon rejected is told again when a
/// person has asked for it.
final class EventRows {
    /// How a row came here.
    private enum Fate {
        case alive
        case left(Batch.Departure, String)
    }

    private struct Row {
        var fate: Fate
        var event: EventRow
        /// The slot of its key: the digest told last, and whether anything was told.
        var digest: UInt64
        var shown: UInt32
        var isEdit: Bool
        var why: String
        var pool: String?
    }

    /// What is told, by the pool that its document is for.
    private(set) var due: [(pool: String, groups: [[EventRow]])] = []
    /// Refused for good.
    private(set) var refused: [(row: EventRow, reason: String)] = []
    private(set) var result = StageResult()
    private(set) var reasons: [String] = []

    private let target: FeedTarget
    private let run: Run
    private let index: ToldIndex
    private let rejects: Listing
    private let withheld: Listing
    private let known: [(column: Int, list: Set<String>)]
    private let arena = Arena()
    private var group: [Row] = []
    private var groupKey = Key(low: 0, check: 1)
    private var allocated: [UnsafeMutablePointer<Cell>] = []
    private var seen: Set<Key> = []
    private var forms: [String: Form] = [:]
    private let width: Int
    private let groupWidth: Int

    init(
        _ target: FeedTarget, _ run: Run, _ index: ToldIndex, rejects: Listing, withheld: Listing
    ) throws(Failure) {
        self.target = target
        self.run = run
        self.index = index
        self.rejects = rejects
        self.withheld = withheld
        width = target.key.count + target.feed.columns.count
        groupWidth = target.feed.group.count
        var known: [(column: Int, list: Set<String>)] = []
        for (column, definition) in target.feed.columns.enumerated() {
            guard let name = definition.known else { continue }
            guard let list = try run.catalog.values(of: name) else {
                throw Failure(
                    .definition, at: definition.place,
                    "there is no list '\(name)': \(Catalog.lists)/\(name).txt")
            }
            known.append((column, list))
        }
        self.known = known
        for scope in FeedTarget.scopes(of: target.feed, run.shop) {
            guard let template = target.template(scope) else { continue }
            forms[scope.name] = template.form(filled: Array(repeating: true, count: width))
        }
    }

    deinit { for cells in allocated { cells.deallocate() } }

    /// Takes the rows of a batch, after all steps; `place` says where a row comes from.
    func take(
        _ batch: Batch, place: (Int) throws(Failure) -> RowPlace
    ) throws(Failure) {
        var fates = [Fate?](repeating: nil, count: batch.count)
        for index in 0..<batch.selected { fates[Int(batch.selection[index])] = .alive }
        for left in batch.left where left.how != .dropped {
            fates[left.row] = .left(left.how, left.reason)
        }
        for row in 0..<batch.count {
            guard let fate = fates[row] else { continue }
            let keyCells = target.key.map { batch.columns[$0][row] }
            let own = OnceBook.key(keyCells.prefix(groupWidth))
            if own != groupKey || group.isEmpty {
                try close()
                groupKey = own
            }
            var entry = make(batch, row, keyCells, fate)
            entry.event.place = try place(row)
            group.append(entry)
        }
    }

    /// No more rows come.
    func end() throws(Failure) { try close() }

    private func make(_ batch: Batch, _ row: Int, _ keyCells: [Cell], _ fate: Fate) -> Row {
        let cells = UnsafeMutablePointer<Cell>.allocate(capacity: width)
        allocated.append(cells)
        var key: [UInt8] = []
        batch.appendKey(of: row, target.key, to: &key)
        for (number, cell) in keyCells.enumerated() { cells[number] = keep(cell) }
        var fate = fate
        if keyCells.contains(where: \.isBlank), case .alive = fate {
            fate = .left(.rejected, "the key of feed '\(target.feed.name)' is empty")
        }
        for (number, slot) in target.values.enumerated() {
            let definition = target.feed.columns[number]
            let cell = slot.map { batch.columns[$0][row] } ?? .absent
            var value = keep(cell)
            if cell.isBlank {
                value = .absent
            } else if !cell.isNumber, definition.kind != .text {
                if let read = definition.kind.read(cell) {
                    value = Cell(number: read)
                } else if case .alive = fate {
                    fate = .left(
                        .rejected,
                        "'\(definition.name)' is '\(cell.text)', not \(definition.kind.example)")
                }
            }
            if value.isAbsent, !definition.isOptional, case .alive = fate {
                fate = .left(.rejected, "'\(definition.name)' is empty")
            }
            cells[target.key.count + number] = value
        }
        let digests = target.rowText.digests(cells + target.key.count)
        return Row(
            fate: fate, event: EventRow(key: key, cells: cells, place: RowPlace()),
            digest: digests.digest, shown: digests.shown,
            isEdit: target.edit.map { flag(batch.columns[$0][row]) } ?? false,
            why: target.why.map { batch.columns[$0][row].text } ?? "",
            pool: pool(batch, row))
    }

    private func keep(_ cell: Cell) -> Cell {
        cell.isNumber || cell.isAbsent ? cell : arena.keep(cell.bytes)
    }

    private func flag(_ cell: Cell) -> Bool {
        cell.isNumber ? cell.number == 1 : Kind.flag.read(cell) == 1
    }

    /// The pool that a row's document is for; nil where it is not known.
    private func pool(_ batch: Batch, _ row: Int) -> String? {
        guard let slot = target.marketplace else { return "" }
        let code = batch.columns[slot][row].text
        if let pool = run.shop.pool(of: code) { return pool.name }
        // A shop of one pool has no orders of another; of an order without a marketplace it is that one.
        return run.shop.pools.count == 1 ? run.shop.pools[0].name : nil
    }

    /// Decides about the rows of a group.
    private func close() throws(Failure) {
        guard !group.isEmpty else { return }
        defer { group.removeAll(keepingCapacity: true) }
        guard seen.insert(groupKey).inserted else {
            throw Failure(
                .definition, at: target.feed.place,
                "the rows of \(name()) do not stand next to each other: its query must order them")
        }
        if try judgeLeft() { return }
        if let reason = disagreement() ?? stranger() { return try reject(reason, isOfAll: true) }
        var due: [Row] = []
        var changed: Row?
        var toldRows = 0
        for row in group {
            guard let slot = index.find(ToldIndex.key(row.event.key)) else {
                due.append(row)
                continue
            }
            var row = row
            row.event.before = Int64(slot.row)
            if slot.digest == row.digest {
                toldRows += 1
            } else {
                if slot.digest != 0 { changed = changed ?? row }
                due.append(row)
            }
        }
        if due.isEmpty { return }
        if toldRows > 0 || changed != nil, due.contains(where: { !isAsked($0) }) {
            guard try takesEdit(changed ?? due[0]) else { return }
        }
        try tell(due)
    }

    /// Whether a person has asked for a row to be told again.
    private func isAsked(_ row: Row) -> Bool {
        guard let slot = index.find(ToldIndex.key(row.event.key)) else { return false }
        return slot.digest == 0
    }

    /// Rejects or withholds the group where one of its rows left so.
    private func judgeLeft() throws(Failure) -> Bool {
        var worst: (how: Batch.Departure, reason: String)?
        for row in group {
            guard case .left(let how, let reason) = row.fate else { continue }
            let isWorse = worst.map { $0.how == .withheld && how != .withheld } ?? true
            if isWorse { worst = (how, reason) }
        }
        guard let worst else { return false }
        if worst.how == .withheld {
            for row in group { try withhold(row, reason(row, worst.reason)) }
            return true
        }
        let isNew = group.contains { index.find(ToldIndex.key($0.event.key)) == nil }
        if worst.how == .refused, isNew {
            refused += group.filter { index.find(ToldIndex.key($0.event.key)) == nil }
                .map { ($0.event, reason($0, worst.reason)) }
        }
        try reject(worst.reason)
        return true
    }

    /// A row's own reason, or that of another in its group.
    private func reason(_ row: Row, _ other: String) -> String {
        if case .left(_, let reason) = row.fate { return reason }
        return "with another row of \(name()): \(other)"
    }

    /// Rejects the group. `isOfAll`: the reason is of the group, and not of the rows that left.
    private func reject(_ reason: String, isOfAll: Bool = false) throws(Failure) {
        for row in group {
            let own = isOfAll ? reason : self.reason(row, reason)
            if reasons.count < 10 {
                reasons.append("\(row.event.place.file):\(row.event.place.line): \(own)")
            }
            try rejects.add(
                [row.event.place.file, String(row.event.place.line), own], text: words(row))
        }
        if run.listed != 0 {
            result.count(
                "rejected", limit: run.listed,
                StageResult.Change(key: name(), old: "", new: "", why: reason))
        }
    }

    private func withhold(_ row: Row, _ reason: String) throws(Failure) {
        try withheld.add(
            [row.event.place.file, String(row.event.place.line), reason], text: words(row))
        guard run.listed != 0 else { return }
        result.count(
            "withheld: \(reason)", limit: run.listed,
            StageResult.Change(
                key: key(row), old: "", new: target.words(row.event.cells + target.key.count),
                why: ""))
    }

    /// Rows of one message that say different things of what it says once.
    private func disagreement() -> String? {
        guard let first = group.first, group.count > 1, let form = forms[first.pool ?? ""] else {
            return nil
        }
        for column in form.shared.sorted() {
            let other = group.first {
                !$0.event.cells[column].isSame(as: first.event.cells[column])
            }
            guard other != nil else { continue }
            let name =
                column < target.key.count
                ? target.feed.key[column] : target.feed.columns[column - target.key.count].name
            return "the rows of \(self.name()) differ in '\(name)', which stands in a message once"
        }
        if group.contains(where: { $0.pool != first.pool }) {
            return "the rows of \(name()) are of marketplaces of different pools"
        }
        return nil
    }

    /// Values that may not be told, or cannot be.
    private func stranger() -> String? {
        for row in group {
            guard let pool = row.pool, let form = forms[pool] else {
                return "the marketplace of \(name()) is not one of the shop's"
            }
            let dialect = target.feed.dialect(target.dialect(for: scope(pool)))
            for (number, column) in target.feed.columns.enumerated() {
                let cell = row.event.cells[target.key.count + number]
                if cell.isAbsent { continue }
                let own = dialect?.words[column.name] ?? []
                for (words, whose) in [
                    (column.words, ""), (own, " in dialect '\(dialect?.name ?? "")'"),
                ]
                where !words.isEmpty && !words.contains(cell.text) {
                    let hint = Suggestion.nearest(to: cell.text, in: words)
                    return "'\(column.name)' cannot be '\(cell.text)'\(whose)"
                        + (hint.map { "; did you mean '\($0)'?" } ?? "")
                }
            }
            if let refusal = form.refusal(of: row.event.cells) {
                return "\(refusal) cannot be told"
            }
            if let unsaid = unsaid(row, pool) { return unsaid }
        }
        return nil
    }

    private func unsaid(_ row: Row, _ pool: String) -> String? {
        guard let template = target.template(scope(pool)) else { return nil }
        let keys = target.key.count
        for (number, column) in target.feed.columns.enumerated()
        where !row.event.cells[keys + number].isAbsent && !template.says.contains(keys + number) {
            let others = target.dialects(saying: number, scope(pool), run.shop)
            return
                "\(column.about ?? column.name) cannot be told in dialect '\(target.dialect(for: scope(pool)))'; "
                + (others.isEmpty ? "none can" : "\(others.quoted(last: "and")) can")
        }
        return nil
    }

    private func scope(_ pool: String) -> StageScope {
        run.shop.pools.first { $0.name == pool }.map { StageScope($0) } ?? .whole
    }

    /// Whether a group of which something was told with other content may be told; else it is rejected.
    private func takesEdit(_ row: Row) throws(Failure) -> Bool {
        switch target.feed.edits {
        case .any: return true
        case .said where row.isEdit: return true
        case .said, .none:
            let told =
                try index.find(ToldIndex.key(row.event.key)).flatMap {
                    (slot) throws(Failure) in try run.ledger.told(Int64(slot.row))
                }
            let document = try told?.document.flatMap {
                (id) throws(Failure) in try run.ledger.document(id)?.name
            }
            let place = document.map { " in \($0), message \(told?.message ?? 0)" } ?? ""
            try reject("\(name()) was told with other content\(place)", isOfAll: true)
            return false
        }
    }

    private func tell(_ rows: [Row]) throws(Failure) {
        guard let pool = rows[0].pool else { return }
        for row in rows {
            for (column, list) in known {
                let cell = row.event.cells[target.key.count + column]
                guard !cell.isAbsent, !list.contains(cell.text) else { continue }
                let note =
                    "\(target.feed.columns[column].name) '\(cell.text)' is not in Amazon's list"
                    + (Suggestion.nearest(to: cell.text, in: Array(list).sorted())
                        .map { "; did you mean '\($0)'?" } ?? "")
                if !result.notes.contains(note) { result.notes.append(note) }
            }
            guard run.listed != 0 else { continue }
            result.count(
                row.event.before == nil
                    ? "told" : isAsked(row) ? "told again, as asked" : "edited",
                limit: run.listed,
                StageResult.Change(
                    key: key(row), old: "",
                    new: target.words(row.event.cells + target.key.count), why: row.why))
        }
        let number =
            due.firstIndex { $0.pool == pool }
            ?? {
                due.append((pool, []))
                return due.count - 1
            }()
        due[number].groups.append(rows.map(\.event))
    }

    private func key(_ row: Row) -> String {
        String(decoding: row.event.key, as: UTF8.self).replacing("\t", with: " ")
    }

    private func words(_ row: Row) -> String {
        String(decoding: row.event.key, as: UTF8.self) + "\t"
            + target.words(row.event.cells + target.key.count)
    }

    /// "refund-id 'R1'".
    private func name() -> String {
        guard let row = group.first else { return "" }
        return (0..<groupWidth).map { "\(target.feed.key[$0]) '\(row.event.cells[$0].text)'" }
            .joined(separator: ", ")
    }
}
