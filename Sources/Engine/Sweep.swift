import Catalog
import Files
import Records
import Stages

/// What lies in the folders that files are dropped in, at one moment.
package struct Sweep {
    /// A regular file that some stage looks at, whether it is whole or not.
    package struct Drop: Sendable {
        package var name: String
        package var stamp: Stamp
        /// A file `NAME.ready` says that it is whole.
        package var isAnnounced: Bool
    }

    /// What can be no dropped file, whatever it holds.
    package struct Odd: Sendable {
        var folder: String
        var entry: FolderEntry
        var reason: String

        package var name: String { "\(folder)/\(entry.shownName)" }

        var stranger: RunReport.Stranger { RunReport.Stranger(name: name, reason: reason) }
    }

    package private(set) var drops: [Drop] = []
    package private(set) var odd: [Odd] = []
    /// Markers of files that have been taken.
    package private(set) var markers: [String] = []

    /// Looks through the folders that stages look into. A folder among the files is odd as soon as nothing
    /// was put into it for a minute before `now`, in Unix seconds.
    package init(
        _ disk: Disk, _ routes: Routes, _ watching: Watching, now: Int64
    ) throws(Failure) {
        for folder in routes.folders {
            let entries = try disk.everything(in: folder)
            let names = Set(entries.compactMap(\.name))
            for entry in entries {
                let shown = "\(folder)/\(entry.shownName)"
                if let name = entry.name {
                    if DropName.isTemporary(name) { continue }
                    if DropName.isMarker(name), entry.what == .file {
                        let file = String(name.dropLast(DropName.ready.count))
                        if !names.contains(file) { markers.append(shown) }
                        continue
                    }
                }
                if entry.what == .folder || entry.what == .link,
                    routes.folders.contains(where: { $0 == shown || $0.hasPrefix(shown + "/") })
                {
                    continue
                }
                if entry.what == .folder, entry.stamp.modified / 1_000_000_000 > now - 60 {
                    continue
                }
                if let reason = Self.reason(entry, shown, disk, routes, watching) {
                    odd.append(Odd(folder: folder, entry: entry, reason: reason))
                } else {
                    drops.append(
                        Drop(
                            name: shown, stamp: entry.stamp,
                            isAnnounced: names.contains(entry.shownName + DropName.ready)))
                }
            }
        }
    }

    /// Why an entry can be no dropped file; nil where it can.
    private static func reason(
        _ entry: FolderEntry, _ name: String, _ disk: Disk, _ routes: Routes, _ watching: Watching
    ) -> String? {
        guard entry.name != nil else {
            return "its name is no text, or holds characters that nobody can type; rename it"
        }
        switch entry.what {
        case .file: break
        case .folder:
            return "is a folder that no stage takes files from; files are dropped into "
                + routes.folders.joined(separator: ", ")
        case .link: return "is a symbolic link, which is not followed; put the file itself there"
        case .device, .pipe, .socket:
            return "is no regular file; put the file itself there"
        }
        if entry.stamp.size > watching.largest {
            return "has \(entry.stamp.size) bytes, more than 'largest' in feedmill.json5, "
                + "\(watching.largest)"
        }
        if routes.pipelines(for: name).isEmpty, routes.isWhole {
            return "no stage of any pipeline looks for a file of that name there"
        }
        guard let failure = disk.hindrance(name), failure.exit == .disk else { return nil }
        return failure.message
    }
}
