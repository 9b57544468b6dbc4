import Foundation
import Testing

/// One folder `samples/AREA/CASE`: a script, the shop that it works in, and what comes of it.
struct Sample: Sendable, CustomTestStringConvertible {
    /// "pipelines/nightly".
    let name: String

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let folder = root.appendingPathComponent("samples")

    /// Every sample, in the order of their names; with `FEEDMILL_SAMPLES=orders/` only those whose names
    /// begin so.
    static let all: [Sample] = {
        let wanted = ProcessInfo.processInfo.environment["FEEDMILL_SAMPLES"] ?? ""
        var names: [String] = []
        for area in list(folder) {
            for name in list(folder.appendingPathComponent(area)) {
                let sample = Sample(name: "\(area)/\(name)")
                if sample.exists("cmd"), sample.name.hasPrefix(wanted) { names.append(sample.name) }
            }
        }
        return names.map { Sample(name: $0) }
    }()

    static let crashed = all.filter { $0.exists("crash") }

    private static func list(_ folder: URL) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?.sorted() ?? []
    }

    var folder: URL { Self.folder.appendingPathComponent(name) }
    var testDescription: String { name }
    var isOfPipeline: Bool { name.hasPrefix("pipelines/") || name.hasPrefix("prices/") }

    func file(_ name: String) -> URL { folder.appendingPathComponent(name) }

    func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: file(name).path)
    }

    /// The one word that a file of the sample holds; nil where it has no such file.
    func word(_ name: String) -> String? {
        (try? String(contentsOf: file(name), encoding: .utf8))?
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// A file that the sample needs and that a checkout may not have; nil where it needs none.
    var needed: URL? { word("needs").map { Self.root.appendingPathComponent($0) } }

    var isLacking: Bool {
        needed.map { !FileManager.default.fileExists(atPath: $0.path) } ?? false
    }
}
