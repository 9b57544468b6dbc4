import CBytes
import Glibc
import Records

extension Disk {
    /// Makes a folder (0700) and those above it; no step where it is there.
    package func makeFolder(_ name: String) throws(Failure) {
        var status = stat()
        if stat(path(name), &status) == 0 {
            if status.st_mode & S_IFMT == S_IFDIR { return }
            throw Failure(
                .disk, at: Place(name), "is in the way of a folder of that name; move it elsewhere")
        }
        if errno != ENOENT { throw .disk(name, cannot: "make the folder", errno) }
        let above = Self.split(name).folder
        if !above.isEmpty { try makeFolder(above) }
        try step(.folder, name) { () throws(Failure) in
            if mkdir(path(name), 0o700) != 0, errno != EEXIST {
                throw .disk(name, cannot: "make the folder", errno)
            }
            try syncFolder(of: name)
        }
    }

    /// Writes a file whole (0600). Who opens `name` finds the old bytes or the new ones, never
    /// some of each.
    package func write(_ name: String, _ bytes: [UInt8]) throws(Failure) {
        let draft = Self.draftName(name)
        do throws(Failure) {
            try step(.write, name) { () throws(Failure) in
                let flags = O_WRONLY | O_CREAT | O_TRUNC
                let file = try Descriptor(path(draft), flags, name: name, to: "write")
                try bytes.withUnsafeBufferPointer { bytes throws(Failure) in
                    try file.write(bytes)
                }
                try file.sync()
            }
            try step(.publish, name) { () throws(Failure) in
                if rename(path(draft), path(name)) != 0 {
                    throw .disk(name, cannot: "write", errno)
                }
                try syncFolder(of: name)
            }
        } catch {
            unlink(path(draft))
            throw error
        }
    }

    /// Gives a finished draft its name, in the same folder. Fails, and leaves both as they are,
    /// where the name is taken.
    package func publish(_ draft: String, as name: String) throws(Failure) {
        try step(.publish, name) { () throws(Failure) in
            switch fm_rename_new(path(draft), path(name)) {
            case 0: try syncFolder(of: name)
            case EEXIST: throw .taken(name, from: draft)
            case let code: throw .disk(draft, cannot: "rename to \(name)", code)
            }
        }
    }

    /// Removes a file; no step where it is not there.
    package func remove(_ name: String) throws(Failure) {
        guard exists(name) else { return }
        try step(.remove, name) { () throws(Failure) in
            if unlink(path(name)) != 0 { throw .disk(name, cannot: "remove", errno) }
            try syncFolder(of: name)
        }
    }

    /// Returns when the disk has the folder that holds `name` as it is now.
    func syncFolder(of name: String) throws(Failure) {
        let folder = Self.split(name).folder
        let shown = folder.isEmpty ? "." : folder
        let number = open(path(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if number < 0 { throw .disk(shown, cannot: "open", errno) }
        defer { close(number) }
        // Some network file systems have nothing to sync in a folder and say EINVAL.
        if fsync(number) != 0, errno != EINVAL { throw .disk(shown, cannot: "write", errno) }
    }
}

extension Failure {
    static func taken(_ name: String, from: String) -> Failure {
        Failure(
            .disk, at: Place(from),
            "cannot take the name \(name): a file has it already, and nothing is overwritten; "
                + "move one of them elsewhere")
    }
}

extension Disk {
    /// Makes a symbolic link to a folder; `target` is seen from where the link lies.
    package func link(_ name: String, to target: String) throws(Failure) {
        try step(.folder, name) { () throws(Failure) in
            if symlink(target, path(name)) != 0 {
                throw .disk(name, cannot: "make the link", errno)
            }
            try syncFolder(of: name)
        }
    }

    /// Adds bytes to the end of a file (0600), in one write; not synced.
    package func append(_ name: String, _ bytes: [UInt8]) throws(Failure) {
        let file = try Descriptor(
            path(name), O_WRONLY | O_CREAT | O_APPEND, name: name, to: "write")
        try bytes.withUnsafeBufferPointer { bytes throws(Failure) in try file.write(bytes) }
    }

    /// Removes a folder of this program's own and all in it.
    package func removeFolder(_ name: String) throws(Failure) {
        for inner in try folders(name) { try removeFolder(join(name, inner)) }
        for file in try list(name) { try remove(join(name, file)) }
        for draft in try drafts(name) { try remove(join(name, draft)) }
        try step(.remove, name) { () throws(Failure) in
            if rmdir(path(name)) != 0, errno != ENOENT {
                throw .disk(name, cannot: "remove", errno)
            }
        }
    }

    private func join(_ folder: String, _ last: String) -> String { Self.join(folder, last) }
}
