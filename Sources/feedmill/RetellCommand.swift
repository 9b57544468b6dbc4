import Engine
import Records

extension Command {
    static let retell: Command = Command(
        word: "retell", summary: "have SKUs told again by the next run, changed or not",
        arguments: [
            Argument(
                name: "SKU", about: "seller-skus as Amazon knows them", isRequired: false,
                isRepeated: true)
        ],
        flags: [
            Flag(name: "all", about: "every SKU that was told"),
            Flag(name: "feed", value: .text("FEED"), about: "only this feed"),
            Flag(name: "pool", value: .text("POOL"), about: "only this pool"),
        ],
        exits: [.data, .ledger, .disk, .busy],
        run: { (call) throws(Failure) in
            let given = call.given
            let skus = given.arguments
            guard given.has("all") != !skus.isEmpty else {
                throw Invocation.mistake(
                    skus.isEmpty
                        ? "'retell' needs SKUs, or --all" : "SKUs and --all cannot stand together",
                    Command.retell)
            }
            let retelling = try Retelling(
                try call.open(), skus: given.has("all") ? nil : skus, feed: given.text("feed"),
                pool: given.text("pool"))
            return answer(retelling)
        })

    private static func answer(_ retelling: Retelling) -> Answer {
        var lines = retelling.notes.map { Line($0) }
        lines += retelling.unknown.map { .failure("\($0) was never told") }
        lines += retelling.marked.map {
            Line("\($0.feed) \($0.scope): \(Figures.many($0.count, "SKU")) to be told again")
        }
        if retelling.count == 0, retelling.unknown.isEmpty {
            lines.append("nothing was told yet: there is nothing to tell again")
        }
        return Answer(
            lines: lines,
            members: [
                ("marked", .number(retelling.count)),
                (
                    "scopes",
                    .list(
                        retelling.marked.map {
                            .object([
                                ("feed", .text($0.feed)), ("scope", .text($0.scope)),
                                ("marked", .number($0.count)),
                            ])
                        })
                ),
                ("never-told", .list(retelling.unknown.map { .text($0) })),
            ], exit: retelling.count == 0 ? .data : .done)
    }
}
