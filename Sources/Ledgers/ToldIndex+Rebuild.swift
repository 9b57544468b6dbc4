import Records

extension ToldIndex {
    /// The index made from the ledger alone, in the order in which things were told. What stands in
    /// withdrawn documents was never told; marks count, but a `retell` of nothing asks for nothing.
    static func rebuild(
        _ ledger: Ledger, feed: String, scope: String, expected: Int = 0, digests: Digests
    ) throws(Failure) -> ToldIndex {
        let index = ToldIndex(feed: feed, scope: scope, expected: max(expected, 1024))
        index.isRebuilt = true
        let withdrawn = Set(
            try ledger.withdrawnDocuments(feed: feed, scope: scope))
        let rows = try ledger.database.statement(
            """
            SELECT id, key, row, document, state, flags FROM told
            WHERE feed = ?1 AND scope = ?2 ORDER BY id
            """)
        try rows.bind(1, feed)
        try rows.bind(2, scope)
        while try rows.step() {
            if !withdrawn.isEmpty, withdrawn.contains(rows.integer(3)) { continue }
            let key = key(rows.bytes(1))
            let row = try row(rows.integer(0))
            let state: ToldRow.State? = rows.isNull(4) ? nil : try rows.word(4)
            switch state {
            case .forgotten: index.forget(key)
            case .retell:
                guard let slot = index.find(key) else { continue }
                slot.digest = 0
                slot.row = row
            default:
                let told = try digests(rows.bytes(2))
                let slot = index.insert(key)
                slot.digest = told.digest
                slot.shown = told.shown
                slot.row = row
                slot.flags = flags(rows.integer(5), state)
            }
        }
        return index
    }

    /// Goes back, for each key that `document` tells, to what was told before. The document must
    /// already be withdrawn in the ledger. The index is then what `rebuild` would make.
    package func withdraw(
        _ document: DocumentRow, in ledger: Ledger, digests: Digests
    ) throws(Failure) {
        let rows = try ledger.database.statement(
            "SELECT id, key, before FROM told WHERE id BETWEEN ?1 AND ?2 ORDER BY id")
        try rows.bind(1, document.first)
        try rows.bind(2, document.last)
        while try rows.step() {
            let row = try Self.row(rows.integer(0))
            guard let slot = find(Self.key(rows.bytes(1))) else { continue }
            // A later row than this one stands, unless it only asks to tell this one again.
            guard slot.row == row || slot.digest == 0 && slot.row > row else { continue }
            if slot.row == row, rows.isNull(2) {
                slot.clear()
            } else {
                try goBack(slot, in: ledger, digests: digests)
            }
        }
    }

    /// Sets the slot to the latest row, from its own back, that is not withdrawn.
    private func goBack(
        _ slot: ToldSlot, in ledger: Ledger, digests: Digests
    ) throws(Failure) {
        let row = try ledger.database.statement(
            """
            SELECT told.row, told.before, told.state, told.flags, document.state = 'withdrawn'
            FROM told LEFT JOIN document ON document.id = told.document WHERE told.id = ?1
            """)
        var retell: UInt32?
        var next: Int64? = Int64(slot.row)
        while let id = next {
            try row.bind(1, id)
            guard try row.step() else { break }
            let own = try Self.row(id)
            next = row.optionalInteger(1)
            let state: ToldRow.State? = row.isNull(2) ? nil : try row.word(2)
            let isWithdrawn = row.integer(4) != 0
            if state == .forgotten { break }
            if state == .retell {
                retell = retell ?? own
            } else if !isWithdrawn {
                let told = try digests(row.bytes(0))
                slot.digest = retell == nil ? told.digest : 0
                slot.shown = told.shown
                slot.row = retell ?? own
                slot.flags =
                    Self.flags(row.integer(3), state) | slot.flags & ~ToldSlot.keptFlags
                return
            }
            row.reset()
        }
        slot.clear()
    }

    private static func flags(_ stored: Int64, _ state: ToldRow.State?) -> UInt32 {
        var flags = ToldRow.Flags(rawValue: UInt32(truncatingIfNeeded: stored))
        if state == .adopted { flags.insert(.adopted) }
        return flags.rawValue & ToldSlot.keptFlags
    }
}
