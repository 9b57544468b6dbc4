import Catalog
import Files
import Formats
import Records
import Stages

/// What a watch goes by: a shop's definitions as they were when it last read them.
///
/// A copy of them is kept below `watch/definitions/`, and every run that the watch starts goes by that: a file that
/// is being edited disturbs no night.
struct WatchPlan {
    static let folder = "watch/definitions"

    let shop: Shop
    let routes: Routes
    let pipelines: [Pipeline]
    /// The pipelines' names in the order in which they are run where several are to be: first those that book
    /// facts, which the others go by.
    let order: [String]
    /// Where the copy lies.
    let copy: String
    private let zone: Zone?
    private let recogniser: Recogniser

    /// Reads and checks all definitions; a mistake in them is a failure, and nothing has changed then.
    init(_ disk: Disk, shipped: Disk?) throws(Failure) {
        _ = try Check(disk: disk, shipped: shipped, now: Clock.now)
        var files: [(name: String, bytes: [UInt8])] = [
            ("feedmill.json5", try disk.read("feedmill.json5"))
        ]
        try Self.collect("pipelines", disk, &files)
        let digest = Digest(
            of: files.map { "\($0.name) \(Digest(of: $0.bytes).text)\n" }.joined())
        copy = "\(Self.folder)/\(digest.text)"
        if !disk.exists("\(copy)/feedmill.json5") {
            // The settings last: a copy that has them is whole.
            for (name, bytes) in files.reversed() {
                let path = "\(copy)/\(name)"
                try disk.makeFolder(path.split(separator: "/").dropLast().joined(separator: "/"))
                try disk.write(path, bytes)
            }
        }
        let catalog = OpenShop.catalog(Disk(root: disk.path(copy)), shipped: shipped)
        recogniser = Recogniser(disk, catalog)
        shop = try catalog.shop()
        routes = try Routes(catalog, shop)
        var pipelines: [Pipeline] = []
        for name in try catalog.names(of: Pipeline.self) {
            pipelines.append(try catalog.pipeline(name))
        }
        self.pipelines = pipelines
        let booking = pipelines.filter { $0.stages.contains { $0.into["book"] != nil } }
        let others = pipelines.filter { $0.stages.allSatisfy { $0.into["book"] == nil } }
        order = (booking + others).map(\.name)
        zone = Zone(shop.zone)
    }

    /// Whatever is done at times of its own: the pipelines' runs, and `morning.tsv`.
    var timed: [(name: String, schedule: Schedule, missed: Pipeline.Missed)] {
        var timed = pipelines.compactMap { pipeline in
            pipeline.schedule.map { (pipeline.name, $0, pipeline.missed) }
        }
        if let morning = shop.watching.morning { timed.append((Morning.file, morning, .once)) }
        return timed
    }

    /// How far the shop's clocks are ahead of UTC.
    func offset(_ instant: Int64) -> Int64 { zone?.offset(at: instant) ?? 0 }

    private static func collect(
        _ folder: String, _ disk: Disk, _ files: inout [(name: String, bytes: [UInt8])]
    ) throws(Failure) {
        for name in try disk.list(folder) {
            files.append(("\(folder)/\(name)", try disk.read("\(folder)/\(name)")))
        }
        for inner in try disk.folders(folder) { try collect("\(folder)/\(inner)", disk, &files) }
    }

    /// The pipelines that are to have a dropped file: those of which a stage takes what it is from where it lies;
    /// of what nobody takes, one that says so. Nil where the file is gone.
    func wanted(_ name: String, _ disk: Disk) throws(Failure) -> Set<String>? {
        defer { recogniser.forget(name) }
        if try recogniser.isAnswer(name) == true { return routes.pipelines(taking: nil, name) }
        let places = name.split(separator: "/").map(String.init)
        let code = shop.marketplaces.map(\.code).first(where: places.contains) ?? ""
        do throws(Failure) {
            let hint = EncodingHint(shop, marketplace: code)
            if case .one(let layout) = try recogniser.recognise(name, hint) {
                let wanted = routes.pipelines(taking: layout.shape.name, name)
                if !wanted.isEmpty { return wanted }
            }
        } catch {
            if !disk.exists(name) { return nil }
        }
        return Set(order.filter(routes.pipelines(for: name).contains).suffix(1))
    }

    func pipeline(_ name: String) -> Pipeline? { pipelines.first { $0.name == name } }
}
