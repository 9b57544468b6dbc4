import Files
import Foundation
import Records

/// An empty shop, removed when the test lets go of it.
final class TemporaryShop {
    let root: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "shop-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        root = folder.path
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    var disk: Disk { Disk(root: root) }

    /// A disk on which the step of this number, counted from 1, fails before or after it is done.
    func disk(failingAt number: Int, _ moment: Moment) -> Disk {
        var seen = 0
        return Disk(root: root) { (step, now) throws(Failure) in
            if now == moment { seen += 1 }
            if now == moment, seen == number {
                throw Failure(.disk, at: Place(step.name), "cannot \(step.kind.rawValue): full")
            }
        }
    }

    /// All files, hidden ones too, with their contents.
    func contents() throws -> [String: String] {
        var found: [String: String] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: root) {
            if disk.stamp(name) != nil {
                found[name] = String(decoding: try disk.read(name), as: UTF8.self)
            }
        }
        return found
    }

    func put(_ text: String, _ name: String) throws {
        try put(Array(text.utf8), name)
    }

    func put(_ bytes: [UInt8], _ name: String) throws {
        let url = URL(filePath: "\(root)/\(name)")
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }
}
