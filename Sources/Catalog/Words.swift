import Records

/// Objects of which one word says what they are: `{ map: "skus", missing: "reject" }` is a step
/// `map`. The word need not come first.
package struct Words: Sendable {
    /// What one of them is called: "step", "source".
    package var what: String
    package var specs: [Spec]

    package init(_ what: String, _ specs: [Spec]) {
        self.what = what
        self.specs = specs
    }

    /// What an object is, and its fields.
    package struct Choice: Sendable {
        package var spec: Spec
        package var fields: Fields
        package var word: String { spec.word }
    }

    /// Finds the spec that the object's word names, and reads the object by it; nil, and a mistake,
    /// where no word or more than one is there. `owner` is the field that the object stands in.
    package func pick(_ node: Node, in owner: String, _ mistakes: inout [Mistake]) -> Choice? {
        guard let members = node.members else {
            mistakes.append(
                Mistake(on: node, "a \(what) in '\(owner)' is an object, not \(node.kind)"))
            return nil
        }
        let named = specs.filter { spec in members.contains { $0.name == spec.word } }
        let fitting = named.filter { spec in
            named.allSatisfy { other in spec.all.contains { $0.name == other.word } }
        }
        if let spec = fitting.first, fitting.count == 1 {
            return Choice(spec: spec, fields: spec.read(node, &mistakes))
        }
        mistakes.append(named.isEmpty ? noWord(node, members, owner) : twoWords(named, members))
        return nil
    }

    private func noWord(_ node: Node, _ members: [Node.Member], _ owner: String) -> Mistake {
        let words = specs.map(\.word)
        let fields = Set(specs.flatMap(\.fields).map(\.name))
        let slip = members.first { Suggestion.nearest(to: $0.name, in: words) != nil }
        guard let blamed = slip ?? members.first(where: { !fields.contains($0.name) }) else {
            return Mistake(
                on: node, "this \(what) in '\(owner)' has no word that says what it is",
                hint: Mistake.hint(for: "", in: words))
        }
        return Mistake(
            on: blamed, "'\(owner)' has no \(what) '\(blamed.name)'",
            hint: Mistake.hint(for: blamed.name, in: words))
    }

    private func twoWords(_ named: [Spec], _ members: [Node.Member]) -> Mistake {
        let both = members.filter { member in named.contains { $0.word == member.name } }
        return Mistake(
            on: both[1],
            "'\(both[0].name)' and '\(both[1].name)' are two \(what)s: each needs its own object")
    }
}
