import Foundation

/// A file of a child's own, in memory where the machine has that.
final class ScratchFile {
    let path: String

    init() { path = Self.path(of: ProcessInfo.processInfo.processIdentifier) }

    private static func path(of process: Int32) -> String {
        let isShared = FileManager.default.isWritableFile(atPath: "/dev/shm")
        let folder = isShared ? "/dev/shm" : FileManager.default.temporaryDirectory.path
        return "\(folder)/feedmill-fuzz-\(process)"
    }

    /// Where a child may lay a shop beside its file.
    var shop: String { path + "-shop" }

    /// Removes what a child leaves behind that was stopped.
    static func remove(of process: Int32) {
        for name in [path(of: process), path(of: process) + "-shop"] {
            try? FileManager.default.removeItem(atPath: name)
        }
    }

    func write(_ bytes: [UInt8]) {
        guard (try? Data(bytes).write(to: URL(fileURLWithPath: path))) != nil else {
            fatalError("cannot write \(path)")
        }
    }
}
