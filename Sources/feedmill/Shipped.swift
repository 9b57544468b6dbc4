import Files
import Records

/// The definitions that come with the program.
enum Shipped {
    /// Their folder: what the environment says, else where an installed program has it, else that of
    /// the sources that the program was built from.
    static func folder() throws(Failure) -> String {
        if let folder = Host.variable("FEEDMILL_PIPELINES"), !folder.isEmpty {
            if Host.isFolder(folder) { return folder }
            throw Failure(
                .disk, at: Place("FEEDMILL_PIPELINES"), "there is no folder '\(folder)'")
        }
        var folder = Host.folder(of: Host.program)
        let installed = Host.folder(of: folder) + "/share/feedmill/pipelines"
        if Host.isFolder(installed) { return installed }
        while folder != "/" {
            if Disk(root: folder).exists("Package.swift"), Host.isFolder("\(folder)/pipelines") {
                return "\(folder)/pipelines"
            }
            folder = Host.folder(of: folder)
        }
        throw Failure(
            .disk,
            "the shipped pipelines are not at \(installed); set FEEDMILL_PIPELINES to their folder")
    }
}
