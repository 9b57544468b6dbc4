import Glibc
import Records

extension Disk {
    /// All bytes of a regular file: for definitions and other small files. A symbolic link is
    /// refused.
    package func read(_ name: String) throws(Failure) -> [UInt8] {
        let file = try Descriptor.reading(path(name), name: name)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(try file.status().st_size))
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        defer { room.deallocate() }
        while true {
            let count = try file.read(into: room)
            if count == 0 { return bytes }
            bytes.append(contentsOf: room[..<count])
        }
    }

    /// The names, without their folder, of the regular files in a folder that are not hidden, in
    /// the order of their bytes; none where there is no such folder. Names that are no text are left out:
    /// see `everything`.
    package func list(_ folder: String) throws(Failure) -> [String] {
        try entries(folder, UInt8(DT_REG))
    }

    /// The names of the folders in a folder, as `list` gives the files.
    package func folders(_ folder: String) throws(Failure) -> [String] {
        try entries(folder, UInt8(DT_DIR))
    }

    private func entries(
        _ folder: String, _ kind: UInt8, hidden: Bool = false
    ) throws(Failure) -> [String] {
        var names: [String] = []
        try visit(folder) { entry, _ in
            guard (entry.pointee.d_name.0 == 0x2E) == hidden, let name = Self.name(of: entry) else {
                return
            }
            var type = entry.pointee.d_type
            if type == DT_UNKNOWN {
                var status = stat()
                // What is gone by now is not there.
                guard lstat(path(Self.join(folder, name)), &status) == 0 else { return }
                type = UInt8(truncatingIfNeeded: (status.st_mode & S_IFMT) >> 12)
            }
            if type == kind { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Goes through all that a folder names, in no order, with the folder's descriptor; through nothing where
    /// there is no such folder.
    func visit(
        _ folder: String, _ body: (UnsafeMutablePointer<dirent>, Int32) -> Void
    ) throws(Failure) {
        guard let stream = opendir(path(folder)) else {
            if errno == ENOENT { return }
            throw .disk(folder, cannot: "list", errno)
        }
        defer { closedir(stream) }
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw .disk(folder, cannot: "list", errno) }
                return
            }
            body(entry, dirfd(stream))
        }
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
        withUnsafePointer(to: &entry.pointee.d_name) { name in
            let room = MemoryLayout.size(ofValue: name.pointee)
            return name.withMemoryRebound(to: CChar.self, capacity: room) {
                String(validatingCString: $0)
            }
        }
    }
}

extension Disk {
    /// The hidden names of the drafts in a folder, in byte order: what `Draft` and `write` leave
    /// when the process dies before they have their names.
    package func drafts(_ folder: String) throws(Failure) -> [String] {
        try entries(folder, UInt8(DT_REG), hidden: true).filter { $0.hasSuffix(".draft") }
    }
}

extension Disk {
    /// Bytes that the user can still write; nil where the system does not say.
    package var free: Int64? {
        var status = statvfs()
        guard statvfs(root, &status) == 0 else { return nil }
        return Int64(status.f_bavail) * Int64(status.f_frsize)
    }

    /// Which of these files, folders and all below them others than the user may read, a few of each.
    package func readableByOthers(_ names: [String], within: Bool = true) -> [String] {
        var found: [String] = []
        for name in names {
            var status = stat()
            guard lstat(path(name), &status) == 0 else { continue }
            let kind = status.st_mode & S_IFMT
            if kind != S_IFLNK, status.st_mode & 0o077 != 0 { found.append(name) }
            guard within, kind == S_IFDIR, status.st_mode & 0o077 != 0,
                let inner = try? everything(in: name)
            else { continue }
            // Where nobody can enter a folder, what is in it need not be looked at.
            found += readableByOthers(
                inner.prefix(100).compactMap(\.name).map { Self.join(name, $0) })
        }
        return found
    }
}
