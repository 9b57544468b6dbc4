import Files

/// The dropped files that a watch knows of, and since when each has been as it is.
///
/// A file is whole when another says so (`NAME.ready`), when it was renamed to its place, or when it has been left
/// alone for a while and no process has it open to write. Where the system does not say who writes, as on
/// network folders, it must have been left alone five times as long. All times are `Clock.steady`'s.
struct Drops {
    struct Drop {
        var stamp: Stamp
        /// When it was first seen with this stamp.
        var since: Int64
        var isAnnounced: Bool
        /// The pipelines that are to have it; nil as long as that is not known.
        var wanted: Set<String>?
        /// The pipelines that had their try at it as it is.
        var tried: Set<String> = []
    }

    private(set) var all: [String: Drop] = [:]

    /// Takes note of what lies there now; what is not among it has been taken, or is gone.
    mutating func see(_ found: [Sweep.Drop], at now: Int64) {
        var seen: [String: Drop] = [:]
        for file in found {
            var drop = all[file.name] ?? Drop(stamp: file.stamp, since: now, isAnnounced: false)
            if drop.stamp != file.stamp {
                drop = Drop(stamp: file.stamp, since: now, isAnnounced: false)
            }
            drop.isAnnounced = drop.isAnnounced || file.isAnnounced
            seen[file.name] = drop
        }
        all = seen
    }

    /// A file came to its place by a rename: nobody writes it there.
    mutating func renamed(_ name: String) { all[name]?.isAnnounced = true }

    mutating func isWanted(_ name: String, by pipelines: Set<String>) {
        all[name]?.wanted = pipelines
    }

    /// A pipeline had its try at files.
    mutating func tried(_ names: [String], by pipeline: String) {
        for name in names { all[name]?.tried.insert(pipeline) }
    }

    /// The files that are whole, in byte order. `isWritten` says whether a process has one open to write.
    func whole(
        at now: Int64, quiet: Int64, where isWanted: (String) -> Bool,
        isWritten: (String) -> Bool?
    ) -> [String] {
        all.filter { name, drop in
            guard isWanted(name) else { return false }
            if drop.isAnnounced { return true }
            guard now - drop.since >= quiet else { return false }
            switch isWritten(name) {
            case true?: return false
            case false?: return true
            case nil: return now - drop.since >= quiet * 5
            }
        }.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Whether a file has become quiet since a moment, and is not known to be whole otherwise.
    func hasRipe(at now: Int64, quiet: Int64, since moment: Int64) -> Bool {
        all.values.contains { drop in
            !drop.isAnnounced
                && [quiet, quiet * 5].contains {
                    drop.since + $0 <= now && drop.since + $0 > moment
                }
        }
    }

    /// How long until a file may be whole that is not; nil where there is none.
    func delay(at now: Int64, quiet: Int64) -> Int64? {
        all.values.filter { !$0.isAnnounced }.compactMap { drop in
            let age = now - drop.since
            // What has been quiet and is not whole yet is looked at again and again, with patience.
            return age < quiet ? quiet - age : age < quiet * 5 + 1_000 ? max(quiet, 200) : nil
        }.min()
    }
}
