import Records

/// `when`, `any` and `unless`: the same in JSON and in XML.
extension TemplateNames {
    /// The conditions that a value has.
    static func conditions(of node: Node) -> [Node.Member] {
        (node.members ?? []).filter { conditions.contains($0.name) }
    }

    /// The conditions of a value in a message; in a document they are mistakes.
    static func conditions(
        of node: Node, in part: Part, _ mistakes: inout [Mistake]
    ) -> [Node.Member] {
        let members = conditions(of: node)
        guard part == .document else { return members }
        refuse(members, "can stand in 'message' only", &mistakes)
        return []
    }

    /// Every row has a message: it has no condition as a whole.
    static func refuseConditions(of message: Node, _ mistakes: inout [Mistake]) {
        refuse(conditions(of: message), "cannot stand here: every row has a message", &mistakes)
    }

    /// A document in which nothing says where the messages go.
    static func lacksMessages(_ document: Node) -> Mistake {
        Mistake(
            on: document, "'document' does not say where its messages go: put \"$messages\" there")
    }

    private static func refuse(
        _ members: [Node.Member], _ reason: String, _ mistakes: inout [Mistake]
    ) {
        for member in members {
            mistakes.append(
                Mistake(
                    at: member.place, width: member.name.count, "'\(member.name)' \(reason)"))
        }
    }
}
