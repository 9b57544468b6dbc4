import Catalog
import Files
import Glibc
import Ledgers
import Records
import Stages

/// A shop as a command works with it: its folder, its definitions, and the time it is.
package final class OpenShop {
    package let disk: Disk
    package let catalog: Catalog
    package let shop: Shop
    /// Seconds since 1970.
    package let now: Int64
    private let zone: Zone?

    /// Opens the shop in a folder and reads its settings; `now` is the time it is taken to be.
    /// `shipped` is the folder of the shipped definitions, whose schemas stand in for those that the
    /// shop does not have of its own. A `catalog` that was read of the same definitions need not be read again.
    package init(
        disk: Disk, shipped: Disk? = nil, now: Int64, catalog: Catalog? = nil
    ) throws(Failure) {
        self.disk = disk
        self.now = now
        self.catalog = catalog ?? Self.catalog(disk, shipped: shipped)
        let catalog = self.catalog
        shop = try catalog.shop()
        zone = Zone(shop.zone)
        if zone == nil, shop.zone != "UTC" {
            throw Failure(.disk, "this machine knows no time zones: install its package tzdata")
        }
    }

    package static func catalog(_ disk: Disk, shipped: Disk? = nil) -> Catalog {
        Catalog(
            read: { (file) throws(Failure) in
                if disk.exists(file) { return try disk.read(file) }
                guard let shipped, let name = standing(file), shipped.exists(name) else {
                    return nil
                }
                return try shipped.read(name)
            },
            list: { (folder) throws(Failure) in
                guard let shipped, let name = standing(folder) else { return try disk.list(folder) }
                return Array(Set(try disk.list(folder) + shipped.list(name)))
            },
            hasZone: { $0 == "UTC" || !Zone.areKnown || Zone.exists($0) })
    }

    /// The name that a schema or a list, or the folder of such, has in the folder of shipped definitions;
    /// nil for all else.
    private static func standing(_ name: String) -> String? {
        let folders = [Catalog.schemas, Catalog.lists, Catalog.codes]
        guard folders.contains(where: { name == $0 || name.hasPrefix($0 + "/") }) else {
            return nil
        }
        return name.split(separator: "/").dropFirst().joined(separator: "/")
    }

    /// How far the shop's clocks are ahead of UTC.
    package func offset(_ instant: Int64) -> Int64 {
        zone?.offset(at: instant) ?? 0
    }

    package func local(_ instant: Int64) -> String {
        let text = Instant.timeText(instant + offset(instant))
        return String(text.dropLast().replacing("T", with: " "))
    }

    /// The stages of a pipeline; every mistake in them and in what they use is one failure.
    package func stages(_ name: String) throws(Failure) -> [Stage] {
        let pipeline = try catalog.pipeline(name)
        var mistakes: [Mistake] = []
        let stages = try stages(of: pipeline, &mistakes)
        if let failure = catalog.failure(mistakes) { throw failure }
        return stages
    }

    func stages(
        of pipeline: Pipeline, _ mistakes: inout [Mistake]
    ) throws(Failure) -> [Stage] {
        var stages: [Stage] = []
        for (index, definition) in pipeline.stages.enumerated() {
            if let stage = try Stage(
                definition, number: index + 1, pipeline: pipeline.name, catalog: catalog,
                shop: shop, disk: disk, &mistakes)
            {
                stages.append(stage)
            }
        }
        var later: Set<String> = []
        for stage in stages.reversed() {
            stage.laterFeeds = later
            if let feed = stage.feed?.name { later.insert(feed) }
        }
        return stages
    }

    func guards() throws(Failure) -> Guards {
        var mistakes: [Mistake] = []
        let guards = Guards(shop: shop.guards, &mistakes)
        if let failure = catalog.failure(mistakes) { throw failure }
        return guards
    }

    /// The ledger; where the shop has none yet, an empty one in memory unless `creating`.
    package func ledger(creating: Bool) throws(Failure) -> Ledger {
        creating || disk.exists(Ledger.file) ? try Ledger(disk: disk) : try Ledger()
    }

    func run(
        _ ledger: Ledger, mode: Run.Mode, allowed: Set<Guards.Name> = [], listed: Int? = 0,
        now: Int64? = nil
    ) throws(Failure) -> Run {
        let run = Run(
            disk: disk, catalog: catalog, shop: shop, ledger: ledger, now: now ?? self.now,
            mode: mode,
            allowed: allowed, shopGuards: try guards(), offset: offset)
        run.listed = listed
        run.waiting = { [self] () throws(Failure) in try waiting(ledger) }
        return run
    }

    package var isPaused: Bool { disk.exists("PAUSE") }

    /// What the lock says of a command that holds the shop.
    package static func holder(_ command: String) -> String {
        "feedmill \(command), \(process)"
    }

    /// This process, as people find it: "process 12 on mill".
    static var process: String { "process \(getpid()) on \(Host.name)" }
}
