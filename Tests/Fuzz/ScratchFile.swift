import Foundation

/// A file of a child's own, in memory where the machine has that.
final class ScratchFile {
    let path: String

    init() {
        let isShared = FileManager.default.isWritableFile(atPath: "/dev/shm")
        let folder =
            isShared ? "/dev/shm" : FileManager.default.temporaryDirectory.path
        path = "\(folder)/feedmill-fuzz-\(ProcessInfo.processInfo.processIdentifier)"
    }

    func write(_ bytes: [UInt8]) {
        guard (try? Data(bytes).write(to: URL(fileURLWithPath: path))) != nil else {
            fatalError("cannot write \(path)")
        }
    }
}
