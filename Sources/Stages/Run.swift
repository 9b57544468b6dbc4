import Catalog
import Files
import Ledgers
import Records

/// One run, or one plan, of a pipeline: all that a stage may use, and what it must keep apart.
package final class Run {
    package enum Mode: Sendable {
        case run, plan
        /// As on an earlier day: nothing is told, and all that is written lies in the run's folder.
        case asOf
    }

    package let disk: Disk
    package let catalog: Catalog
    package let shop: Shop
    package let ledger: Ledger
    /// Seconds since 1970; the only clock there is.
    package let now: Int64
    /// Days since 1970, in the shop's time zone.
    package let day: Int64
    package let mode: Mode
    /// A plan computes everything and keeps nothing.
    package var isPlan: Bool { mode == .plan }
    /// Guards that a person lets pass in this run.
    package let allowed: Set<Guards.Name>
    package let shopGuards: Guards
    /// How far the shop's clocks are ahead of UTC at an instant, in seconds.
    private let offset: (Int64) -> Int64
    /// How many changes of a kind a result lists; nil: all of them.
    package var listed: Int? = 0

    /// The ledger's id of the run; 0 in a plan.
    package var id: Int64 = 0
    /// Its folder, such as runs/2026-11-23.1-nightly.
    package var folder = ""

    /// Where files that this run took in lie until they are moved to the archive, by their id.
    var lying: [Int64: String] = [:]
    /// The indexes of feeds as they stand within a plan, by feed and scope.
    var indexes: [String: ToldIndex] = [:]
    /// The indexes of books as they stand within a plan, by name.
    var books: [String: BookIndex] = [:]

    /// Finds what waits for a person's approval, within the open transaction, and what cannot say it.
    package var waiting: () throws(Failure) -> (rows: [WaitingRow], notes: [String]) = { ([], []) }

    /// To be called when the files that were taken in lie where the ledger says.
    package func filesMoved() { lying = [:] }

    package init(
        disk: Disk, catalog: Catalog, shop: Shop, ledger: Ledger, now: Int64,
        mode: Mode, allowed: Set<Guards.Name> = [], shopGuards: Guards = Guards(),
        offset: @escaping (Int64) -> Int64
    ) {
        self.disk = disk
        self.catalog = catalog
        self.shop = shop
        self.ledger = ledger
        self.now = now
        day = Instant.day(now + offset(now))
        self.mode = mode
        self.allowed = allowed
        self.shopGuards = shopGuards
        self.offset = offset
    }

    /// The instant at which the shop's clocks show `local`. A time that they show twice is the
    /// first of the two.
    func instant(_ local: Int64) -> Int64 { local - offset(local - offset(local)) }

    /// The day of an instant in the shop's zone, since 1970.
    func localDay(_ instant: Int64) -> Int64 { Instant.day(instant + offset(instant)) }

    /// From when on orders go to the back office, in Unix seconds; nil where the shop does not say.
    var ordersSince: Int64? {
        switch shop.ordersSince {
        case .day(let day)?: instant(day * 86_400)
        case .time(let time)?: time
        case nil: nil
        }
    }

    /// A draft of a file; in a plan one that is never written.
    func draft(_ name: String) throws(Failure) -> Draft {
        if isPlan { return .unwritten() }
        let folder = name.split(separator: "/").dropLast().joined(separator: "/")
        if !folder.isEmpty { try disk.makeFolder(folder) }
        return Draft(disk, name: name)
    }

    /// The digest of a file that a person may edit, read only where its stamp has changed.
    func digest(of name: String) throws(Failure) -> Digest? {
        guard let stamp = disk.stamp(name) else { return nil }
        let known = try ledger.stamp(path: name)
        if let known, known.size == stamp.size, known.modified == stamp.modified,
            known.changed == stamp.changed, known.inode == Int64(bitPattern: stamp.inode),
            stamp.changed / 1_000_000_000 < known.seen - 1
        {
            return known.digest
        }
        let source = try Source(disk, name: name, digesting: true)
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
        defer { room.deallocate() }
        while try source.read(into: room) > 0 {}
        guard let digest = source.digest else { return nil }
        if known?.digest != digest || stamp.changed / 1_000_000_000 < now - 1 {
            freshStamps[name] = StampRow(
                path: name, size: stamp.size, modified: stamp.modified, changed: stamp.changed,
                inode: Int64(bitPattern: stamp.inode), digest: digest, seen: now)
        }
        return digest
    }

    /// Stamps taken in this run, to be recorded with the next stage that writes.
    private var freshStamps: [String: StampRow] = [:]

    package func recordStamps() throws(Failure) {
        for (_, stamp) in freshStamps.sorted(by: { $0.key < $1.key }) {
            try ledger.record(stamp)
        }
        freshStamps = [:]
    }
}

/// For what part of the shop a stage runs: a marketplace, a pool, or the shop as a whole.
package struct StageScope: Sendable, Hashable {
    /// The marketplace's code or the pool's name; empty for the whole.
    package var name: String
    package var marketplaces: [Marketplace]
    package var pool: String

    package static let whole = StageScope(name: "", marketplaces: [], pool: "")

    /// The currency of its marketplaces; empty where they have several.
    package var currency: String {
        let all = Set(marketplaces.map(\.currency))
        return all.count == 1 ? all.first ?? "" : ""
    }

    /// "DE", or "pool eu".
    package var title: String { name == pool ? "pool \(name)" : name }

    package init(name: String, marketplaces: [Marketplace], pool: String) {
        self.name = name
        self.marketplaces = marketplaces
        self.pool = pool
    }

    package init(_ marketplace: Marketplace, in shop: Shop) {
        self.init(
            name: marketplace.code, marketplaces: [marketplace],
            pool: shop.pool(of: marketplace.code)?.name ?? "")
    }

    /// Decimals that an amount has at least: none where all its marketplaces have a currency without.
    var decimals: Int { marketplaces.map(\.decimals).max() ?? 2 }

    package init(_ pool: Pool) {
        self.init(name: pool.name, marketplaces: pool.marketplaces, pool: pool.name)
    }
}
