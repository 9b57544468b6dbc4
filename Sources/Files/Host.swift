import Glibc

/// What the machine says of the process: where it is, and which program it runs.
package enum Host {
    /// The machine's own name; empty where it has none.
    package static var name: String {
        var bytes = [CChar](repeating: 0, count: 256)
        guard gethostname(&bytes, bytes.count - 1) == 0 else { return "" }
        return text(bytes)
    }

    /// The current folder; "/" where it is gone.
    package static var folder: String {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        return getcwd(&bytes, bytes.count) == nil ? "/" : text(bytes)
    }

    /// The program's own file, links followed; empty where the system does not say.
    package static var program: String {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        return readlink("/proc/self/exe", &bytes, bytes.count - 1) < 0 ? "" : text(bytes)
    }

    /// The value of a variable of the environment; nil where it is not set.
    package static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    package static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// An absolute path without empty parts, `.` and `..`; links are not looked at.
    package static func normal(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// The folder of a path: all before its last slash.
    package static func folder(of path: String) -> String {
        let folder = path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)
        return folder.isEmpty ? "/" : String(folder)
    }

    private static func text(_ bytes: [CChar]) -> String {
        String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
