import CBytes
import Catalog
import Files
import Ledgers
import Records

extension Stage {
    /// The whole story of one key: its rows in the current files, what each step did to them, what
    /// would be told of it now and why, and what was told before. Nothing is changed.
    package func explain(
        _ run: Run, _ scope: StageScope, key: String
    ) throws(Failure) -> [String] {
        guard case .current(let source) = from, case .feed(let target) = into else { return [] }
        let files = try source.files(run, scope)
        let notes = try load(source, target, run, scope)
        let index = try target.index(run, scope)
        let rows = try FeedRows(
            target, run, scope, index, files, stale: try staleTable(run, scope))
        let batch = Batch(slots: columns.slots.count)
        let wanted = Key([key])
        var lines: [String] = []
        _ = try source.read(files, run, scope, batch: batch) { (batch) throws(Failure) in
            batch.keep { row in
                Key(batch.columns[target.key[0]][row].hash(after: fm_hash())) == wanted
            }
            guard batch.selected > 0 else { return }
            for index in 0..<batch.selected {
                let row = Int(batch.selection[index])
                lines.append("\(files[batch.file].name):\(batch.lines[row])")
                lines += sourceLines(batch, row)
            }
            try walk(batch, run, scope, &lines)
            try rows.take(batch) { (_, reason) in lines.append("  rejected: \(reason)") }
        }
        if lines.isEmpty { lines.append("no current file of '\(source.report.name)' lists it") }
        lines += notes
        let slot = index.find(wanted)
        try verdict(rows, target, &lines)
        if let slot {
            try history(Int64(slot.row), run, &lines)
        } else {
            lines.append("told so far: nothing")
        }
        return lines
    }

    /// Does the steps to the selected rows and says what each did.
    private func walk(
        _ batch: Batch, _ run: Run, _ scope: StageScope, _ lines: inout [String]
    ) throws(Failure) {
        for (index, step) in steps.enumerated() where batch.selected > 0 {
            let before = (0..<batch.selected).map { Int(batch.selection[$0]) }
            try step.process(batch)
            let node = definition.through[index].plain
            for row in before {
                let said = try step.explain(batch, row, run, scope)
                guard !said.isEmpty else { continue }
                lines.append("  \(node)")
                lines += said.map { "    \($0)" }
            }
            for left in batch.left where before.contains(left.row) {
                lines.append("  \(left.how.rawName): \(left.reason)")
            }
            batch.left.removeAll()
        }
    }

    /// The source's own columns that the stage uses.
    private func sourceLines(_ batch: Batch, _ row: Int) -> [String] {
        columns.slots.enumerated().compactMap { slot, column in
            guard column.source != nil, !batch.columns[slot][row].isAbsent else { return nil }
            let cell = batch.columns[slot][row]
            let text = cell.isNumber ? column.kind.write(cell.number) : cell.text
            return "    \(column.name): \(text.isEmpty ? "(empty)" : text)"
        }
    }

    private func verdict(
        _ rows: FeedRows, _ target: FeedTarget, _ lines: inout [String]
    ) throws(Failure) {
        rows.dropTold()
        let values = UnsafeMutablePointer<Cell>.allocate(
            capacity: target.feed.columns.count + FeedMoves.extra)
        defer { values.deallocate() }
        for column in 0..<target.feed.columns.count + FeedMoves.extra { values[column] = .absent }
        var due: [String] = []
        try rows.pending.forEach(values) { (entry) throws(Failure) in
            guard entry.fate == .due else { return }
            var text: [UInt8] = []
            target.rowText.append(values, to: &text)
            let why = rows.pending.whys[entry.why]
            let cause =
                switch entry.cause {
                case .difference: "differs from what was told last"
                case .drift: "Amazon shows something else than it was told"
                case .asked: "asked for with retell"
                }
            due.append(
                "due: \(String(decoding: text, as: UTF8.self))"
                    + (why.isEmpty ? "" : " by \(why)") + "; \(cause)")
            let slot = rows.index.insert(ToldIndex.key(entry.key))
            if let reason = try waits(entry, slot, values, text, rows) { due.append(reason) }
        }
        for row in rows.withheld { due.append("withheld: \(rows.reasons[row.reason])") }
        lines += due.isEmpty ? ["not due: there is nothing new to tell"] : due
    }

    /// That a due row waits for a person, and why; or that one has approved it. Nil for others.
    private func waits(
        _ entry: Pending.Entry, _ slot: ToldSlot, _ values: UnsafePointer<Cell>,
        _ text: [UInt8], _ rows: FeedRows
    ) throws(Failure) -> String? {
        guard let moves = FeedMoves(rows.target) else { return nil }
        let old = UnsafeMutablePointer<Cell>.allocate(capacity: rows.target.feed.columns.count)
        defer { old.deallocate() }
        for column in rows.target.feed.columns.indices { old[column] = .absent }
        let arena = Arena(piece: 1 << 12)
        _ = try rows.target.read(slot, rows.run, into: old, arena)
        let shown = entry.shown == LookupTable.none ? nil : entry.shown
        guard let reason = moves.reason(values, old: old, shown: shown) else { return nil }
        let key = String(decoding: entry.key, as: UTF8.self)
        let digest = Digest(of: text)
        let isApproved = try rows.run.ledger.approvals(
            feed: rows.target.feed.name, scope: rows.scope.name
        ).contains { $0.key == key && $0.digest == digest }
        return isApproved ? "approved: \(reason)" : "waits for 'feedmill approve': \(reason)"
    }

    private func history(
        _ id: Int64, _ run: Run, _ lines: inout [String]
    ) throws(Failure) {
        lines.append("told so far, the latest first:")
        for told in try run.ledger.history(from: id).prefix(20) {
            var line = "  \(told.row ?? told.state?.rawValue ?? "")"
            if let document = try told.document.flatMap({ (id) throws(Failure) in
                try run.ledger.document(id)
            }) {
                line +=
                    " in \(document.name), message \(told.message ?? 0), "
                    + (told.state?.rawValue ?? document.state.rawValue)
                if let sent = document.sent { line += " \(Instant.timeText(sent))" }
            } else if let state = told.state, told.row != nil {
                line += ", \(state.rawValue)"
            }
            lines.append(line)
        }
    }
}

extension Batch.Departure {
    fileprivate var rawName: String {
        switch self {
        case .dropped: "dropped"
        case .rejected: "rejected"
        case .withheld: "withheld"
        case .refused: "refused"
        }
    }
}
