import Records

/// What a definition file holds, read and checked.
package protocol Definition: Sendable {
    /// What such a file is called: "report".
    static var what: String { get }
    /// The folder of such files, relative to the shop; empty for the shop itself.
    static var folder: String { get }

    /// The file's name without its ending.
    var name: String { get }
    /// Where its object begins.
    var place: Place { get }
    /// The text of its object, comments within it included.
    var source: String { get }

    /// Reads a file's value; nil, and at least one mistake, where something in it is wrong.
    init?(_ node: Node, name: String, _ mistakes: inout [Mistake])
}

extension Definition {
    /// The file of a name, relative to the shop.
    package static func file(_ name: String) -> String {
        (folder.isEmpty ? "" : folder + "/") + name + ".json5"
    }

    /// Adds a mistake where a member's name is none that columns and pools may have.
    static func checkName(of member: Node.Member, _ mistakes: inout [Mistake]) {
        guard !FieldKind.isName(member.name) else { return }
        mistakes.append(
            Mistake(on: member, "'\(member.name)' is not \(FieldKind.name.wanted)"))
    }
}
