import Foundation

/// A folder with all that is below it.
enum Tree {
    /// Every file, hidden ones too, by its name below the folder.
    static func files(_ folder: URL) throws -> [String: Data] {
        var files: [String: Data] = [:]
        let names = FileManager.default.enumerator(atPath: folder.path)
        while let name = names?.nextObject() as? String {
            let file = folder.appendingPathComponent(name)
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder),
                !isFolder.boolValue
            {
                files[name] = try Data(contentsOf: file)
            }
        }
        return files
    }
}
