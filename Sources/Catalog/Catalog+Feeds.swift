import Records

extension Catalog {
    /// Whether the feeds that the shop names are there, with the dialects and ways of delivery that
    /// it wants.
    func checkFeeds(of shop: Shop, _ mistakes: inout [Mistake]) throws(Failure) {
        for (name, choice) in shop.feeds.sorted(by: { $0.key < $1.key }) {
            let feeds = try names(of: FeedDefinition.self)
            guard feeds.contains(name) else {
                mistakes.append(
                    Mistake(
                        on: choice.member, "there is no feed '\(name)'",
                        hint: Mistake.hint(for: name, in: feeds)))
                continue
            }
            var own: [Mistake] = []
            let named = Node(.text(name), at: choice.member.place, source: name)
            guard let feed = try find(FeedDefinition.self, named, &own) else { continue }
            if let mistake = Self.mistake(in: choice, of: feed) { mistakes.append(mistake) }
        }
    }

    private static func mistake(in choice: FeedChoice, of feed: FeedDefinition) -> Mistake? {
        guard let dialect = feed.dialect(choice.dialect) else {
            return Mistake(
                on: choice.dialectNode, "feed '\(feed.name)' has no dialect '\(choice.dialect)'",
                hint: Mistake.hint(for: choice.dialect, in: feed.dialects.map(\.name)))
        }
        guard !dialect.deliver.contains(choice.deliver) else { return nil }
        let ways = dialect.deliver.map(\.rawValue).quoted("\"", last: "or")
        let found = choice.deliver.rawValue
        return Mistake(
            at: choice.deliverPlace, width: found.count + 2,
            "dialect '\(dialect.name)' is delivered by \(ways), not \"\(found)\"")
    }
}
