/// What the name of a dropped file says of it, before it is looked into.
package enum DropName {
    /// Behind a file's name: a file of this name says that the file is whole. It is not taken itself.
    package static let ready = ".ready"

    /// What programs call a file that they are still writing, and editors one that they keep aside.
    private static let endings = [".part", ".filepart", ".crdownload", ".tmp", ".swp", "~"]

    /// Whether a file is never touched, as its name says that it is not the one that was meant.
    package static func isTemporary(_ name: String) -> Bool {
        name.hasPrefix(".") || endings.contains { name.hasSuffix($0) }
    }

    package static func isMarker(_ name: String) -> Bool {
        name.hasSuffix(ready) && name.count > ready.count
    }

    /// Whether a stage may see a file of that name: none that is temporary, announces another, or could not
    /// be typed.
    package static func canBeTaken(_ name: String) -> Bool {
        !isTemporary(name) && !isMarker(name) && name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
}
