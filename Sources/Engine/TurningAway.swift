import Files
import Records

/// Puts what cannot be used where it is found again: into `failed/`, with `NAME.reason.txt` beside it.
struct TurningAway {
    static let folder = "failed"

    let disk: Disk

    /// Turns a file away; does nothing where it is not there any more. Says where it went.
    @discardableResult
    func file(_ name: String, _ reason: String) throws(Failure) -> String? {
        guard disk.exists(name), let base = name.split(separator: "/").last else { return nil }
        let place = try explain(String(base), reason, dropped: name)
        try disk.move(name, place)
        return place
    }

    /// Turns away whatever an entry of a folder is, without looking into it. Nil where it cannot be moved, as what
    /// is mounted there: it stays, and nothing else has to wait for it.
    func entry(_ odd: Sweep.Odd) throws(Failure) -> String? {
        let place = try explain(
            odd.entry.shownName, "\(odd.name): \(odd.reason)", dropped: odd.name)
        if try disk.move(odd.entry, in: odd.folder, to: place) { return place }
        try disk.remove(place + ".reason.txt")
        return nil
    }

    /// Puts away the marker of a file that has been taken.
    func archive(marker: String) throws(Failure) {
        let folder = "archive/ready"
        try disk.makeFolder(folder)
        try disk.move(marker, disk.freeName("\(folder)/\(marker.split(separator: "/").last ?? "")"))
    }

    /// Writes the reason first: what lies in `failed/` always has one.
    private func explain(
        _ base: String, _ reason: String, dropped name: String
    ) throws(Failure) -> String {
        try disk.makeFolder(Self.folder)
        let place = disk.freeName("\(Self.folder)/\(base)")
        let text = reason + "\n\nput it right and drop it again as \(name)\n"
        try disk.write(place + ".reason.txt", Array(text.utf8))
        return place
    }
}
