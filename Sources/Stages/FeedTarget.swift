import Catalog
import Formats
import Records

/// `into: { feed: "inventory" }`: where the rows of a stage become what Amazon is told.
final class FeedTarget {
    static let spec = Spec(
        "feed", "a feed: what Amazon has not been told yet of these rows is written as a document",
        value: .text, fields: [], example: "{ feed: \"inventory\" }")

    let feed: FeedDefinition
    /// The dialect that it is written in, by the scope's name.
    private let chosen: [String: String]
    /// How its documents leave.
    let deliver: Delivery
    /// A template for each scope that the feed is written for: pools, or marketplaces.
    private let templates: [String: Template]
    let rowText: RowText
    /// Of each of the feed's columns.
    let kinds: [Kind]
    let isOptional: [Bool]
    /// Slots of the key's columns.
    let key: [Int]
    /// Slots of the feed's columns; nil for one that no step sets.
    let values: [Int?]
    /// The source's own columns that show what Amazon has, for each of the feed's columns.
    let shown: [Int?]
    let channel: Int?
    /// The seller-sku, in a feed with a quantity.
    let sku: Int?
    let status: Int?
    let why: Int?
    /// The index of the column that is a quantity; nil where the feed has none.
    let quantity: Int?
    /// The slot of what says that a row of an event feed is an edit.
    let edit: Int?
    /// The slot of the marketplace of an event.
    let marketplace: Int?
    /// The index of the column that a change is told by: the quantity, else the first that has a
    /// `move`; nil where there is neither.
    let measured: Int?
    /// The floor of rows that are below it, where a step says so.
    let below: Int?

    /// Nil, and mistakes in the builder, where something is wrong.
    init?(_ fields: Fields, _ builder: StageBuilder) throws(Failure) {
        guard let node = fields.node("feed"),
            let feed = try builder.catalog.find(FeedDefinition.self, node, &builder.mistakes)
        else { return nil }
        builder.uses.insert(
            .definition(FeedDefinition.file(feed.name), Digest(of: feed.source)))
        let scopes = Self.scopes(of: feed, builder.shop)
        let isForSeller = feed.reader == .seller
        let choice = isForSeller ? nil : builder.shop.feeds[feed.name]
        let name =
            choice?.dialect
            ?? (builder.isUnused || isForSeller ? feed.dialects.first?.name : nil)
        guard let name, feed.dialect(name) != nil else {
            builder.mistakes.append(
                fields.mistake(
                    "feed",
                    "feedmill.json5 does not say how feed '\(feed.name)' is written and delivered",
                    hint:
                        "feeds: { \(feed.name): { dialect: \"\(feed.dialects[0].name)\", deliver: \"\(feed.dialects[0].deliver[0].rawValue)\" } }"
                ))
            return nil
        }
        let before = builder.mistakes.count
        if let choice { Self.checkScopes(of: choice, scopes, feed, &builder.mistakes) }
        guard builder.mistakes.count == before else { return nil }
        if let after = feed.after {
            let names = try builder.catalog.names(of: FeedDefinition.self)
            guard names.contains(after) else {
                builder.mistakes.append(
                    Mistake(
                        at: feed.place, "its 'after' is '\(after)', and there is no such feed",
                        hint: Mistake.hint(for: after, in: names)))
                return nil
            }
        }
        for column in feed.columns {
            guard let list = column.known, try builder.catalog.values(of: list) == nil else {
                continue
            }
            builder.mistakes.append(
                Mistake(
                    at: column.place,
                    "there is no list '\(list)' of known values: \(Catalog.lists)/\(list).txt"))
            return nil
        }
        self.feed = feed
        chosen = Dictionary(
            scopes.map { ($0.name, choice?.dialect(for: $0.name) ?? name) },
            uniquingKeysWith: { $1 })
        deliver = isForSeller ? .drop : choice?.deliver ?? .hand
        let columns = builder.columns
        func slot(_ name: String, _ what: String) -> Int? {
            if let slot = columns.slot(of: name) { return slot }
            builder.mistakes.append(
                fields.mistake(
                    "feed", "feed '\(feed.name)' needs a column '\(name)' as \(what)",
                    hint: Mistake.hint(for: name, in: columns.known)))
            return nil
        }
        key = feed.key.compactMap { slot($0, "its key") }
        var values: [Int?] = []
        for column in feed.columns {
            if column.isOptional, !columns.has(column.name) {
                values.append(nil)
                continue
            }
            guard let slot = slot(column.name, "what it tells") else { continue }
            columns.use(slot, as: column.kind)
            values.append(slot)
        }
        self.values = values
        shown = feed.columns.map { column in
            column.shown.flatMap { columns.sourceSlot(of: $0) }
        }
        quantity =
            feed.kind == .event ? nil : feed.columns.firstIndex { $0.name == "quantity" }
        edit = feed.edits == .said ? slot("edit", "what says that a row is an edit") : nil
        marketplace =
            feed.kind == .event && !isForSeller
            ? slot("marketplace", "the one that says where its document goes") : nil
        if quantity != nil {
            guard feed.offers != nil else {
                builder.mistakes.append(
                    Mistake(
                        at: feed.place,
                        "a feed with a quantity says which 'offers' it is told for",
                        hint: "offers: \"active\""))
                return nil
            }
            channel = slot("fulfillment-channel", "the one that says who fulfils the offer")
            sku = columns.slot(of: "seller-sku")
        } else {
            sku = nil
            channel =
                feed.offers == .open || feed.kind == .event
                ? nil : columns.sourceSlot(of: "fulfillment-channel")
        }
        measured = quantity ?? feed.columns.firstIndex { $0.move != nil }
        below = columns.slot(of: "below-floor")
        status =
            feed.offers == .active || feed.offers == .open
            ? slot("status", "the one that says whether it is open") : nil
        why = columns.slot(of: "why")
        guard key.count == feed.key.count, values.count == feed.columns.count else { return nil }
        rowText = RowText(feed.columns)
        kinds = feed.columns.map(\.kind)
        isOptional = feed.columns.map(\.isOptional)
        let templateColumns =
            zip(feed.key, key).map { TemplateColumn(name: $0, kind: columns.slots[$1].kind) }
            + feed.columns.map(TemplateColumn.init)
        var templates: [String: Template] = [:]
        for scope in scopes {
            var mistakes: [Mistake] = []
            if let dialect = feed.dialect(chosen[scope.name] ?? name) {
                templates[scope.name] = Template.compile(
                    dialect.node, columns: templateColumns,
                    variables: Self.variables(scope, builder.shop),
                    schema: try XMLSchema(of: dialect, builder.catalog, &mistakes),
                    mistakes: &mistakes)
            }
            if !mistakes.isEmpty {
                builder.mistakes += mistakes
                return nil
            }
        }
        self.templates = templates
    }

    /// The scopes that a feed is told in. Amazon keeps one quantity for each seller-sku of a region,
    /// so a feed of quantities goes by pool; others go by marketplace.
    ///
    /// Events go by pool, too: a document is for one upload. Files for the seller are of the whole shop.
    static func scopes(of feed: FeedDefinition, _ shop: Shop) -> [StageScope] {
        if feed.reader == .seller { return [.whole] }
        if feed.kind == .event { return shop.pools.map { StageScope($0) } }
        return feed.goesByPool
            ? shop.pools.map { StageScope($0) } : shop.marketplaces.map { StageScope($0, in: shop) }
    }

    /// The feed's other dialects that have a place for the column at `index`.
    func dialects(saying index: Int, _ scope: StageScope, _ shop: Shop) -> [String] {
        feed.dialects.filter { other in
            var mistakes: [Mistake] = []
            let template = Template.compile(
                other.node,
                columns: feed.key.map { TemplateColumn(name: $0, kind: .text) }
                    + feed.columns.map { TemplateColumn(name: $0.name, kind: $0.kind) },
                variables: Self.variables(scope, shop), mistakes: &mistakes)
            return template?.says.contains(feed.key.count + index) ?? false
        }.map(\.name)
    }

    /// Adds a mistake for each exception of the choice that is for no scope of the feed, and for one
    /// whose dialect is not there.
    static func checkScopes(
        of choice: FeedChoice, _ scopes: [StageScope], _ feed: FeedDefinition,
        _ mistakes: inout [Mistake]
    ) {
        let names = scopes.map(\.name)
        for member in choice.exceptions {
            if !names.contains(member.name) {
                mistakes.append(
                    Mistake(
                        on: member,
                        "'except' names '\(member.name)', which feed '\(feed.name)' does not go by",
                        hint: "it goes by \(names.quoted(last: "and"))"))
            } else if feed.dialect(member.value.text ?? "") == nil {
                mistakes.append(
                    Mistake(
                        on: member.value,
                        "feed '\(feed.name)' has no dialect '\(member.value.text ?? "")'",
                        hint: Mistake.hint(
                            for: member.value.text ?? "", in: feed.dialects.map(\.name))))
            }
        }
    }

    static func variables(_ scope: StageScope, _ shop: Shop) -> [String: String] {
        let first = scope.marketplaces.first
        return [
            "seller": shop.seller, "pool": scope.pool, "marketplace": first?.code ?? "",
            "marketplace-id": first?.id ?? "", "locale": first?.language ?? "en_US",
            "decimal": first?.decimal ?? "dot", "currency": first?.currency ?? "",
            "decimals": String(scope.decimals),
        ]
    }

    /// The name and the kind of the column that a change is told by.
    var measuredColumn: (name: String, kind: Kind) {
        measured.map { (feed.columns[$0].name, feed.columns[$0].kind) } ?? ("quantity", .count)
    }

    func dialect(for scope: StageScope) -> String { chosen[scope.name] ?? "" }

    func template(_ scope: StageScope) -> Template? { templates[scope.name] }

    /// The values of a row as a person reads them: "5", "5, handling-time 2".
    func words(_ cells: UnsafeMutablePointer<Cell>) -> String {
        feed.columns.indices.filter {
            !cells[$0].isAbsent && !feed.columns[$0].isPersonal
        }.map { column in
            let definition = feed.columns[column]
            let text =
                cells[column].isNumber
                ? definition.kind.write(cells[column].number) : cells[column].text
            return column == measured ? text : "\(definition.name) \(text)"
        }.joined(separator: ", ")
    }

    /// Stands for how digests are made: with other columns an index is of no use.
    var form: UInt64 { feed.form }
}

extension FeedDefinition {
    /// Stands for how digests are made: with other columns an index is of no use.
    var form: UInt64 {
        Digest(
            of: columns.map { "\($0.name) \($0.kind) \($0.shown ?? "")" }
                .joined(separator: "\n")
        ).low
    }
}
