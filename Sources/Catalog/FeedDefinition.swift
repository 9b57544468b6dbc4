import Records

/// A feed, `pipelines/feeds/NAME.json5`: what Amazon is told, and in which dialects.
package struct FeedDefinition: Definition {
    package static let what = "feed"
    package static let folder = "pipelines/feeds"

    package enum Kind: String, CaseIterable, Sendable {
        /// The latest value of each key counts.
        case state
        /// What a key names is told once.
        case event
    }

    /// When an identity that was told is told again with other content.
    package enum Edits: String, CaseIterable, Sendable {
        /// Never: it is rejected.
        case none
        /// Where the row's column `edit` says that it is an edit.
        case said
        /// Always.
        case any
    }

    /// Whom a feed is for.
    package enum Reader: String, CaseIterable, Sendable {
        case amazon
        /// The back office: its files are neither dry nor paused, and always dropped.
        case seller
    }

    /// What happens when Amazon shows something else than it was told.
    package enum Drift: String, CaseIterable, Sendable { case tell, list }

    /// Which offers a row may be told for.
    package enum Offers: String, CaseIterable, Sendable {
        /// Those that stand open, or that feedmill itself set to zero.
        case active
        /// All that are listed.
        case listed
        /// Those that stand open, whoever fulfils them, or that a feed with a quantity set to zero.
        case open
    }

    private static let day: Int64 = 86_400

    package let name: String
    package let place: Place
    package let source: String
    package let about: String?
    package let kind: Kind
    package let key: [String]
    /// Of an event feed: the first columns of the key, by which rows are one message.
    package let group: [String]
    package let edits: Edits
    package let reader: Reader
    package let columns: [FeedColumn]
    package let drift: Drift
    /// Seconds after an answer before another value that Amazon shows counts as drift.
    package let settles: Int64
    /// Seconds after its sending from when on a document without an answer is late.
    package let answered: Int64
    package let offers: Offers?
    /// The feed that goes first when an offer comes back from zero.
    package let after: String?
    package let dialects: [DialectDefinition]

    package init?(_ node: Node, name: String, _ mistakes: inout [Mistake]) {
        let before = mistakes.count
        let fields = Self.spec.read(node, &mistakes)
        guard mistakes.count == before else { return nil }
        self.name = name
        place = node.place
        source = node.source
        about = fields.text("about")
        kind = fields.choice("kind", or: .state)
        key = fields.texts("key")
        group = fields.isGiven("group") ? fields.texts("group") : key
        edits = fields.choice("edits", or: .none)
        reader = fields.choice("for", or: .amazon)
        columns = fields.members("columns").map(FeedColumn.init)
        drift = fields.choice("drift", or: .list)
        settles = fields.seconds("settles") ?? 0
        answered = fields.seconds("answered") ?? Self.day
        offers = fields.node("offers")?.text.flatMap(Offers.init(rawValue:))
        after = fields.text("after")
        var dialects: [DialectDefinition] = []
        for member in fields.members("dialects") {
            if let dialect = DialectDefinition(member, &mistakes) { dialects.append(dialect) }
        }
        self.dialects = dialects
        for dialect in dialects { Self.checkWithdrawal(of: dialect, dialects, &mistakes) }
        for member in fields.members("columns") { Self.checkName(of: member, &mistakes) }
        for column in columns { checkMove(column, fields, &mistakes) }
        checkKind(fields, &mistakes)
        for name in ["columns", "dialects"] where fields.members(name).isEmpty {
            mistakes.append(fields.mistake(name, "'\(name)' is empty"))
        }
        if mistakes.count > before { return nil }
    }

    /// What to choose instead must be there, and not be withdrawn itself.
    private static func checkWithdrawal(
        of dialect: DialectDefinition, _ dialects: [DialectDefinition], _ mistakes: inout [Mistake]
    ) {
        guard let withdrawn = dialect.withdrawn else { return }
        let name = withdrawn.choose.text ?? ""
        let others = dialects.filter { $0.withdrawn == nil }.map(\.name)
        if !others.contains(name) {
            mistakes.append(
                Mistake(
                    on: withdrawn.choose, "'choose' names '\(name)', which is no dialect to choose",
                    hint: Mistake.hint(for: name, in: others)))
        }
        if dialect.deliver.contains(.api) {
            mistakes.append(
                Mistake(
                    at: dialect.place,
                    "a dialect that is withdrawn from the API is not delivered by it"))
        }
    }

    /// What belongs to the other kind of feed must not stand here.
    private func checkKind(_ fields: Fields, _ mistakes: inout [Mistake]) {
        let others =
            kind == .event
            ? ["drift", "settles", "offers", "after"] : ["group", "edits", "for"]
        for name in others where fields.isGiven(name) {
            let other: Kind = kind == .event ? .state : .event
            mistakes.append(
                fields.mistake(name, "'\(name)' is for a feed of kind \"\(other.rawValue)\""))
        }
        if kind == .state, !fields.isGiven("drift") {
            mistakes.append(
                fields.mistake(
                    "kind",
                    "a feed of kind \"state\" needs the field 'drift': what happens when Amazon shows something else than it was told"
                ))
        }
        guard kind == .event else { return }
        if group != Array(key.prefix(group.count)) {
            mistakes.append(fields.mistake("group", "the key begins with the columns of 'group'"))
        }
        for member in fields.members("columns") {
            for field in ["shown", "move", "against"] {
                guard let node = member.value[field] else { continue }
                mistakes.append(
                    Mistake(on: node, "'\(field)' is for a feed of kind \"state\""))
            }
        }
    }

    private func checkMove(
        _ column: FeedColumn, _ fields: Fields, _ mistakes: inout [Mistake]
    ) {
        guard let node = fields.members("columns").first(where: { $0.name == column.name })?.value
        else { return }
        if let move = node["move"], column.move == nil || column.kind == .text {
            mistakes.append(
                Mistake(on: move, "'move' is a share such as \"30%\", of a column of numbers"))
        }
        guard let against = node["against"] else { return }
        if column.move == nil {
            mistakes.append(Mistake(on: against, "'against' is for a column that has a 'move'"))
        } else if !columns.contains(where: { $0.name == column.against }) {
            mistakes.append(
                Mistake(
                    on: against, "'against' names '\(column.against ?? "")', which is no column",
                    hint: Mistake.hint(for: column.against ?? "", in: columns.map(\.name))))
        }
    }

    /// Whether Amazon keeps one value of its rows for all the marketplaces of a pool. Quantities are
    /// so; all else is told by marketplace.
    package var goesByPool: Bool { kind == .state && column("quantity") != nil }

    package func dialect(_ name: String) -> DialectDefinition? {
        dialects.first { $0.name == name }
    }

    package func column(_ name: String) -> FeedColumn? { columns.first { $0.name == name } }
}
