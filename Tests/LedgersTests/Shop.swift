import Files
import Foundation
import Ledgers
import Records

/// A folder for one test, removed with it.
final class Shop {
    let root: String
    let disk: Disk

    init() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("ledgers-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        root = folder.path
        disk = Disk(root: folder.path)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    func bytes(_ name: String) -> [UInt8]? {
        FileManager.default.contents(atPath: disk.path(name)).map { [UInt8]($0) }
    }

    func put(_ name: String, _ bytes: [UInt8]) {
        _ = FileManager.default.createFile(atPath: disk.path(name), contents: Data(bytes))
    }

    /// The names in a folder, hidden ones too, in byte order.
    func names(_ folder: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: disk.path(folder)).sorted()
    }
}

extension DocumentRow {
    static func example(
        _ id: Int64, rows: ClosedRange<Int64>, run: Int64, state: State = .ready
    ) -> DocumentRow {
        DocumentRow(
            id: id, feed: "inventory", scope: "eu", name: "inventory.eu.\(id).json",
            dialect: "json", deliver: "hand", digest: Digest(of: "document \(id)"), bytes: 100,
            messages: Int64(rows.count), first: rows.lowerBound, last: rows.upperBound, run: run,
            state: state)
    }
}

extension ToldWriter {
    /// Appends a row of texts.
    func append(
        _ key: String, _ row: String, document: Int64? = nil, message: Int64? = nil,
        before: Int64? = nil, state: ToldRow.State? = nil, flags: ToldRow.Flags = []
    ) throws(Failure) -> Int64 {
        let (key, row) = (Array(key.utf8), Array(row.utf8))
        return try key.withUnsafeBufferPointer { key throws(Failure) in
            try row.withUnsafeBufferPointer { row throws(Failure) in
                try append(
                    key: key, row: row, document: document, message: message, before: before,
                    state: state, flags: flags)
            }
        }
    }
}
