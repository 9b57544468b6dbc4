import Engine
import Files
import Records

extension Command {
    static let initialise: Command = Command(
        word: "init", summary: "make a new shop",
        details: [
            "Lays settings, the shipped pipelines and empty mappings into a folder, and makes the",
            "folders that files come and go by. What is there already is kept.",
        ],
        arguments: [
            Argument(name: "DIR", about: "the folder, made if need be", isRequired: false)
        ],
        flags: [
            Flag(
                name: "layout", value: .choice("LAYOUT", NewShop.Layout.allCases.map(\.rawValue)),
                about: "amtu: the folders are called as Amazon's own program had them")
        ],
        exits: [.disk], run: makeShop)

    @Sendable
    private static func makeShop(_ call: Call) throws(Failure) -> Answer {
        let typed = call.given.arguments.first ?? call.given.text("shop") ?? "."
        let folder = Host.normal(call.path(typed))
        let shipped = Disk(root: try Shipped.folder())
        if folder != "/" { try Disk(root: "/").makeFolder(String(folder.dropFirst())) }
        let layout = call.given.text("layout").flatMap(NewShop.Layout.init(rawValue:)) ?? .plain
        let shop = try NewShop(disk: call.disk(folder), shipped: shipped, layout: layout)
        return Answer(
            lines: lines(shop, typed),
            members: [
                ("shop", .text(folder)), ("made", .list(shop.made.map { .text($0) })),
                ("kept", .list(shop.kept.map { .text($0) })),
            ])
    }

    private static func lines(_ shop: NewShop, _ folder: String) -> [Line] {
        let place = folder == "." ? "" : " in \(folder)"
        var lines: [Line] = []
        if !shop.made.isEmpty {
            lines.append(.head("made\(place):"))
            lines += shop.made.map { Line("  \($0)") }
        }
        if !shop.kept.isEmpty {
            lines.append(.head("there already\(place), and kept:"))
            lines += shop.kept.map { Line("  \($0)") }
        }
        if shop.made.contains("feedmill.json5") {
            lines.append("next: fill in feedmill.json5 and mappings/, then 'feedmill check'")
        }
        return lines
    }
}
