import Foundation
import Records

/// The definitions that come with the program.
enum Shipped {
    /// Their folder: what the environment says, else where an installed program has it, else that of
    /// the sources that the program was built from.
    static func folder(_ environment: [String: String]) throws(Failure) -> String {
        if let folder = environment["FEEDMILL_PIPELINES"], !folder.isEmpty {
            if isFolder(folder) { return folder }
            throw Failure(
                .disk, at: Place("FEEDMILL_PIPELINES"), "there is no folder '\(folder)'")
        }
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        var folder = program.deletingLastPathComponent()
        let installed = folder.deletingLastPathComponent().path + "/share/feedmill/pipelines"
        if isFolder(installed) { return installed }
        while folder.path != "/" {
            let sources = folder.path
            if FileManager.default.fileExists(atPath: "\(sources)/Package.swift"),
                isFolder("\(sources)/pipelines")
            {
                return "\(sources)/pipelines"
            }
            folder = folder.deletingLastPathComponent()
        }
        throw Failure(
            .disk,
            "the shipped pipelines are not at \(installed); set FEEDMILL_PIPELINES to their folder")
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            && isFolder.boolValue
    }
}
