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
            mistakes += choice.dialects.compactMap { Self.mistake(in: $0, choice, of: feed) }
        }
    }

    private static func mistake(
        in chosen: (name: String, node: Node), _ choice: FeedChoice, of feed: FeedDefinition
    ) -> Mistake? {
        guard let dialect = feed.dialect(chosen.name) else {
            return Mistake(
                on: chosen.node, "feed '\(feed.name)' has no dialect '\(chosen.name)'",
                hint: Mistake.hint(for: chosen.name, in: feed.dialects.map(\.name)))
        }
        guard !dialect.deliver.contains(choice.deliver) else { return nil }
        let ways = dialect.deliver.map(\.rawValue).quoted("\"", last: "or")
        let found = choice.deliver.rawValue
        var message = "dialect '\(dialect.name)' is delivered by \(ways), not \"\(found)\""
        if choice.deliver == .api, let withdrawn = dialect.withdrawn {
            message =
                "dialect '\(dialect.name)' was withdrawn from the API on \(withdrawn.day): choose "
                + "'\(withdrawn.choose.text ?? "")', or deliver by \(ways)"
        }
        return Mistake(at: choice.deliverPlace, width: found.count + 2, message)
    }
}
