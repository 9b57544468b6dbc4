import CBytes
import Glibc
import Records

extension Disk {
    /// Moves a file, never over another: fails, and leaves both as they are, where `to` is taken.
    ///
    /// Where `to` is on another file system the file is copied, with its times, and removed from
    /// its old place when the copy has its name. A crash in between leaves both.
    package func move(_ from: String, _ to: String) throws(Failure) {
        let moved = try step(.move, to) { () throws(Failure) in
            switch fm_rename_new(path(from), path(to)) {
            case 0:
                try syncFolder(of: to)
                if Self.split(from).folder != Self.split(to).folder { try syncFolder(of: from) }
                return true
            case EXDEV: return false
            case EEXIST: throw .taken(to, from: from)
            case let code: throw .disk(from, cannot: "move to \(to)", code)
            }
        }
        if moved { return }
        if exists(to) { throw .taken(to, from: from) }
        let draft = Self.draftName(to)
        do throws(Failure) {
            try step(.write, to) { () throws(Failure) in try copy(from, to: draft, shown: to) }
            try publish(draft, as: to)
        } catch {
            unlink(path(draft))
            throw error
        }
        try remove(from)
    }

    private func copy(_ from: String, to draft: String, shown: String) throws(Failure) {
        let source = try Descriptor.reading(path(from), name: from)
        let flags = O_WRONLY | O_CREAT | O_TRUNC
        let file = try Descriptor(path(draft), flags, name: shown, to: "write")
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { room.deallocate() }
        while true {
            let count = try source.read(into: room)
            if count == 0 { break }
            try file.write(UnsafeBufferPointer(rebasing: room.bindMemory(to: UInt8.self)[..<count]))
        }
        let status = try source.status()
        let times = [status.st_atim, status.st_mtim]
        if futimens(file.number, times) != 0 { throw .disk(shown, cannot: "write", errno) }
        try file.sync()
    }
}
