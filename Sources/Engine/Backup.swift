import Files
import Ledgers
import Records

/// A copy of the ledger, made while it may be in use, and opened to see that it is whole.
package struct Backup: Sendable {
    package static let folder = "backups"

    /// Where it lies in the shop.
    package let file: String
    /// Bytes.
    package let size: Int64

    package init(_ open: OpenShop) throws(Failure) {
        guard open.disk.exists(Ledger.file) else {
            throw Failure(
                .ledger, at: Place(Ledger.file), "there is none yet: nothing was ever run")
        }
        try open.disk.makeFolder(Self.folder)
        let time = Instant.timeText(open.now).filter { $0.isNumber || $0 == "T" }
        file = open.disk.freeName("\(Self.folder)/ledger-\(time).sqlite")
        try open.ledger(creating: false).copy(to: file, on: open.disk)
        let faults = try Ledger.faults(in: file, on: open.disk)
        guard faults.isEmpty else {
            throw Failure(
                .ledger, at: Place(file), "the copy is not whole", detail: faults.map { "  \($0)" })
        }
        size = open.disk.stamp(file)?.size ?? 0
    }
}
