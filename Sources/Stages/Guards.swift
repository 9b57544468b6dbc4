import Catalog
import Records

/// Limits by which a stage is stopped. A stage's own stand before the shop's.
package struct Guards: Sendable {
    package enum Name: String, CaseIterable, Sendable {
        case rejected, fewer, missing, zeroed, raised, highest, moved, repriced
        /// Always on: they have no limit to set.
        case empty, older, fresh

        var hasLimit: Bool { ![.empty, .older, .fresh].contains(self) }
    }

    package static let spec = Spec(
        "guard", "limits that stop a stage",
        fields: [
            Field("rejected", .share, "rows rejected, of all rows"),
            Field("fewer", .share, "rows fewer than in the current file"),
            Field("missing", .share, "locations that the current file has and this one has not"),
            Field("zeroed", .share, "offers that go to zero, of those that are not"),
            Field(
                "raised", .share, "offers raised, of all; the others are told all the same"),
            Field("highest", .count, "the highest quantity that can be meant"),
            Field(
                "repriced", .share,
                "offers whose price moves by more than 10 %, of all that have a price"),
            Field(
                "moved", .share, "keys that an edit of a mapping takes away or sends elsewhere"),
        ])

    private var limits: [Name: Limit] = [:]

    package init() {}

    /// The shop's: `node` is checked here, as nobody else knows these fields.
    package init(shop node: Node?, _ mistakes: inout [Mistake]) {
        guard let node else { return }
        add(Self.spec.read(node, as: "'guards'", &mistakes))
    }

    mutating func add(_ fields: Fields) {
        for name in Name.allCases where name.hasLimit && fields.isGiven(name.rawValue) {
            limits[name] =
                name == .highest
                ? fields.count(name.rawValue).map { Limit(count: $0) }
                : fields.limit(name.rawValue)
        }
    }

    /// These limits where they are set, else those of `other`.
    func over(_ other: Guards) -> Guards {
        var both = other
        both.limits.merge(limits) { _, own in own }
        return both
    }

    subscript(_ name: Name) -> Limit? { limits[name] }
}
