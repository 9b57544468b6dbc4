import Catalog
import Files
import Records

/// Units by which systemd keeps a shop going: a service for `feedmill watch` and, for who would rather not have
/// that, a service and a timer for each pipeline with a schedule.
package struct SystemdUnits: Sendable {
    package static let folder = "systemd"

    /// File names and texts.
    package private(set) var units: [(name: String, text: String)] = []
    /// The name of the service that watches.
    package let watch: String

    /// For a shop in a folder, by the program in `program`, as the user `user`; nil: as the user who has systemd
    /// start them (`systemctl --user`).
    package init(_ open: OpenShop, program: String, user: String?) throws(Failure) {
        let folder = Host.normal(open.disk.root)
        let stem = "feedmill-" + Self.name(folder)
        watch = "\(stem).service"
        let who = user.map { "User=\(Self.plain($0))\n" } ?? ""
        let common = """
            \(who)WorkingDirectory=\(Self.plain(folder))
            UMask=0077
            NoNewPrivileges=yes
            PrivateTmp=yes
            ProtectSystem=full

            """
        let call = "\(Self.quoted(program)) %@ --shop \(Self.quoted(folder))"
        func command(_ words: String) -> String { call.replacing("%@", with: words) }
        let target = user == nil ? "default.target" : "multi-user.target"
        units.append(
            (
                watch,
                """
                # Written by 'feedmill systemd'. Do not run the timers as well: this keeps the schedules, too.
                [Unit]
                Description=feedmill watches the folders of a shop
                After=local-fs.target remote-fs.target time-sync.target

                [Service]
                ExecStart=\(command("watch"))
                ExecReload=/bin/kill -HUP $MAINPID
                Restart=on-failure
                RestartSec=10
                RestartPreventExitStatus=2
                KillMode=mixed
                TimeoutStopSec=300
                \(common)
                [Install]
                WantedBy=\(target)

                """
            ))
        for name in try open.catalog.names(of: Pipeline.self) {
            let pipeline = try open.catalog.pipeline(name)
            guard let schedule = pipeline.schedule else { continue }
            units.append(
                (
                    "\(stem)-\(name).service",
                    """
                    # Written by 'feedmill systemd'.
                    [Unit]
                    Description=feedmill runs the pipeline \(name) of a shop

                    [Service]
                    Type=oneshot
                    ExecStart=\(command("run \(name) --wait 3600"))
                    SuccessExitStatus=10
                    \(common)
                    """
                ))
            let lines = schedule.systemd.map { "OnCalendar=\($0) \(open.shop.zone)\n" }.joined()
            units.append(
                (
                    "\(stem)-\(name).timer",
                    """
                    # Written by 'feedmill systemd': \(schedule.text) in \(open.shop.zone).
                    [Unit]
                    Description=when feedmill runs the pipeline \(name) of a shop

                    [Timer]
                    \(lines)AccuracySec=1s
                    Persistent=\(pipeline.missed == .none ? "no" : "yes")

                    [Install]
                    WantedBy=timers.target

                    """
                ))
        }
    }

    /// Writes the units into the shop.
    package func write(_ disk: Disk) throws(Failure) {
        try disk.makeFolder(Self.folder)
        for (name, text) in units { try disk.write("\(Self.folder)/\(name)", Array(text.utf8)) }
    }

    /// The last part of a folder's path, as far as a unit may be called so.
    private static func name(_ folder: String) -> String {
        let base = folder.split(separator: "/").last ?? "shop"
        let name = base.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return String(name)
    }

    /// A text in which systemd is to see nothing but that text.
    private static func plain(_ text: String) -> String { text.replacing("%", with: "%%") }

    private static func quoted(_ text: String) -> String {
        let escaped = plain(text).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("$", with: "$$")
        return text.allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber || "/._-+".contains($0))
        }
            ? text : "\"\(escaped)\""
    }
}

extension Schedule {
    /// The same as systemd writes it: where either a day or a weekday is enough, one line for each.
    var systemd: [String] {
        func list(_ numbers: Set<Int64>, _ all: Int, _ name: (Int64) -> String) -> String {
            numbers.count == all ? "*" : numbers.sorted().map(name).joined(separator: ",")
        }
        func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + String(number) }
        let time = "\(list(hours, 24, two)):\(list(minutes, 60, two)):00"
        let month = list(months, 12, two)
        let names = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let byDay = "*-\(month)-\(list(days, 31, two)) \(time)"
        let byWeekday =
            weekdays.sorted().map { names[Int($0)] }.joined(separator: ",")
            + " *-\(month)-* \(time)"
        if weekdays.count == 7 { return [byDay] }
        return days.count == 31 ? [byWeekday] : [byDay, byWeekday]
    }
}
