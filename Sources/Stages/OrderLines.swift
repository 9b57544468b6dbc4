import CBytes
import Catalog
import Formats
import Ledgers
import Records

/// Keeps a book of order lines.
///
/// A line is known by its order and its item. Reports without item ids find theirs by order and sku:
/// of several rows of one sku in an order each has its own line, and rows that are the same to the byte
/// are one line, which is marked as repeated until a report with item ids settles it. Of two rows with
/// times the later counts. A row without one fills in what is not known, and says anew what rows with
/// times never say. A blank cell never takes away what is known: empty is not zero.
final class OrderLines: BookKeeper {
    let index: BookIndex
    private(set) var tally: BookTally

    private let target: BookTarget
    private let writer: BookWriter
    private var file: BookFile?
    private var serial: UInt32 = 0
    /// The columns that the file has, with their slots.
    private var present: [(column: Int, slot: Int)] = []
    private let (order, item, sku, later, marketplace, channel): (Int, Int, Int, Int, Int, Int)
    private let several: [BookColumn.Several?]
    /// Columns that keep the highest or lowest value of another.
    private let extremes: [Extreme]

    /// The cells of the row at hand, and of the line as the book has it.
    private let cells: UnsafeMutablePointer<Cell>
    private let stored: UnsafeMutablePointer<Cell>
    private let arena = Arena(piece: 1 << 12)
    private let keys: LineKeys
    private var messages: KnownMessages
    /// The line that further rows of a file may belong to.
    private let open: FoldedLine
    private let words = Arena(piece: 256)
    /// The channels that were seen: a file has a few.
    private var channels: [(channel: Cell, code: Cell)] = []
    private var fileMarketplace: Cell = .absent
    /// How often lines stand in the file or message, by their rows in the book; those that stand there once are not here.
    private var copies: [Int64: Int64] = [:]
    private var broken = BrokenOrders()

    init(
        _ target: BookTarget, _ index: BookIndex, _ writer: BookWriter, limit: Int?
    ) {
        self.target = target
        self.index = index
        self.writer = writer
        tally = BookTally(limit: limit)
        order = target.key[0]
        item = target.key[1]
        sku = target.column(target.book.sku) ?? 0
        keys = LineKeys(order: order, item: item, sku: sku)
        messages = KnownMessages(index.messages)
        later = target.column(target.book.later) ?? 0
        marketplace = target.column("marketplace") ?? -1
        channel = target.column("sales-channel") ?? -1
        several = target.book.columns.map(\.several)
        extremes = target.book.columns.enumerated().compactMap { Extreme($1, $0, target) }
        let count = target.book.columns.count
        cells = .allocate(capacity: count)
        stored = .allocate(capacity: count)
        for column in 0..<count {
            cells[column] = .absent
            stored[column] = .absent
        }
        open = FoldedLine(several)
    }

    deinit {
        cells.deallocate()
        stored.deallocate()
    }

    func begin(_ file: BookFile) throws(Failure) {
        self.file = file
        self.file?.serial = nextSerial()
        present = file.feeder.slots.enumerated().filter { $0.element >= 0 }.map {
            ($0.offset, $0.element)
        }
        for column in several.indices { cells[column] = .absent }
        fileMarketplace = words.keep(file.marketplace)
        open.isEmpty = true
        try broken.begin(writer)
        keys.begin()
        messages.begin(file, target.book)
    }

    func take(
        _ batch: Batch, reject: (_ line: Int, String) throws(Failure) -> Void
    ) throws(Failure) {
        guard var file else { return }
        let slots = file.feeder.slots
        let orders = batch.columns[slots[order]]
        let items = slots[item] >= 0 ? batch.columns[slots[item]] : nil
        for left in batch.left where left.how == .rejected {
            broken.add(orders[left.row], line: batch.lines[left.row])
        }
        keys.fill(batch, file, index, isSieved: false)
        var rejected: [Int] = []
        var ended = 0
        defer { if ended < batch.messages.count { self.file?.serial = nextSerial() } }
        for at in 0..<batch.selected {
            let row = Int(batch.selection[at])
            while ended < batch.messages.count, batch.messages[ended].row < row {
                ended += 1
                file.serial = nextSerial()
                self.file = file
            }
            if !keys.isNamed(row) {
                rejected.append(row)
                try reject(batch.lines[row], "it has neither an item id nor a sku")
                continue
            }
            // Half an order is not to be sent off.
            if let line = broken.line(of: orders[row]) {
                rejected.append(row)
                try reject(batch.lines[row], "line \(line), of the same order, cannot be used")
                continue
            }
            broken.meet(orders[row])
            if let time = time(batch, row, slots) { tally.add(time: time) }
            let digest = keys.digest(row)
            if file.feeder.folds, let items, !items[row].isBlank {
                gather(batch, row, slots)
                if open.takes(cells, order: order, item: item, digest: digest) { continue }
                try closeLine()
                gather(batch, row, slots)
                open.begin(cells, digest: digest, line: batch.lines[row])
                continue
            }
            try closeLine()
            if keys.isKnown(row, file, index) { continue }
            gather(batch, row, slots)
            try put(digest, line: batch.lines[row], file)
        }
        messages.learn(
            batch, rejected: rejected,
            times: slots[later] >= 0 ? batch.columns[slots[later]] : nil)
    }

    var sieve: RowSieve {
        RowSieve(rows: sieve, messages: messages.isOn ? pass : nil)
    }

    /// A message whose lines the book has: nothing of it but the time is kept.
    private func pass(_ message: Key) -> Int? {
        guard let known = messages.find(message) else { return nil }
        tally.add(time: known.time)
        return known.rows
    }

    /// Rows that a file of this kind said before, to the byte: nothing of them but their time is read.
    private func sieve(_ batch: Batch) {
        guard let file, file.feeder.isRawWhole, !file.feeder.folds, broken.isEmpty else { return }
        keys.fill(batch, file, index, isSieved: true)
        let orders = batch.columns[file.feeder.slots[order]]
        let slot = file.feeder.slots[later]
        let times = slot >= 0 ? batch.columns[slot] : nil
        batch.keep { row in
            guard keys.isNamed(row), !broken.isIncomplete(orders[row]),
                keys.isKnown(row, file, index)
            else { return true }
            if let times, let time = Kind.time.read(times[row]) { tally.add(time: time) }
            return false
        }
    }

    func end(reject: (_ line: Int, String) throws(Failure) -> Void) throws(Failure) {
        try closeLine()
        if let file, !file.isAgain { try broken.settle(file, writer, index, &tally) }
        file = nil
    }

    /// Rows of one sku in an order are lines of their own where they stand in one file, or in one message of a file
    /// that is made of such: each of these has a number.
    private func nextSerial() -> UInt32 {
        serial += 1
        if !copies.isEmpty { copies = [:] }
        return serial
    }

    private func time(_ batch: Batch, _ row: Int, _ slots: [Int]) -> Int64? {
        guard slots[later] >= 0 else { return nil }
        let cell = batch.columns[slots[later]][row]
        return cell.isNumber ? cell.number : nil
    }

    /// Sets `cells` to the row's, by the book's columns.
    private func gather(_ batch: Batch, _ row: Int, _ slots: [Int]) {
        for (column, slot) in present { cells[column] = batch.columns[slot][row] }
        if marketplace >= 0, slots[marketplace] < 0 { cells[marketplace] = .absent }
        for extreme in extremes { cells[extreme.column] = extreme.value(in: cells) }
        guard let file, marketplace >= 0, cells[marketplace].isBlank else { return }
        if channel >= 0, !cells[channel].isBlank {
            cells[marketplace] = marketplaceCell(of: cells[channel])
        } else if !file.marketplace.isEmpty {
            cells[marketplace] = fileMarketplace
        }
    }

    /// The code of a sales channel's marketplace; blank where it is none of Amazon's.
    private func marketplaceCell(of channel: Cell) -> Cell {
        for known in channels where known.channel.isSame(as: channel) { return known.code }
        let code = words.keep(Marketplace(channel: channel.text)?.code ?? "")
        channels.append((words.keep(channel.bytes), code))
        return code
    }

    /// Books the line of which all rows have been seen.
    private func closeLine() throws(Failure) {
        guard !open.isEmpty, let file else { return }
        open.isEmpty = true
        for column in several.indices { cells[column] = open.cells[column] }
        let key = LineKeys.itemKey(cells[order], cells[item])
        if let slot = index.find(key), slot.isKnown(open.digest, file) { return }
        try put(open.digest, line: open.line, file)
    }

    /// Finds the line of the row in `cells`, and changes or appends it.
    private func put(_ digest: UInt64, line: Int, _ file: BookFile) throws(Failure) {
        if !cells[item].isBlank {
            try putItem(digest, line, file)
        } else {
            try putSku(digest, line, file)
        }
    }

    private func putItem(_ digest: UInt64, _ line: Int, _ file: BookFile) throws(Failure) {
        let key = LineKeys.itemKey(cells[order], cells[item])
        if let slot = index.find(key) { return try change(slot, digest, line, file) }
        var nth: Int64 = 1
        if !cells[sku].isBlank {
            // A line that was only known by its sku may be this one.
            while let slot = index.find(LineKeys.skuKey(cells[order], cells[sku], nth: nth)) {
                arena.clear()
                let row = Int64(slot.row)
                let timed = slot.timed
                _ = try writer.read(row, into: stored, arena)
                if stored[item].isBlank {
                    index.hasChanged = true
                    let own = index.insert(key)
                    own.row = try ToldIndex.row(row)
                    own.timed = timed
                    return try change(own, digest, line, file, settles: true)
                }
                nth += 1
            }
        }
        try append(digest, line, file, nth: nth)
    }

    private func putSku(_ digest: UInt64, _ line: Int, _ file: BookFile) throws(Failure) {
        var free: Int64?
        var nth: Int64 = 1
        var candidates: [Int64] = []
        while let slot = index.find(LineKeys.skuKey(cells[order], cells[sku], nth: nth)) {
            let isSame = (file.feeder.isTimed ? slot.timed : slot.plain) == digest
            if slot.serial == file.serial {
                if isSame { return try repeated(Int64(slot.row), line, file) }
            } else if isSame {
                slot.serial = file.serial
                return
            } else {
                candidates.append(nth)
                free = free ?? nth
            }
            nth += 1
        }
        if candidates.count > 1 { free = try nearest(candidates) }
        guard let free, let slot = index.find(LineKeys.skuKey(cells[order], cells[sku], nth: free))
        else { return try append(digest, line, file, nth: nth) }
        try change(slot, digest, line, file)
    }

    /// Of several lines of one sku in an order, the one whose quantity and price are the row's, else the
    /// one with its quantity, else the first.
    private func nearest(_ candidates: [Int64]) throws(Failure) -> Int64? {
        let columns = ["quantity", "item-price"].compactMap { target.column($0) }
        var best: (nth: Int64, score: Int)?
        for nth in candidates {
            guard let slot = index.find(LineKeys.skuKey(cells[order], cells[sku], nth: nth)) else {
                continue
            }
            arena.clear()
            _ = try writer.read(Int64(slot.row), into: stored, arena)
            var score = 0
            for (rank, column) in columns.enumerated()
            where stored[column].isSame(as: cells[column]) {
                score += 2 - rank
            }
            if best.map({ score > $0.score }) ?? true { best = (nth, score) }
        }
        return best?.nth
    }

    /// A row that stands in its file again to the byte: its line is marked, unless item ids tell that
    /// it is one.
    private func repeated(_ row: Int64, _ line: Int, _ file: BookFile) throws(Failure) {
        arena.clear()
        var mark = try writer.read(row, into: stored, arena)
        copies[row, default: 1] += 1
        guard stored[item].isBlank, let count = copies[row], count > mark.repeated else { return }
        tally.count("stand twice in their file", name(stored), "line \(line)")
        mark.repeated = count
        try writer.update(row, stored, mark)
    }

    private func append(
        _ digest: UInt64, _ line: Int, _ file: BookFile, nth: Int64
    ) throws(Failure) {
        var mark = BookWriter.Mark(file: file.id, line: Int64(line))
        mark.nth = nth
        if !file.feeder.isTimed { mark.made = file.made }
        let id = try writer.insert(cells, mark)
        for key in LineKeys.keys(order: cells[order], item: cells[item], sku: cells[sku], nth: nth)
        {
            let slot = index.insert(key)
            slot.row = try ToldIndex.row(id)
            set(slot, digest, file)
        }
        tally.count("new lines", name(cells), words(cells))
    }

    private func set(_ slot: BookSlot, _ digest: UInt64, _ file: BookFile) {
        slot.serial = file.serial
        guard (file.feeder.isTimed ? slot.timed : slot.plain) != digest else { return }
        index.hasChanged = true
        if file.feeder.isTimed { slot.timed = digest } else { slot.plain = digest }
    }

    /// Changes the line of `slot` to what the row in `cells` says, as far as that counts. `settles`: its
    /// item id is new.
    private func change(
        _ slot: BookSlot, _ digest: UInt64, _ line: Int, _ file: BookFile, settles: Bool = false
    ) throws(Failure) {
        set(slot, digest, file)
        arena.clear()
        let row = Int64(slot.row)
        var mark = try writer.read(row, into: stored, arena)
        let before = mark
        var hasChanged = false
        let time = stored[later].isNumber ? stored[later].number : nil
        let isTimed = file.feeder.isTimed && cells[later].isNumber
        if isTimed, let time, cells[later].number < time {
            // It fills in nothing either: what was empty then may be so no longer.
            tally.count("older than the book", name(stored), "")
            return
        }
        let isNewer = file.made >= mark.made
        for column in several.indices where !cells[column].isBlank {
            guard !stored[column].isSame(as: cells[column]) else { continue }
            let mayReplace =
                isTimed || time == nil && isNewer || isNewer && !target.owned.contains(column)
            guard stored[column].isBlank || mayReplace else { continue }
            if let extreme = extremes.first(where: { $0.column == column }),
                !extreme.replaces(stored[column], by: cells[column])
            {
                continue
            }
            stored[column] = cells[column]
            hasChanged = true
        }
        // Which of two values of one time counts depends on the order of their files.
        if hasChanged, isTimed, time == cells[later].number { index.messages.forget() }
        if settles { mark.repeated = 1 }
        if !isTimed { mark.made = max(mark.made, file.made) }
        guard hasChanged || mark.repeated != before.repeated else { return }
        mark.file = file.id
        mark.line = Int64(line)
        try writer.update(row, stored, mark)
        tally.count("changed lines", name(stored), words(stored))
    }

    /// The order and the item or sku, as messages name a line.
    private func name(_ cells: UnsafePointer<Cell>) -> String {
        let which = cells[sku].isBlank ? cells[item] : cells[sku]
        return "\(cells[order].text) \(which.text)"
    }

    private func words(_ cells: UnsafePointer<Cell>) -> String {
        ["quantity", "order-status"].compactMap { name -> String? in
            guard let column = target.column(name), !cells[column].isBlank else { return nil }
            return name == "quantity" ? "quantity \(cells[column].text)" : cells[column].text
        }.joined(separator: ", ")
    }
}
