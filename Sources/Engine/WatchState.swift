import Catalog
import Files
import Records

/// What a watch remembers and shows: `watch/state.json`, written anew at least twice a minute, so that its time is
/// a sign of life.
package struct WatchState: Sendable, Equatable {
    package static let file = "watch/state.json"
    /// How often it is written where nothing happens, in seconds.
    package static let beat: Int64 = 30

    /// Which process writes it: "process 12 on mill".
    package var process = ""
    /// Unix seconds: when it began, and when it wrote this.
    package var since: Int64 = 0
    package var time: Int64 = 0
    /// The run that goes on, as its command; empty where none does.
    package var running = ""
    /// Dropped files that lie there.
    package var waiting = 0
    /// For each pipeline the time up to which its schedule has been kept.
    package var kept: [String: Int64] = [:]

    package init() {}

    /// The state as it was last written; nil where there is none that can be read.
    package init?(_ disk: Disk) {
        guard let bytes = try? disk.read(Self.file),
            let node = try? JSON5Reader.read(bytes, file: Self.file)
        else { return nil }
        func time(_ node: Node?) -> Int64? { node?.text.flatMap { Kind.time.read($0) } }
        process = node["process"]?.text ?? ""
        since = time(node["since"]) ?? 0
        self.time = time(node["time"]) ?? 0
        running = node["running"]?.text ?? ""
        if case .number(let count) = node["waiting"]?.value { waiting = Int(count) ?? 0 }
        for member in node["kept"]?.members ?? [] { kept[member.name] = time(member.value) }
    }

    package func write(_ disk: Disk) throws(Failure) {
        let text = JSON.object([
            ("process", .text(process)), ("since", .text(Instant.timeText(since))),
            ("time", .text(Instant.timeText(time))), ("running", .text(running)),
            ("waiting", .number(waiting)),
            (
                "kept",
                .object(
                    kept.sorted { $0.key < $1.key }
                        .map { ($0.key, .text(Instant.timeText($0.value))) })
            ),
        ]).pretty
        try disk.makeFolder("watch")
        try disk.write(Self.file, Array(text.utf8))
    }
}
