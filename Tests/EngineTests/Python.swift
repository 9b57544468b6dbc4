import Foundation

/// The system's Python, for what only it has.
enum Python {
    /// Whether this program runs without an error.
    static func runs(_ program: String, _ arguments: [String] = []) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program] + arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.standardError
        do { try process.run() } catch { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
