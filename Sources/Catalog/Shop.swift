import Records

/// The shop's own settings, `feedmill.json5`: one seller account.
package struct Shop: Definition {
    package static let what = "shop"
    package static let folder = ""

    package let name: String
    package let place: Place
    package let source: String
    package let seller: String
    package let region: Region
    /// At least one, all of the region.
    package let marketplaces: [Marketplace]
    /// Each marketplace is in exactly one.
    package let pools: [Pool]
    /// The IANA name of the shop's time zone, such as Europe/Berlin.
    package let zone: String
    package let scope: Scope
    /// The dialect and the way of delivery of each feed that the shop makes, by the feed's name.
    package let feeds: [String: FeedChoice]
    /// Whether the prices of the seller's files include tax; nil where the shop does not say.
    package let tax: Tax?
    /// From when on orders go to the back office: a day of the shop's zone, or an instant; nil where the
    /// shop does not say.
    package let ordersSince: Since?
    /// Whether refunds wait for a person.
    package let approvesRefunds: Bool
    package let watching: Watching
    /// How long after delivery buyers' data is kept, in seconds.
    package let retention: Int64
    /// How long files that are current no longer stay in the archive, in seconds; nil: for ever.
    package let archived: Int64?
    /// The shop's guards, an object with the fields of the step `guard`.
    package let guards: Node?
    /// Where the time zone is named.
    let zoneNode: Node?

    package init?(_ node: Node, name: String, _ mistakes: inout [Mistake]) {
        let before = mistakes.count
        let fields = Self.spec.read(node, &mistakes)
        guard mistakes.count == before else { return nil }
        self.name = name
        place = node.place
        source = node.source
        seller = fields.word("seller")
        region = fields.choice("region", or: .europe)
        marketplaces = Self.marketplaces(fields, region, &mistakes)
        guard mistakes.count == before else { return nil }
        pools = Self.pools(fields, region, marketplaces, &mistakes)
        zone = fields.word("time-zone")
        zoneNode = fields.node("time-zone")
        guards = fields.node("guards")
        tax = fields.fields("prices")?.text("tax").flatMap(Tax.init(rawValue:))
        ordersSince = Self.since(fields, &mistakes)
        archived = fields.fields("retention")?.seconds("archive")
        retention = fields.fields("retention")?.seconds("buyers") ?? 30 * 86_400
        watching = Watching(fields.fields("watch"), &mistakes)
        approvesRefunds = fields.fields("refunds")?.flag("approve") ?? true
        feeds = Dictionary(
            fields.members("feeds").map { ($0.name, FeedChoice($0)) }, uniquingKeysWith: { $1 })
        scope = Self.scope(fields, pools, &mistakes)
        if !Self.isZone(zone) { mistakes.append(Self.noZone(zone, zoneNode)) }
        if mistakes.count > before { return nil }
    }

    package enum Since: Sendable, Equatable {
        /// Days since 1970.
        case day(Int64)
        /// Unix seconds.
        case time(Int64)
    }

    private static func since(_ fields: Fields, _ mistakes: inout [Mistake]) -> Since? {
        guard let text = fields.text("orders-since") else { return nil }
        if let day = Records.Kind.date.read(text) { return .day(day) }
        if let time = Records.Kind.time.read(text) { return .time(time) }
        mistakes.append(
            fields.mistake(
                "orders-since", "'orders-since' is \(Records.Kind.date.example)",
                hint: "or \(Records.Kind.time.example)"))
        return nil
    }

    /// The pool of a marketplace's code; nil where the shop does not have the marketplace.
    package func pool(of code: String) -> Pool? {
        pools.first { $0.marketplaces.contains { $0.code == code } }
    }

    /// The currencies of its marketplaces, each once, in the order of these.
    package var currencies: [String] {
        marketplaces.map(\.currency).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private static func isZone(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 1, !parts.contains("") else { return text == "UTC" }
        return parts.joined().allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber || "_+-".contains($0))
        }
    }

    static func noZone(_ zone: String, _ node: Node?) -> Mistake {
        let message = "there is no time zone '\(zone)'"
        let hint = "names are such as Europe/Berlin or America/New_York"
        guard let node else { return Mistake(at: Place(file("feedmill")), message, hint: hint) }
        return Mistake(on: node, message, hint: hint)
    }
}
