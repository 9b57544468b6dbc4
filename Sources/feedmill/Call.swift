import Engine
import Files
import Records

/// One call of a command: what was typed, and the world around it.
struct Call: Sendable {
    let given: Invocation
    let terminal: Terminal
    /// The current folder.
    let folder: String
    /// Seconds since 1970.
    let now: Int64
    let mishap: Mishap

    /// The folder of `name`, seen from where the program was called.
    func path(_ name: String) -> String { name.hasPrefix("/") ? name : "\(folder)/\(name)" }

    /// The files below a folder.
    func disk(_ folder: String) -> Disk { Disk(root: path(folder), watch: mishap.watch()) }

    /// The shop's files.
    func shop() throws(Failure) -> Disk {
        guard let typed = given.text("shop") else { return disk(folder) }
        guard Disk(root: path(typed)).exists("") else {
            throw Failure(.definition, "there is no folder '\(typed)'")
        }
        return disk(typed)
    }

    /// How long another run is waited for, in seconds.
    var wait: Int64 { Int64(given.number("wait") ?? 0) }

    /// The folder of the shipped definitions; nil where the program cannot find it.
    var shipped: Disk? { (try? Shipped.folder()).map { Disk(root: $0) } }

    func open() throws(Failure) -> OpenShop {
        let disk = try shop()
        let copy = given.text("definitions").map {
            OpenShop.catalog(Disk(root: disk.path($0)), shipped: shipped)
        }
        return try OpenShop(disk: disk, shipped: shipped, now: now, catalog: copy)
    }
}
