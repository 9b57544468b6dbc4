import Files
import Foundation
import Ledgers
import Records

/// What a shop is left with, apart from what may differ after a mishap: run.json, which counts
/// attempts, the ledger's own bytes, and the index, which is made from the ledger.
struct Remains {
    let files: [String: Data]
    /// What was told, and the documents, a line each.
    let ledger: String

    init(_ shop: SampleShop) throws {
        files = try Tree.files(shop.folder).filter { name, _ in
            !name.hasSuffix("/run.json") && !name.hasPrefix("index/") && name != "lock"
                && !name.hasPrefix("log/")
                && !name.hasPrefix("ledger.sqlite")
        }
        ledger = try Self.dump(shop.folder)
    }

    private static func dump(_ folder: URL) throws -> String {
        let disk = Disk(root: folder.path)
        guard disk.exists(Ledger.file) else { return "" }
        let database = try Ledger(disk: disk).database
        func lines(_ what: String, _ sql: String, _ columns: Int32) throws(Failure) -> [String] {
            try database.all(sql) { (row) throws(Failure) in
                let cells = (0..<columns).map { row.optionalText($0) ?? "-" }
                return what + " " + cells.joined(separator: " ")
            }
        }
        let told = try lines(
            "told",
            """
            SELECT id, feed, scope, key, row, document, message, before, state, flags
            FROM told ORDER BY id
            """, 10)
        let documents = try lines(
            "document",
            """
            SELECT id, feed, scope, name, digest, messages, first, last, part, parts, state, sent
            FROM document ORDER BY id
            """, 12)
        let taken = try lines(
            "file", "SELECT id, report, marketplace, name, path, current FROM file ORDER BY id", 6)
        let runs = try lines("run", "SELECT name, state FROM run ORDER BY id", 2)
        return (told + documents + taken + runs).joined(separator: "\n")
    }

    /// What is not as in `other`, as lines to read; empty where all is.
    func difference(from other: Remains) -> String {
        var lines: [String] = []
        for name in Set(files.keys).union(other.files.keys).sorted() {
            switch (other.files[name], files[name]) {
            case (nil, _): lines.append("\(name): is there, and should not be")
            case (_, nil): lines.append("\(name): is missing")
            case (let want?, let have?) where want != have:
                lines.append("\(name):\n" + Difference.text(want: want, have: have))
            default: break
            }
        }
        if ledger != other.ledger {
            lines.append(
                "ledger:\n"
                    + Difference.text(want: Data(other.ledger.utf8), have: Data(ledger.utf8)))
        }
        return lines.joined(separator: "\n")
    }
}
