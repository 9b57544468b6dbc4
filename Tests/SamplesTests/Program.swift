import Foundation

/// Runs programs as a sample sees them: with `feedmill` of this build first on the path, and nothing
/// of the environment that the tests run in.
enum Program {
    struct Ended {
        var status: Int32
        /// What it printed, stdout and stderr in the order in which they came.
        var output: Data
    }

    /// The folder of the program: `FEEDMILL_BUILD`, else that of this test bundle.
    private static let build =
        ProcessInfo.processInfo.environment["FEEDMILL_BUILD"].map {
            URL(fileURLWithPath: $0).resolvingSymlinksInPath()
        }
        ?? URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent()
    static let feedmill = build.appendingPathComponent("feedmill")
    /// The library that makes system calls fail.
    static let faults = build.appendingPathComponent("libfaults.so")

    /// Runs a program in a folder, its output kept in the file `output`.
    static func run(
        _ program: URL, _ arguments: [String], in folder: URL, output: URL,
        environment: [String: String] = [:]
    ) throws -> Ended {
        try Data().write(to: output)
        let handle = try FileHandle(forWritingTo: output)
        defer { try? handle.close() }
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = [
            "PATH": "\(build.path):/usr/local/bin:/usr/bin:/bin", "TZ": "UTC", "NO_COLOR": "1",
            "LC_ALL": "C.UTF-8",
            "FEEDMILL_PIPELINES": Sample.root.appendingPathComponent("pipelines").path,
        ].merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        return Ended(status: process.terminationStatus, output: try Data(contentsOf: output))
    }
}
