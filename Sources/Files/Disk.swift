import Glibc
import Records

/// The shop's folder. Names are relative to it: `inbox/DE/listings.txt`.
///
/// What a member has done when it returns outlasts a crash of the machine. Each durable step is
/// announced to `watch` before and after it, so that a test can make the disk full at any of them,
/// or kill the process behind it.
package final class Disk {
    package let root: String
    private let watch: ((DiskStep, Moment) throws(Failure) -> Void)?

    package init(
        root: String, watch: ((DiskStep, Moment) throws(Failure) -> Void)? = nil
    ) {
        self.root = root
        self.watch = watch
    }

    /// Does a durable step: `body` is not called when `watch` throws before it.
    package func step<R>(
        _ kind: DiskStep.Kind, _ name: String, _ body: () throws(Failure) -> R
    ) throws(Failure) -> R {
        let step = DiskStep(kind, name)
        try watch?(step, .before)
        let result = try body()
        try watch?(step, .after)
        return result
    }

    package func path(_ name: String) -> String { name.isEmpty ? root : "\(root)/\(name)" }

    /// Whether anything has this name: a file, a folder, a link to nowhere.
    package func exists(_ name: String) -> Bool {
        var status = stat()
        return lstat(path(name), &status) == 0
    }

    /// The stamp of a regular file; nil where there is none, or something else.
    package func stamp(_ name: String) -> Stamp? {
        var status = stat()
        guard lstat(path(name), &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        return Stamp(status)
    }

    /// When the entries of a folder last changed, in nanoseconds since 1970; nil where there is none.
    package func changed(_ folder: String) -> Int64? {
        var status = stat()
        return stat(path(folder), &status) == 0 ? Stamp(status).modified : nil
    }

    /// `name` where it is free, else the first free of `stem (2).ext`, `stem (3).ext`, …
    package func freeName(_ name: String) -> String {
        guard exists(name) else { return name }
        let (folder, last) = Self.split(name)
        var (stem, ending) = (last[...], last[last.endIndex...])
        if let dot = last.lastIndex(of: "."), dot != last.startIndex {
            (stem, ending) = (last[..<dot], last[dot...])
        }
        var number = 2
        while true {
            let candidate = Self.join(folder, "\(stem) (\(number))\(ending)")
            if !exists(candidate) { return candidate }
            number += 1
        }
    }

    /// Where a file is written before it takes its name: beside it, hidden.
    static func draftName(_ name: String) -> String {
        let (folder, last) = split(name)
        return join(folder, ".\(last).draft")
    }

    /// The folder of a name, empty for the shop itself, and what follows it.
    static func split(_ name: String) -> (folder: String, last: String) {
        guard let slash = name.lastIndex(of: "/") else { return ("", name) }
        return (String(name[..<slash]), String(name[name.index(after: slash)...]))
    }

    static func join(_ folder: String, _ last: String) -> String {
        folder.isEmpty ? last : "\(folder)/\(last)"
    }
}
