import CBytes
import Catalog
import Ledgers
import Records

/// The rows of one feed stage on their way: what is due of them, and what is withheld.
///
/// Every row of the source passes here, those that left the stage before among them: a key whose row
/// is there is not forgotten, and an offer that any report of the pool shows as Amazon's is never
/// told, whichever row says so and in whatever order they come.
final class FeedRows {
    /// What this run found of a key, in the free bits of its slot's flags.
    enum Found {
        static let seen: UInt32 = 1 << 8
        /// Fulfilled by Amazon.
        static let amazon: UInt32 = 1 << 9
        static let evaluated: UInt32 = 1 << 10
        static let due: UInt32 = 1 << 11
        /// Rows of the key disagree.
        static let conflict: UInt32 = 1 << 12
    }

    /// An offer that has a stock figure and is not told.
    struct Withheld {
        var key: Key
        var text: UInt32
        var quantity: Int64
        var reason: Int
        var file: Int
        var line: Int
        /// Told all the same where another row of the key could be.
        var unlessTold: Bool
    }

    let target: FeedTarget
    let run: Run
    let scope: StageScope
    let index: ToldIndex
    let files: [FileRow]
    let pending: Pending
    private(set) var withheld: [Withheld] = []
    private(set) var reasons: [String] = []
    let texts = TextStore()
    /// Offers evaluated, and those of them that are not at zero: what shares are taken of.
    private(set) var offers = 0
    private(set) var standing = 0
    private(set) var drifted = 0
    /// Whether an offer waits for what another feed has told.
    private(set) var waits = false
    private(set) var driftRows: [[String]] = []
    /// Keys of which a row says what was told last and another something else, and that.
    private(set) var disagreements: [(key: String, values: String)] = []

    private let own: OwnOffers
    /// Only where the feed has a quantity, and any is known.
    private let amazons: AmazonOffers?
    private let foregoing: ForegoingFeed?
    private let fallsOnly: FallsOnly?
    private let keys = UnsafeMutablePointer<Key>.allocate(
        capacity: Batch.capacity + FlatTable.ahead)
    /// 0, 1, 2, …
    private let allRows = UnsafeMutablePointer<Int32>.allocate(capacity: Batch.capacity)
    private let alive = UnsafeMutablePointer<Bool>.allocate(capacity: Batch.capacity)
    private let rowText: RowText
    private let zeroes: OwnZeroes
    /// Its rows may wait for a person: what `FeedMoves` needs of them stands behind their values.
    private let mayWait: Bool
    /// -1 for a column that no step sets, and for one that no report shows.
    private let valueSlots: [Int]
    private let shownSlots: [Int]
    private let isText: [Bool]
    private let showsAny: Bool
    private let values: UnsafeMutablePointer<Cell>
    private let shownValues: UnsafeMutablePointer<Cell>
    private var keyText: [UInt8] = []

    init(
        _ target: FeedTarget, _ run: Run, _ scope: StageScope, _ index: ToldIndex,
        _ files: [FileRow], stale: Stale?
    ) throws(Failure) {
        self.target = target
        fallsOnly = FallsOnly(stale, target, run)
        self.run = run
        self.scope = scope
        self.index = index
        self.files = files
        mayWait = FeedMoves(target) != nil
        pending = Pending(columns: target.values.count + (mayWait ? FeedMoves.extra : 0))
        zeroes = OwnZeroes(target, run, scope)
        rowText = target.rowText
        valueSlots = target.values.map { $0 ?? -1 }
        shownSlots = target.shown.map { $0 ?? -1 }
        isText = target.kinds.map { $0 == .text }
        showsAny = target.shown.contains { $0 != nil }
        values = .allocate(capacity: target.values.count + FeedMoves.extra)
        for extra in 0..<FeedMoves.extra { values[target.values.count + extra] = .absent }
        shownValues = .allocate(capacity: target.values.count)
        own = try OwnOffers(
            target.feed, run, scope, oldest: files.map(\.made).min() ?? 0)
        let amazons = target.sku == nil ? nil : try AmazonOffers(run, scope)
        self.amazons = amazons?.isEmpty == false ? amazons : nil
        foregoing = target.sku == nil ? nil : try ForegoingFeed(target.feed, run, scope)
        keys.initialize(repeating: Key([]), count: Batch.capacity + FlatTable.ahead)
        for row in 0..<Batch.capacity { allRows[row] = Int32(row) }
        for row in 0..<target.values.count {
            values[row] = .absent
            shownValues[row] = .absent
        }
    }

    deinit {
        keys.deallocate()
        allRows.deallocate()
        alive.deallocate()
        values.deallocate()
        shownValues.deallocate()
    }

    /// Takes the rows of a batch, after all steps. `reject` writes a row to the rejects.
    func take(
        _ batch: Batch, reject: (Int, String) throws(Failure) -> Void
    ) throws(Failure) {
        for row in 0..<batch.count { alive[row] = false }
        for index in 0..<batch.selected { alive[Int(batch.selection[index])] = true }
        let (keys, alive, index) = (keys, alive, index)
        let keyColumns = target.key.map { batch.columns[$0] }
        let channels = target.channel.map { batch.columns[$0] }
        index.fill(keys, from: keyColumns, rows: allRows, count: batch.count)
        if let amazons, let sku = target.sku {
            amazons.find(batch.columns[sku], rows: allRows, count: batch.count)
        }
        for row in 0..<batch.count {
            index.prefetch(keys[row + FlatTable.ahead])
            if isBlank(keyColumns, row) {
                if alive[row] { try reject(row, "the key of feed '\(target.feed.name)' is empty") }
                continue
            }
            // Anything but the merchant's own channel, DEFAULT (seen in real files), is Amazon's.
            if let channels, !channels[row].equals("DEFAULT") {
                index.insert(keys[row]).flags |= Found.seen | Found.amazon
                if alive[row] { try withholdAmazon(batch, row, channels[row]) }
            } else if let report = amazons?.report(row) {
                index.insert(keys[row]).flags |= Found.seen | Found.amazon
                guard alive[row], readValues(batch, row) == nil else { continue }
                withhold(batch, row, "fulfilled by Amazon, says \(report)", unlessTold: false)
            } else if alive[row] {
                if let reason = try evaluate(batch, row) { try reject(row, reason) }
            } else {
                index.find(keys[row])?.flags |= Found.seen
            }
        }
    }

    @inline(__always)
    private func isBlank(_ columns: [UnsafeMutablePointer<Cell>], _ row: Int) -> Bool {
        for column in 0..<columns.count where columns[column][row].isBlank { return true }
        return false
    }

    private func withholdAmazon(_ batch: Batch, _ row: Int, _ channel: Cell) throws(Failure) {
        guard readValues(batch, row) == nil else { return }
        let name = channel.text
        withhold(
            batch, row,
            name.isEmpty
                ? "the report does not say who fulfils the offer" : "fulfilled by Amazon (\(name))",
            unlessTold: false)
    }

    /// Lists a row that left the stage withheld.
    func withhold(_ batch: Batch, _ row: Int, _ reason: String, unlessTold: Bool) {
        var number = reasons.firstIndex(of: reason)
        if number == nil {
            reasons.append(reason)
            number = reasons.count - 1
        }
        let quantity = target.measured.map { values[$0] }
        setKeyText(batch, row)
        let text = keyText.withUnsafeBufferPointer { texts.put($0) }
        var hash = fm_hash()
        for slot in target.key { hash = batch.columns[slot][row].hash(after: hash) }
        withheld.append(
            Withheld(
                key: Key(hash), text: text ?? 0,
                quantity: quantity.map { $0.isNumber ? $0.number : LookupTable.none }
                    ?? LookupTable.none, reason: number ?? 0,
                file: batch.file, line: batch.lines[row], unlessTold: unlessTold))
    }

    /// Forgets the values of the row before, so that a withheld row shows none of them.
    func clearValues() {
        for column in 0..<target.values.count { values[column] = .absent }
    }

    /// Takes those rows from the withheld of which another row of the key could be told.
    func dropTold() {
        withheld.removeAll { row in
            row.unlessTold && index.insert(row.key).flags & Found.evaluated != 0
        }
    }

    private func setKeyText(_ batch: Batch, _ row: Int) {
        keyText.removeAll(keepingCapacity: true)
        batch.appendKey(of: row, target.key, to: &keyText)
    }

    /// The row's values of the feed's kinds. A text says what is wrong with them.
    private func readValues(_ batch: Batch, _ row: Int) -> String? {
        let values = values
        for column in 0..<valueSlots.count {
            let slot = valueSlots[column]
            guard slot >= 0, !batch.columns[slot][row].isBlank else {
                values[column] = .absent
                if !target.isOptional[column] {
                    return "'\(target.feed.columns[column].name)' is empty"
                }
                continue
            }
            let cell = batch.columns[slot][row]
            if cell.isNumber || isText[column] {
                values[column] = cell
            } else if let number = target.kinds[column].read(cell) {
                values[column] = Cell(number: number)
            } else {
                return "'\(target.feed.columns[column].name)' is '\(cell.text)', not "
                    + target.kinds[column].example
            }
        }
        return nil
    }

    /// What the report shows of the feed's columns.
    private func readShown(_ batch: Batch, _ row: Int) {
        let shownValues = shownValues
        for column in 0..<shownSlots.count {
            let slot = shownSlots[column]
            guard slot >= 0, !batch.columns[slot][row].isBlank else {
                shownValues[column] = .absent
                continue
            }
            let cell = batch.columns[slot][row]
            if cell.isNumber || isText[column] {
                shownValues[column] = cell
            } else {
                shownValues[column] =
                    target.kinds[column].read(cell).map { Cell(number: $0) } ?? .absent
            }
        }
    }

    /// Judges a row that the seller fulfils. A text says why it is rejected.
    private func evaluate(_ batch: Batch, _ row: Int) throws(Failure) -> String? {
        if let reason = readValues(batch, row) { return reason }
        readShown(batch, row)
        let slot = index.insert(keys[row])
        slot.flags |= Found.seen
        let asked = slot.row != 0 && slot.digest == 0
        var reopens = false
        if let status = target.status {
            let cell = batch.columns[status][row]
            if !cell.equals("Active") {
                var isOurs = own.mayOpen(slot, files[batch.file].made)
                if !isOurs, target.quantity == nil { isOurs = try zeroes.contain(keys[row]) }
                guard isOurs, cell.equals("Inactive") else {
                    let name = cell.text
                    withhold(
                        batch, row,
                        name == "Inactive"
                            ? "Inactive, and not set to zero by feedmill"
                            : "the offer is \(name.isEmpty ? "of unknown status" : name)",
                        unlessTold: true)
                    return nil
                }
                reopens = true
            }
        }
        return try due(batch, row, slot, asked: asked, reopens: reopens)
    }

    private func due(
        _ batch: Batch, _ row: Int, _ slot: ToldSlot, asked: Bool, reopens: Bool
    ) throws(Failure) -> String? {
        let digest = rowText.digests(values).digest
        let shownQuantity = target.measured.flatMap { column in
            shownValues[column].isNumber ? shownValues[column].number : nil
        }
        let isAgain = slot.flags & Found.evaluated != 0
        if isAgain {
            if slot.flags & Found.due != 0 {
                return add(batch, row, .again, .difference, 0, shownQuantity)
            }
            if slot.digest == digest { return nil }
            slot.flags |= Found.conflict
            let words = target.words(values)
            setKeyText(batch, row)
            disagreements.append((String(decoding: keyText, as: UTF8.self), words))
            return "rows of \(keyShown(batch, row)) in \(scope.title) disagree: this one says "
                + "\(words), another what was told last"
        }
        slot.flags |= Found.evaluated
        offers += 1
        let told = slot.row != 0
        let isZero = told ? slot.flags & ToldRow.Flags.zeroed.rawValue != 0 : shownQuantity == 0
        if told || shownQuantity != nil, !isZero { standing += 1 }
        var cause = Pending.Cause.difference
        if told, slot.digest == digest {
            guard drifts(batch, row, slot) else { return nil }
            drifted += 1
            guard target.feed.drift == .tell else {
                listDrift(batch, row)
                return nil
            }
            cause = .drift
        } else if asked {
            cause = .asked
        }
        slot.flags |= Found.due
        if let foregoing, let sku = target.sku, let quantity = target.quantity,
            values[quantity].isNumber, values[quantity].number > 0, isZero || shownQuantity == 0,
            let document = try foregoing.document(of: batch.columns[sku][row])
        {
            waits = true
            withhold(
                batch, row, "back from zero: waits until Amazon has \(document)",
                unlessTold: false)
            return nil
        }
        if let fallsOnly,
            try fallsOnly.stops(
                values, slot, shown: shownQuantity,
                isSettled: own.isSettled(slot.row, files[batch.file].made))
        {
            withhold(batch, row, fallsOnly.reason, unlessTold: false)
            return nil
        }
        var flags: ToldRow.Flags = []
        if let quantity = target.quantity, values[quantity].isNumber {
            if values[quantity].number == 0 { flags.insert(.zeroed) }
            if reopens, values[quantity].number > 0 { flags.insert(.reopens) }
        }
        return add(batch, row, .due, cause, UInt8(flags.rawValue), shownQuantity)
    }

    private func add(
        _ batch: Batch, _ row: Int, _ fate: Pending.Fate, _ cause: Pending.Cause, _ flags: UInt8,
        _ shown: Int64?
    ) -> String? {
        setKeyText(batch, row)
        if mayWait {
            FeedMoves.set(
                below: target.below.map { batch.columns[$0][row] } ?? .absent, file: batch.file,
                line: batch.lines[row], values + valueSlots.count)
        }
        let isKept = pending.add(
            key: keyText, cells: values, fate: fate, cause: cause,
            why: target.why.map { batch.columns[$0][row] } ?? .absent, flags: flags,
            shown: shown ?? LookupTable.none)
        return isKept ? nil : "a text of more than 65,535 bytes"
    }

    private func keyShown(_ batch: Batch, _ row: Int) -> String {
        zip(target.feed.key, target.key).map { "\($0) '\(batch.columns[$1][row].text)'" }
            .joined(separator: ", ")
    }

    /// Whether a report made well after Amazon had the row shows other values than were told.
    private func drifts(_ batch: Batch, _ row: Int, _ slot: ToldSlot) -> Bool {
        guard showsAny, rowText.digests(shownValues).shown != slot.shown else {
            return false
        }
        for column in 0..<shownSlots.count
        where shownSlots[column] >= 0
            && (shownValues[column].isAbsent || values[column].isAbsent)
        {
            return false
        }
        return own.isSettled(slot.row, files[batch.file].made)
    }

    private func listDrift(_ batch: Batch, _ row: Int) {
        guard driftRows.count < 100_000 else { return }
        func words(_ cells: UnsafeMutablePointer<Cell>) -> String {
            target.feed.columns.indices.filter { target.shown[$0] != nil }.map { column in
                let cell = cells[column]
                let kind = target.feed.columns[column].kind
                return
                    "\(target.feed.columns[column].name) \(cell.isNumber ? kind.write(cell.number) : cell.text)"
            }.joined(separator: ", ")
        }
        setKeyText(batch, row)
        driftRows.append(
            [String(decoding: keyText, as: UTF8.self), words(values), words(shownValues)])
    }
}
