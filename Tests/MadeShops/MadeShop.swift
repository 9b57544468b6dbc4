import Catalog
import Engine
import Files
import Foundation
import Ledgers
import Records
import Stages

/// A shop for one test, removed with it: the shipped definitions, and what the test lays into it.
package final class MadeShop {
    /// The project's folder.
    package static let home = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// In memory where the system has such a folder: thousands of runs are not to wait for a disk.
    private static let temporary =
        access("/dev/shm", W_OK) == 0
        ? "/dev/shm" : FileManager.default.temporaryDirectory.path

    package let root: String
    /// Where the shop's definitions stay as they are made: what was read of them, for all such shops.
    private var catalog: Catalog?

    /// By the settings: a shop with them that stays, and what was read of it.
    nonisolated(unsafe) private static var unchanging:
        [String: (shop: MadeShop, catalog: Catalog)] =
            [:]

    /// Lays a shop with these settings, which stand in `feedmill.json5` between the braces.
    package init(_ settings: String) throws {
        root = "\(Self.temporary)/engine-\(UUID())"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        try put("{ \(settings) }", "feedmill.json5")
        _ = try NewShop(disk: Disk(root: root), shipped: Disk(root: Self.home + "/pipelines"))
    }

    /// The same for a shop of which no definition will change: read once for all with these settings.
    /// Not for several threads.
    package convenience init(unchanging settings: String) throws {
        try self.init(settings)
        if Self.unchanging[settings] == nil {
            let made = try MadeShop(settings)
            let shipped = Disk(root: Self.home + "/pipelines")
            Self.unchanging[settings] = (
                made, OpenShop.catalog(Disk(root: made.root), shipped: shipped)
            )
        }
        catalog = Self.unchanging[settings]?.catalog
    }

    /// Lays copies of files, each named from the project's folder, and nothing else.
    package init(files: [String: String]) throws {
        root = "\(Self.temporary)/engine-\(UUID())"
        for (name, source) in files {
            try put(try String(contentsOfFile: "\(Self.home)/\(source)", encoding: .utf8), name)
        }
    }

    /// A copy of a shop as it is now, times and all.
    package init(copying other: MadeShop) throws {
        root = "\(Self.temporary)/engine-\(UUID())"
        catalog = other.catalog
        try FileManager.default.copyItem(atPath: other.root, toPath: root)
        for name in try FileManager.default.subpathsOfDirectory(atPath: root) {
            guard let stamp = Disk(root: other.root).stamp(name) else { continue }
            setTime(name, nanoseconds: stamp.modified)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    /// Settings of a shop with two pools.
    package static func settings(
        _ dialect: String, _ deliver: String, guards: String = "", tell: String = "\"on\""
    ) -> String {
        """
        seller: "A1TEST", region: "eu", marketplaces: ["DE", "FR", "UK"],
        pools: { eu: ["DE", "FR"], uk: ["UK"] }, "time-zone": "Europe/Berlin", tell: \(tell),
        feeds: { inventory: { dialect: "\(dialect)", deliver: "\(deliver)" } },
        guards: { \(guards) },
        """
    }

    package func put(_ text: String, _ name: String, made: Int64? = nil) throws {
        let url = URL(filePath: "\(root)/\(name)")
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
        if let made { setTime(name, nanoseconds: made * 1_000_000_000) }
    }

    private func setTime(_ name: String, nanoseconds: Int64) {
        let time = timespec(
            tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        _ = [time, time].withUnsafeBufferPointer {
            utimensat(AT_FDCWD, "\(root)/\(name)", $0.baseAddress, 0)
        }
    }

    package func text(_ name: String) throws -> String {
        String(decoding: try Disk(root: root).read(name), as: UTF8.self)
    }

    package func open(at now: Int64, on disk: Disk? = nil) throws(Failure) -> OpenShop {
        try OpenShop(
            disk: disk ?? Disk(root: root), shipped: Disk(root: Self.home + "/pipelines"), now: now,
            catalog: catalog)
    }

    package func run(
        at now: Int64, on disk: Disk? = nil, _ set: (inout RunRequest) -> Void = { _ in }
    ) throws(Failure) -> RunReport {
        var request = RunRequest(pipeline: "nightly")
        set(&request)
        return try Runner.run(try open(at: now, on: disk), request)
    }

    package func plan(
        at now: Int64, _ set: (inout RunRequest) -> Void = { _ in }
    ) throws(Failure) -> RunReport {
        var request = RunRequest(pipeline: "nightly")
        set(&request)
        return try Runner.plan(try open(at: now), request)
    }

    /// The bytes of every file, hidden ones too, by its name.
    package func contents() throws -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        let disk = Disk(root: root)
        for name in try FileManager.default.subpathsOfDirectory(atPath: root)
        where disk.stamp(name) != nil {
            found[name] = try disk.read(name)
        }
        return found
    }

    package func forEachTold(
        of document: DocumentRow, _ body: (ToldRow) throws(Failure) -> Void
    ) throws(Failure) {
        try Ledger(disk: Disk(root: root)).forEachTold(of: document, body)
    }

    package func documents(_ state: DocumentRow.State) throws -> [DocumentRow] {
        try Ledger(disk: Disk(root: root)).documents(state: state)
    }
}

extension RunReport {
    /// The names of all documents that were written.
    package var documents: [String] { entries.flatMap { $0.result?.documents ?? [] }.map(\.name) }

    package func entry(_ stage: String, _ scope: String) -> Entry? {
        entries.first { $0.stage == stage && $0.scope == scope }
    }
}
