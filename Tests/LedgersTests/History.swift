import Ledgers
import Records

/// A feed that tells, forgets, asks again and withdraws, by chance and always the same for a seed,
/// and keeps an index up while it does.
struct History {
    let ledger: Ledger
    let index = ToldIndex(feed: "inventory", scope: "eu", expected: 0)
    private(set) var withdrawals = 0

    private let writer: ToldWriter
    private let run: RunRow
    private var state: UInt64

    init(seed: UInt64) throws {
        ledger = try Ledger()
        writer = try ToldWriter(ledger, feed: "inventory", scope: "eu")
        run = try ledger.addRun(name: "2026-11-23.1-nightly", pipeline: "nightly")
        state = seed
    }

    private mutating func chance(_ bound: UInt64) -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) % bound
    }

    mutating func step() throws {
        let key = "SKU-\(chance(6))"
        switch chance(7) {
        case 0: try adopt(key)
        case 1: try mark(.forgotten, key)
        case 2: try mark(.retell, key)
        case 3: try withdraw()
        case 4: try send()
        default: try tell()
        }
    }

    private func adopt(_ key: String) throws {
        let id = try writer.append(key, "{\"q\":7}", before: before(key), state: .adopted)
        try set(key, "{\"q\":7}", id, [.adopted])
    }

    private func mark(_ mark: ToldRow.State, _ key: String) throws {
        let id = try writer.mark(mark, key: key, before: before(key))
        if mark == .forgotten {
            index.forget(Key([key]))
        } else if let slot = index.find(Key([key])) {
            slot.digest = 0
            slot.row = try ToldIndex.row(id)
        }
    }

    private mutating func tell() throws {
        let document = try ledger.nextDocumentId()
        var ids: [Int64] = []
        for message in 0...chance(3) {
            let key = "SKU-\(chance(6))"
            let quantity = chance(3)
            let flags: ToldRow.Flags = quantity == 0 ? .zeroed : []
            let id = try writer.append(
                key, "{\"q\":\(quantity)}", document: document, message: Int64(message),
                before: before(key), flags: flags)
            try set(key, "{\"q\":\(quantity)}", id, flags)
            ids.append(id)
        }
        try ledger.record(.example(document, rows: ids[0]...ids[ids.count - 1], run: run.id))
    }

    private func send() throws {
        let ready = try ledger.unsentDocuments(feed: "inventory", scope: "eu")
        if let first = ready.first { try ledger.setState(.sent, document: first.id, sent: 1) }
    }

    /// Withdraws one of the unsent documents, not always the oldest.
    private mutating func withdraw() throws {
        let ready = try ledger.unsentDocuments(feed: "inventory", scope: "eu")
        guard !ready.isEmpty else { return }
        let document = ready[Int(chance(UInt64(ready.count)))]
        try ledger.setState(.withdrawn, document: document.id)
        try index.withdraw(document, in: ledger, digests: ToldIndexTests.digests)
        withdrawals += 1
    }

    private func before(_ key: String) -> Int64? {
        index.find(Key([key])).map { Int64($0.row) }
    }

    private func set(
        _ key: String, _ row: String, _ id: Int64, _ flags: ToldRow.Flags
    ) throws {
        let told = try Array(row.utf8).withUnsafeBufferPointer { bytes throws(Failure) in
            try ToldIndexTests.digests(bytes)
        }
        let slot = index.insert(Key([key]))
        slot.digest = told.digest
        slot.shown = told.shown
        slot.row = try ToldIndex.row(id)
        slot.flags = flags.rawValue
    }
}
