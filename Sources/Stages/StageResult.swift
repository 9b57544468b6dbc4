import Ledgers
import Records

/// What a stage did for one scope, or would do.
package struct StageResult: Sendable {
    /// A key of which Amazon is told something else than before.
    package struct Change: Sendable {
        package var key: String
        package var old: String
        package var new: String
        package var why: String
    }

    /// Changes of one kind, or rows that are not told, counted; and the first of them listed.
    package struct Group: Sendable {
        package var name: String
        package var count = 0
        package var changes: [Change] = []
    }

    /// A row that is not told until a person approves just its values.
    package struct Waiting: Sendable {
        /// Where its row stands in the source.
        package var file: String
        package var line: Int
        /// The key's cells, parted by tabs.
        package var key: String
        /// What was told before, or is shown (in brackets), and what would be told.
        package var old: String
        package var new: String
        /// The value of the column that changes are told by.
        package var measured: String
        package var reason: String
        /// Stands for the values.
        package var digest: Digest
    }

    package struct Document: Sendable {
        package var name: String
        package var digest: Digest
        package var messages: Int
        package var bytes: Int
        package var isDry: Bool
    }

    /// Rows read; blank lines are none.
    package var rows = 0
    package var rejected = 0
    package var withheld = 0
    /// Those of the withheld that wait for a person.
    package var waiting: [Waiting] = []
    /// Rows that are told, in documents that are not dry.
    package var told = 0
    package var forgotten = 0
    /// Rows that Amazon shows otherwise than it was told, and that are only listed.
    package var drifted = 0
    package var groups: [Group] = []
    package var documents: [Document] = []
    /// Documents that a newer one overtook before they were sent.
    package var withdrawn: [String] = []
    /// The file that became current.
    package var current: String?
    /// The files that went into a book.
    package var taken: [String] = []
    package var encoding: String?
    /// Lines worth a person's while.
    package var notes: [String] = []
    /// A guard that held something back, though the rest went: what it says.
    package var heldBack: Failure?
    /// Guards that tripped and were let pass.
    package var allowed: [String] = []

    package init() {}

    mutating func count(_ group: String, limit: Int?, _ change: @autoclosure () -> Change) {
        let index =
            groups.firstIndex { $0.name == group }
            ?? {
                groups.append(Group(name: group))
                return groups.count - 1
            }()
        groups[index].count += 1
        if limit.map({ groups[index].changes.count < $0 }) ?? true {
            groups[index].changes.append(change())
        }
    }
}
