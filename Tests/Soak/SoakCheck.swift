import Files
import Foundation
import Ledgers
import MadeShops
import Records

/// What a shop must be left with after a soak.
struct SoakCheck {
    let shop: MadeShop
    let writer: SoakWriter
    let program: String

    func faults() throws -> [String] {
        try places() + (try told())
    }

    /// Every file is in exactly one place: as often as its bytes were dropped, there it is.
    private func places() throws -> [String] {
        var faults: [String] = []
        var found: [Data: Int] = [:]
        var names: Set<String> = []
        for top in ["archive", "failed", "inbox"] {
            let folder = "\(shop.root)/\(top)"
            let all = FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []
            for name in all {
                names.insert(String(name.split(separator: "/").last ?? ""))
                if name.hasSuffix(".reason.txt") || name.hasPrefix("mappings/")
                    || writer.temporary.contains("\(folder)/\(name)")
                {
                    continue
                }
                var status = stat()
                guard lstat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG,
                    status.st_size < 1 << 20,
                    let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)")
                else { continue }
                found[bytes, default: 0] += 1
            }
        }
        for (bytes, count) in writer.dropped where found[bytes] ?? 0 != count && !bytes.isEmpty {
            let text = String(decoding: bytes.prefix(120), as: UTF8.self)
            faults.append("dropped \(count) times, found \(found[bytes] ?? 0) times: \(text)")
        }
        let known = Set(writer.dropped.keys).union(writer.vanished.keys)
        for (bytes, count) in found where !known.contains(bytes) && !bytes.isEmpty {
            faults.append(
                "\(count) files of unknown bytes: \(String(decoding: bytes.prefix(120), as: UTF8.self))"
            )
        }
        for name in writer.temporary where !FileManager.default.fileExists(atPath: name) {
            faults.append("\(name) was touched")
        }
        for name in writer.odd.keys where !names.contains(where: { $0.hasPrefix(name) }) {
            faults.append("\(name) is nowhere")
        }
        return faults
    }

    /// What was told is what the same files tell when they are run once, in order; and nothing twice.
    private func told() throws -> [String] {
        let other = try MadeShop(SoakRun.settings)
        let files = try taken()
        try FileManager.default.removeItem(atPath: other.root + "/mappings")
        try FileManager.default.copyItem(
            atPath: shop.root + "/mappings", toPath: other.root + "/mappings")
        for (name, path) in files {
            let target = "\(other.root)/\(name)"
            try FileManager.default.createDirectory(
                atPath: (target as NSString).deletingLastPathComponent,
                withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: path, toPath: target)
        }
        for pipeline in ["orders", "nightly"] {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: program)
            process.arguments = ["run", pipeline, "--allow", "raised"]
            process.currentDirectoryURL = URL(fileURLWithPath: other.root)
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
        }
        var faults: [String] = []
        let (mine, twice) = try Self.told(shop)
        let (wanted, _) = try Self.told(other)
        faults += twice.map { "told twice: \($0)" }
        for key in Set(mine.keys).union(wanted.keys).sorted() where mine[key] != wanted[key] {
            faults.append("\(key): told \(mine[key] ?? "nothing"), not \(wanted[key] ?? "nothing")")
        }
        var counts: [String: Int] = [:]
        for key in wanted.keys { counts[String(key.prefix { $0 != " " }), default: 0] += 1 }
        print(
            "soak: told \(counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))"
        )
        for feed in ["fulfillment", "inventory", "refund"] where counts[feed] ?? 0 < 3 {
            faults.append("next to nothing was told to \(feed): \(counts[feed] ?? 0)")
        }
        return faults
    }

    /// The archived files, by the names that they were dropped under: of several of a name each has its own.
    private func taken() throws -> [(name: String, path: String)] {
        let disk = Disk(root: shop.root)
        let rows = try Ledger(disk: disk).database.all("SELECT name, path FROM file ORDER BY id") {
            row in
            (name: row.text(0), path: row.text(1))
        }
        return rows.enumerated().map { index, row in
            let name = row.name.hasPrefix("inbox/DE/") ? row.name : "inbox/\(1_000_000 + index).txt"
            return (name, disk.path(row.path))
        }
    }

    /// What was told last of each key; and the keys of what is told once that were told more than once.
    private static func told(_ shop: MadeShop) throws -> ([String: String], [String]) {
        let database = try Ledger(disk: Disk(root: shop.root)).database
        var latest: [String: String] = [:]
        var twice: [String] = []
        let rows = try database.all(
            "SELECT feed, key, row, flags FROM told WHERE row IS NOT NULL ORDER BY id"
        ) { row in (key: row.text(0) + " " + row.text(1), row: row.text(2), flags: row.integer(3)) }
        for (key, row, flags) in rows {
            if flags & 8 != 0, latest[key] != nil { twice.append(key) }
            latest[key] = row
        }
        return (latest, twice)
    }
}
