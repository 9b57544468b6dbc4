import Engine
import Records

extension Command {
    static let adopt: Command = Command(
        word: "adopt", summary: "take over what stands at Amazon, so that it is not told again",
        details: [
            "For an account with history, once, before the first run that tells. It reads the",
            "current listings: take them in first. What was told or adopted before stays.",
        ],
        flags: [Flag(name: "feed", value: .text("FEED"), about: "only this feed")],
        exits: [.data, .ledger, .disk, .busy],
        run: { (call) throws(Failure) in
            let terminal = call.terminal
            let adoption = try Adoption(try call.open(), feed: call.given.text("feed")) { entry in
                terminal.show([line(entry)])
                terminal.progress(line(entry).text)
            }
            return Answer(
                lines: adoption.notes.map { Line($0) }
                    + (adoption.entries.isEmpty ? ["no pipeline tells a feed"] : []),
                members: [
                    (
                        "scopes",
                        .list(
                            adoption.entries.map {
                                .object([
                                    ("feed", .text($0.feed)), ("scope", .text($0.scope)),
                                    ("adopted", .number($0.adopted)), ("known", .number($0.known)),
                                ])
                            })
                    )
                ])
        })

    @Sendable
    private static func line(_ entry: Adoption.Entry) -> Line {
        let known = entry.known > 0 ? ", \(Figures.count(entry.known)) known before" : ""
        return Line(
            "\(entry.feed) \(entry.scope): \(Figures.many(entry.adopted, "offer")) adopted\(known)")
    }
}
