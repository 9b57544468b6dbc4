import Foundation

/// What a history found to be otherwise than it must be.
enum Found {
    nonisolated(unsafe) static var count = 0
    /// What is looked at, for messages: "orders, seed 17".
    nonisolated(unsafe) static var place = ""
}

/// Notes that something is not as it must be.
func record(_ message: String, file: String = #fileID, line: Int = #line) {
    Found.count += 1
    let text = "\(Found.place): \(message) (\(file):\(line))\n"
    FileHandle.standardError.write(Data(text.utf8))
}

func expect(
    _ isTrue: Bool, _ message: @autoclosure () -> String = "not so", file: String = #fileID,
    line: Int = #line
) {
    if !isTrue { record(message(), file: file, line: line) }
}

/// A value without which nothing more can be looked at.
func require<T>(_ value: T?, file: String = #fileID, line: Int = #line) throws -> T {
    guard let value else {
        record("there is none", file: file, line: line)
        throw Missing()
    }
    return value
}

func require(_ isTrue: Bool, file: String = #fileID, line: Int = #line) throws {
    _ = try require(isTrue ? true : nil, file: file, line: line)
}

struct Missing: Error {}
