import Records

/// What may stand in an object of a definition: the one place that reader, check and help go by.
package struct Spec: Sendable {
    /// What the object is called: the main word of a step, "stage", "report".
    package var word: String
    /// What it is for, in one sentence without a full stop.
    package var summary: String
    /// What stands behind the main word, and nil where the object has none.
    package var value: FieldKind?
    package var fields: [Field]
    /// As it is written in a definition.
    package var example: String

    package init(
        _ word: String, _ summary: String, value: FieldKind? = nil, fields: [Field],
        example: String = ""
    ) {
        self.word = word
        self.summary = summary
        self.value = value
        self.fields = fields
        self.example = example
    }

    /// The main word, where there is one, and the fields.
    var all: [Field] {
        (value.map { [Field(word, $0, required: true, summary)] } ?? []) + fields
    }

    /// Reads an object and adds what is wrong in it: unknown names, missing fields, wrong kinds.
    /// A required field whose name is only misspelt is one mistake, not two.
    /// Fields that are wrong are left out of the answer. `subject` is what messages call the object.
    package func read(
        _ node: Node, as subject: String? = nil, _ mistakes: inout [Mistake]
    ) -> Fields {
        let subject = subject ?? (value == nil ? "a \(word)" : "'\(word)'")
        let all = self.all
        var given: [String: Node.Member] = [:]
        guard let members = node.members else {
            mistakes.append(Mistake(on: node, "\(subject) is an object, not \(node.kind)"))
            return Fields(all, given: given, place: node.place)
        }
        var meant: Set<String> = []
        for member in members {
            guard let field = all.first(where: { $0.name == member.name }) else {
                let hint = Mistake.hint(for: member.name, in: all.map(\.name))
                if let near = Suggestion.nearest(to: member.name, in: all.map(\.name)) {
                    meant.insert(near)
                }
                mistakes.append(
                    Mistake(on: member, "\(subject) has no field '\(member.name)'", hint: hint))
                continue
            }
            let before = mistakes.count
            field.kind.check(member.value, as: "'\(member.name)'", &mistakes)
            if mistakes.count == before { given[member.name] = member }
        }
        for field in all
        where field.required && node[field.name] == nil && !meant.contains(field.name) {
            mistakes.append(
                Mistake(on: node, "\(subject) needs the field '\(field.name)': \(field.about)"))
        }
        return Fields(all, given: given, place: node.place)
    }
}
