import Glibc
import Records

/// A time zone by its IANA name, as the system's own table (tzdata) and glibc have it.
package struct Zone: Sendable {
    /// Such as Europe/Berlin.
    package let name: String

    /// Nil where the system does not know the name.
    package init?(_ name: String) {
        guard Self.exists(name) else { return nil }
        self.name = name
    }

    /// Whether the system has a table for `name`.
    package static func exists(_ name: String) -> Bool {
        var status = stat()
        let isWithin = !name.hasPrefix("/") && !name.split(separator: "/").contains("..")
        return isWithin && stat("\(folder)/\(name)", &status) == 0
            && status.st_mode & S_IFMT == S_IFREG
    }

    /// Whether the system has any table at all.
    package static var areKnown: Bool {
        var status = stat()
        return stat(folder, &status) == 0
    }

    private static var folder: String {
        getenv("TZDIR").map { String(cString: $0) } ?? "/usr/share/zoneinfo"
    }

    /// How far the zone's clocks are ahead of UTC at an instant, in seconds.
    package func offset(at instant: Int64) -> Int64 {
        let wanted = ":" + name
        if getenv("TZ").map({ String(cString: $0) }) != wanted {
            setenv("TZ", wanted, 1)
            tzset()
        }
        var time = time_t(instant)
        var local = tm()
        return localtime_r(&time, &local) == nil ? 0 : Int64(local.tm_gmtoff)
    }
}
