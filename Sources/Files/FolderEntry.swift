import CBytes
import Glibc
import Records

/// Anything that lies in a folder, whatever it is and is called.
package struct FolderEntry: Sendable {
    package enum What: Sendable {
        case file, folder, link, device, pipe, socket
    }

    /// As the system has it: bytes that need be no text.
    package let bytes: [UInt8]
    package let what: What
    package let stamp: Stamp

    /// The name, where it is UTF-8 without control characters; nil where nobody could type it.
    package var name: String? {
        guard !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The name with `%0A` and the like for what cannot be typed.
    package var shownName: String {
        if let name { return name }
        let isText = String(validating: bytes, as: UTF8.self) != nil
        var shown: [UInt8] = []
        for byte in bytes {
            if byte < 0x20 || byte == 0x7F || byte == 0x25 || byte > 0x7F && !isText {
                let digits = String(byte, radix: 16, uppercase: true)
                shown += Array(("%" + (digits.count < 2 ? "0" : "") + digits).utf8)
            } else {
                shown.append(byte)
            }
        }
        return String(decoding: shown, as: UTF8.self)
    }
}

extension Disk {
    /// All that lies in a folder and is not hidden, in the order of the names' bytes; nothing where there
    /// is no such folder.
    package func everything(in folder: String) throws(Failure) -> [FolderEntry] {
        var entries: [FolderEntry] = []
        try visit(folder) { entry, descriptor in
            guard entry.pointee.d_name.0 != 0x2E else { return }
            var status = stat()
            let bytes: [UInt8]? = withUnsafePointer(to: &entry.pointee.d_name) { name in
                let room = MemoryLayout.size(ofValue: name.pointee)
                return name.withMemoryRebound(to: CChar.self, capacity: room) { name in
                    // What is gone by now is not there.
                    guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
                        return nil
                    }
                    return UnsafeBufferPointer(start: name, count: strlen(name))
                        .map { UInt8(bitPattern: $0) }
                }
            }
            guard let bytes else { return }
            entries.append(
                FolderEntry(bytes: bytes, what: Self.what(status.st_mode), stamp: Stamp(status)))
        }
        return entries.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }

    private static func what(_ mode: mode_t) -> FolderEntry.What {
        switch mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        case S_IFLNK: .link
        case S_IFIFO: .pipe
        case S_IFSOCK: .socket
        default: .device
        }
    }

    /// Moves whatever an entry of a folder is, itself and never what it points to, to a name that must be
    /// free. False where the system cannot move such a thing: something is mounted on it, or it is no file and
    /// `name` is on another file system.
    package func move(
        _ entry: FolderEntry, in folder: String, to name: String
    ) throws(Failure) -> Bool {
        if entry.what == .file, let own = entry.name {
            try move(Self.join(folder, own), name)
            return true
        }
        return try step(.move, name) { () throws(Failure) in
            let from = (Array(path(folder).utf8) + [0x2F] + entry.bytes + [0])
                .map { CChar(bitPattern: $0) }
            switch fm_rename_new(from, path(name)) {
            case 0: break
            case EXDEV, EBUSY: return false
            case let code:
                throw .disk(Self.join(folder, entry.shownName), cannot: "move to \(name)", code)
            }
            try syncFolder(of: name)
            if folder != Self.split(name).folder { try syncFolder(of: Self.join(folder, "x")) }
            return true
        }
    }

    /// Whether some process has a file open to write to it; nil where the system does not say.
    package func isBeingWritten(_ name: String) -> Bool? {
        guard let file = try? Descriptor.reading(path(name), name: name) else { return nil }
        switch fm_is_written(file.number) {
        case 0: return false
        case 1: return true
        default: return nil
        }
    }

    /// Why a regular file cannot be read; nil where it can.
    package func hindrance(_ name: String) -> Failure? {
        do throws(Failure) {
            _ = try Descriptor.reading(path(name), name: name)
            return nil
        } catch {
            return error
        }
    }
}
