import Records

/// The fields of one object, read by its spec: what was given, else the standard.
///
/// Asking for a field that the spec does not have is a slip in the program and stops a debug build.
package struct Fields: Sendable {
    /// Where the object begins.
    package let place: Place
    private let known: [String: Field]
    private let given: [String: Node.Member]

    init(_ fields: [Field], given: [String: Node.Member], place: Place) {
        self.place = place
        self.given = given
        known = Dictionary(fields.map { ($0.name, $0) }) { first, _ in first }
    }

    /// Whether the field stands in the object.
    package func isGiven(_ name: String) -> Bool {
        assert(known[name] != nil, "no field '\(name)'")
        return given[name] != nil
    }

    /// The value as it was read; the standard where it was not given, nil where there is none.
    package func node(_ name: String) -> Node? {
        assert(known[name] != nil, "no field '\(name)'")
        return given[name]?.value ?? known[name]?.standardNode(at: place)
    }

    /// Where the value stands; where the object does, if it was not given.
    package func place(of name: String) -> Place { given[name]?.value.place ?? place }

    /// A mistake at the value, or at the object where it was not given.
    package func mistake(_ name: String, _ message: String, hint: String? = nil) -> Mistake {
        guard let node = given[name]?.value else { return Mistake(at: place, message, hint: hint) }
        return Mistake(on: node, message, hint: hint)
    }

    package func text(_ name: String) -> String? { node(name)?.text }

    /// The text of a field that is required or has a standard; empty where a mistake took it away.
    package func word(_ name: String) -> String { text(name) ?? "" }

    /// One of the words of an enumeration; `other` where it was not given and has no standard.
    package func choice<C: RawRepresentable<String>>(_ name: String, or other: C) -> C {
        text(name).flatMap(C.init(rawValue:)) ?? other
    }

    /// A text is a list of one; empty where it was not given.
    package func texts(_ name: String) -> [String] { textNodes(name).compactMap(\.text) }

    /// The same with places.
    package func textNodes(_ name: String) -> [Node] {
        node(name).map { $0.list ?? [$0] } ?? []
    }

    package func count(_ name: String) -> Int64? { node(name).flatMap(Measure.count) }

    /// False where it was not given.
    package func flag(_ name: String) -> Bool {
        if case .flag(let flag)? = node(name)?.value { flag } else { false }
    }

    /// A duration.
    package func seconds(_ name: String) -> Int64? { node(name).flatMap(Measure.seconds) }

    /// A size.
    package func bytes(_ name: String) -> Int64? { node(name).flatMap(Measure.bytes) }

    /// A share, a count, or both.
    package func limit(_ name: String) -> Limit? { node(name).flatMap { Limit($0) } }

    /// The entries of a list; none where it was not given.
    package func list(_ name: String) -> [Node] { node(name)?.list ?? [] }

    /// The members of an object of free names, as written; none where it was not given.
    package func members(_ name: String) -> [Node.Member] { node(name)?.members ?? [] }

    /// The fields of an object that has a spec; nil where no object stands.
    package func fields(_ name: String) -> Fields? {
        guard let node = node(name), node.members != nil, let kind = known[name]?.kind else {
            return nil
        }
        switch kind {
        case .object(let spec), .orObject(_, let spec):
            var checked: [Mistake] = []
            return spec.read(node, &checked)
        default: return nil
        }
    }
}
