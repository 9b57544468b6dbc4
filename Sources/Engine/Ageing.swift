import Catalog
import Files
import Ledgers
import Records
import Stages

/// Keeps the archive small: what is current no longer is packed, and what is older than the shop keeps it goes,
/// but for files that a row of an open order came from. No file is lost whenever it dies: the ledger says which
/// of two lies there rightly.
package struct Ageing: Sendable {
    /// Smaller files are left: on disk they would be no smaller.
    private static let least: Int64 = 4096
    private static let ending = ".gz"

    package private(set) var packed = 0
    /// Bytes that packing freed.
    package private(set) var saved: Int64 = 0
    package private(set) var removed = 0

    package init(_ open: OpenShop, wait: Int64 = 0) throws(Failure) {
        guard open.disk.exists(Ledger.file) else { return }
        // Packing takes long: nobody waits for it but another who packs.
        try open.disk.makeFolder("archive")
        let lock = try Lock.take(
            open.disk, holder: OpenShop.holder("purge"), wait: wait, name: "archive/.lock")
        defer { lock.release() }
        let ledger = try open.ledger(creating: false)
        try thin(open, ledger, wait)
        for file in try ledger.filesToPack() where file.size >= Self.least {
            if Signals.isStopAsked { break }
            try pack(file, open, ledger, wait)
        }
        guard packed > 0 || removed > 0 else { return }
        Log(open.disk).add(
            "aged",
            [("packed", .number(Int64(packed))), ("removed", .number(Int64(removed)))], at: open.now
        )
    }

    /// Takes a file that is not to be kept out of the archive, unless another has its place by now.
    static func remove(
        _ file: FileRow, at path: String, _ disk: Disk, _ ledger: Ledger
    ) throws(Failure) {
        if try !ledger.hasFile(at: path, besides: file.id) { try disk.remove(path) }
    }

    /// Takes away what one that died left beside what the ledger has.
    private func settle(_ disk: Disk, _ ledger: Ledger) throws(Failure) {
        for folder in try disk.folders("archive") {
            for draft in try disk.drafts("archive/\(folder)")
            where draft.hasSuffix("\(Self.ending).draft") {
                try disk.remove("archive/\(folder)/\(draft)")
            }
        }
        for file in try ledger.filesAged() {
            switch file.kept {
            case .packed:
                let plain = String(file.path.dropLast(Self.ending.count))
                if disk.exists(plain), try Source.digest(disk, plain) == file.digest {
                    try Self.remove(file, at: plain, disk, ledger)
                }
            case .gone: try Self.remove(file, at: file.path, disk, ledger)
            case .whole: break
            }
        }
    }

    private mutating func thin(
        _ open: OpenShop, _ ledger: Ledger, _ wait: Int64
    ) throws(Failure) {
        let lock = try Lock.take(open.disk, holder: OpenShop.holder("purge"), wait: wait)
        defer { lock.release() }
        try settle(open.disk, ledger)
        guard let kept = open.shop.archived else { return }
        var gone: [FileRow] = []
        try ledger.begin()
        do throws(Failure) {
            let hasOrders = try ledger.findPast(before: open.now - open.shop.retention)
            let books = hasOrders ? try open.catalog.books().map { BookForm.sql($0.name) } : []
            gone = try ledger.filesToThin(before: open.now - kept, books: books)
            for file in gone { try ledger.setGone(file: file.id) }
            if !gone.isEmpty {
                try ledger.record(
                    purge: "old archived files", count: Int64(gone.count), at: open.now)
            }
            try ledger.commit()
        } catch {
            try ledger.rollback()
            throw error
        }
        for file in gone { try Self.remove(file, at: file.path, open.disk, ledger) }
        removed = gone.count
    }

    private mutating func pack(
        _ file: FileRow, _ open: OpenShop, _ ledger: Ledger, _ wait: Int64
    ) throws(Failure) {
        let disk = open.disk
        let target = file.path + Self.ending
        guard disk.exists(file.path), try !ledger.hasFile(at: file.path, besides: file.id) else {
            return
        }
        if disk.exists(target) {
            // Of one that died; or another file that was dropped so.
            guard try !ledger.hasFile(at: target, besides: file.id),
                try Source.digest(disk, target, isPacked: true) == file.digest
            else { return }
            try disk.remove(target)
        }
        guard let draft = try Deflater.pack(disk, file.path, as: target) else { return }
        let lock: Lock
        do throws(Failure) {
            lock = try Lock.take(disk, holder: OpenShop.holder("purge"), wait: wait)
        } catch {
            draft.discard()
            throw error
        }
        defer { lock.release() }
        // Meanwhile a run may have made it current again, or a purge have taken it.
        guard let now = try ledger.file(file.id), now == file, disk.exists(file.path) else {
            return draft.discard()
        }
        try disk.publish(draft.name, as: target)
        try ledger.begin()
        do throws(Failure) {
            try ledger.setPacked(file: file.id, path: target, size: Int64(draft.count))
            try ledger.commit()
        } catch {
            try ledger.rollback()
            throw error
        }
        try disk.remove(file.path)
        packed += 1
        saved += file.size - Int64(draft.count)
    }
}
