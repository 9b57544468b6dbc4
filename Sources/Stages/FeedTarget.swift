import Catalog
import Formats
import Records

/// `into: { feed: "inventory" }`: where the rows of a stage become what Amazon is told.
final class FeedTarget {
    static let spec = Spec(
        "feed", "a feed: what Amazon has not been told yet of these rows is written as a document",
        value: .text, fields: [], example: "{ feed: \"inventory\" }")

    let feed: FeedDefinition
    let choice: FeedChoice
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
    let status: Int?
    let why: Int?
    /// The index of the column that is a quantity; nil where the feed has none.
    let quantity: Int?

    /// Nil, and mistakes in the builder, where something is wrong.
    init?(_ fields: Fields, _ builder: StageBuilder) throws(Failure) {
        guard let node = fields.node("feed"),
            let feed = try builder.catalog.find(FeedDefinition.self, node, &builder.mistakes)
        else { return nil }
        builder.uses.insert(
            .definition(FeedDefinition.file(feed.name), Digest(of: feed.source)))
        guard let choice = builder.shop.feeds[feed.name],
            let dialect = feed.dialect(choice.dialect)
        else {
            builder.mistakes.append(
                fields.mistake(
                    "feed",
                    "feedmill.json5 does not say how feed '\(feed.name)' is written and delivered",
                    hint:
                        "feeds: { \(feed.name): { dialect: \"\(feed.dialects[0].name)\", deliver: \"\(feed.dialects[0].deliver[0].rawValue)\" } }"
                ))
            return nil
        }
        self.feed = feed
        self.choice = choice
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
        quantity = feed.columns.firstIndex { $0.name == "quantity" }
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
        } else {
            channel = columns.sourceSlot(of: "fulfillment-channel")
        }
        status =
            feed.offers == .active ? slot("status", "the one that says whether it is open") : nil
        why = columns.slot(of: "why")
        guard key.count == feed.key.count, values.count == feed.columns.count else { return nil }
        rowText = RowText(feed.columns)
        kinds = feed.columns.map(\.kind)
        isOptional = feed.columns.map(\.isOptional)
        var templates: [String: Template] = [:]
        for scope in Self.scopes(of: feed, builder.shop) {
            var mistakes: [Mistake] = []
            templates[scope.name] = Template.compile(
                dialect.node,
                columns: zip(feed.key, key).map {
                    TemplateColumn(name: $0, kind: columns.slots[$1].kind)
                } + feed.columns.map { TemplateColumn(name: $0.name, kind: $0.kind) },
                variables: Self.variables(scope, builder.shop), mistakes: &mistakes)
            if !mistakes.isEmpty {
                builder.mistakes += mistakes
                return nil
            }
        }
        self.templates = templates
    }

    /// The scopes that a feed is told in. Amazon keeps one quantity for each seller-sku of a region,
    /// so a feed of quantities goes by pool; others go by marketplace.
    static func scopes(of feed: FeedDefinition, _ shop: Shop) -> [StageScope] {
        feed.offers == nil
            ? shop.marketplaces.map { StageScope($0, in: shop) } : shop.pools.map { StageScope($0) }
    }

    static func variables(_ scope: StageScope, _ shop: Shop) -> [String: String] {
        let first = scope.marketplaces.first
        return [
            "seller": shop.seller, "pool": scope.pool, "marketplace": first?.code ?? "",
            "marketplace-id": first?.id ?? "", "locale": first?.language ?? "en_US",
        ]
    }

    func template(_ scope: StageScope) -> Template? { templates[scope.name] }

    /// The values of a row as a person reads them: "5", "5, handling-time 2".
    func words(_ cells: UnsafeMutablePointer<Cell>) -> String {
        feed.columns.indices.filter { !cells[$0].isAbsent }.map { column in
            let definition = feed.columns[column]
            let text =
                cells[column].isNumber
                ? definition.kind.write(cells[column].number) : cells[column].text
            return column == quantity ? text : "\(definition.name) \(text)"
        }.joined(separator: ", ")
    }

    /// Stands for how digests are made: with other columns an index is of no use.
    var form: UInt64 {
        Digest(
            of: feed.columns.map { "\($0.name) \($0.kind) \($0.shown ?? "")" }
                .joined(separator: "\n")
        ).low
    }
}
