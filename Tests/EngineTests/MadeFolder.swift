import Foundation

/// An empty folder for one test, removed with it.
final class MadeFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/engine-\(UUID())"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
