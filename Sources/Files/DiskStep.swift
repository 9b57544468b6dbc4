/// One thing done to the disk that must outlast the process.
package struct DiskStep: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case folder, write, sync, publish, move, remove, commit
    }

    package var kind: Kind
    /// The file or folder that it makes, relative to the shop.
    package var name: String

    package init(_ kind: Kind, _ name: String) {
        self.kind = kind
        self.name = name
    }
}

/// On which side of a `DiskStep`.
package enum Moment: Sendable {
    case before, after
}
