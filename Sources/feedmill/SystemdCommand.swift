import Engine
import Files
import Records

extension Command {
    static let systemd: Command = Command(
        word: "systemd", summary: "write units by which systemd keeps the shop going",
        details: [
            "Into systemd/ in the shop: a service that runs 'feedmill watch', and, instead of that, a timer for",
            "each pipeline with a schedule. Nothing is installed: the last lines say how.",
        ],
        flags: [
            Flag(
                name: "user", value: .text("NAME"),
                about: "the user that runs it; else units for 'systemctl --user'")
        ],
        exits: [.disk],
        run: { (call) throws(Failure) in
            let open = try call.open()
            let user = call.given.text("user")
            let units = try SystemdUnits(open, program: Host.program, user: user)
            try units.write(open.disk)
            let folder = "\(Host.normal(open.disk.root))/\(SystemdUnits.folder)"
            let control = user == nil ? "systemctl --user" : "systemctl"
            let names = units.units.map { "\(SystemdUnits.folder)/\($0.name)" }
            return Answer(
                lines: [.head("written:")] + names.map { Line("  \($0)") } + [
                    .head("to watch, and keep the schedules:"),
                    Line("  \(control) enable --now \(folder)/\(units.watch)"),
                ],
                members: [("written", .list(names.map { .text($0) }))])
        })
}
