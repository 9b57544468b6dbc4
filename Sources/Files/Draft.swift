import CBytes
import Glibc
import Records

/// A file being written (0600), under a hidden name beside the one that it will take.
///
/// A draft that is let go without `finish` is removed. A finished one stays until it is published
/// or discarded, whatever becomes of the process. Once a member has failed, all fail alike.
package final class Draft {
    /// The name that the file has until `Disk.publish` gives it its own; empty where there is none.
    package let name: String
    /// Bytes appended.
    package private(set) var count = 0

    private let shown: String
    private let disk: Disk?
    private var file: Descriptor?
    private var isFinished = false
    private var state = fm_digest()
    private var failure: Failure?
    private static let capacity = 64 << 10
    private let room = UnsafeMutablePointer<UInt8>.allocate(capacity: Draft.capacity)
    private var held = 0

    /// Begins a draft of `name`. Nothing is done to the disk before the first 64 KiB are there.
    package init(_ disk: Disk, name: String) {
        self.disk = disk
        self.name = Disk.draftName(name)
        shown = name
        fm_digest_begin(&state)
    }

    private init() {
        disk = nil
        name = ""
        shown = ""
        fm_digest_begin(&state)
    }

    /// A draft with no file behind it, which only counts and digests: for plans.
    package static func unwritten() -> Draft { Draft() }

    deinit {
        if !isFinished { discard() }
        room.deallocate()
    }

    package func append(_ bytes: [UInt8]) throws(Failure) {
        try bytes.withUnsafeBufferPointer { bytes throws(Failure) in try append(bytes) }
    }

    package func append(_ bytes: UnsafeBufferPointer<UInt8>) throws(Failure) {
        guard let start = bytes.baseAddress, bytes.count > 0 else { return }
        precondition(!isFinished, "a finished draft takes no more bytes")
        if bytes.count > Draft.capacity - held { try flush() }
        count += bytes.count
        if bytes.count > Draft.capacity {
            try put(bytes)
        } else {
            (room + held).update(from: start, count: bytes.count)
            held += bytes.count
        }
    }

    /// The digest of the bytes appended so far.
    package var digest: Digest {
        var state = state
        fm_digest_add(&state, room, held)
        return Digest(fm_digest_end(&state))
    }

    /// Returns when the disk has the whole file and its hidden name.
    package func finish() throws(Failure) {
        if isFinished { return }
        try flush()
        if file == nil { try put(UnsafeBufferPointer(start: nil, count: 0)) }
        try step(.sync) { disk throws(Failure) in
            try file?.sync()
            try disk.syncFolder(of: name)
        }
        file = nil
        isFinished = true
    }

    /// Removes the file, finished or not, if it has not been published.
    package func discard() {
        guard let disk, file != nil || isFinished else { return }
        file = nil
        unlink(disk.path(name))
    }

    private func flush() throws(Failure) {
        if held == 0 { return }
        let bytes = UnsafeBufferPointer(start: UnsafePointer(room), count: held)
        held = 0
        try put(bytes)
    }

    private func put(_ bytes: UnsafeBufferPointer<UInt8>) throws(Failure) {
        if let start = bytes.baseAddress { fm_digest_add(&state, start, bytes.count) }
        try step(.write) { disk throws(Failure) in
            if file == nil {
                let flags = O_WRONLY | O_CREAT | O_TRUNC
                file = try Descriptor(disk.path(name), flags, name: shown, to: "write")
            }
            try file?.write(bytes)
        }
    }

    private func step(
        _ kind: DiskStep.Kind, _ body: (Disk) throws(Failure) -> Void
    ) throws(Failure) {
        if let failure { throw failure }
        guard let disk else { return }
        do throws(Failure) {
            try disk.step(kind, shown) { () throws(Failure) in try body(disk) }
        } catch {
            failure = error
            throw error
        }
    }
}
