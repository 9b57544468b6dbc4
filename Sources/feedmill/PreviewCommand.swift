import Engine
import Files
import Records

extension Command {
    static let preview: Command = Command(
        word: "preview", summary: "say what a file is, and show its first rows as understood",
        details: ["The file may lie anywhere. Nothing is taken in or changed."],
        arguments: [Argument(name: "FILE", about: "the file, seen from the current folder")],
        flags: [
            Flag(
                name: "charset", value: .charset("NAME"),
                about: "what the file is written in, where it is not UTF-8"),
            Flag(name: "rows", value: .count("N"), about: "how many rows to show, if not 3"),
        ],
        exits: [.data, .disk],
        run: { (call) throws(Failure) in
            let typed = call.given.arguments.first ?? ""
            // Messages name the file as it was typed, and a file elsewhere by its name alone.
            let (disk, name) =
                typed.hasPrefix("/") ? elsewhere(typed) : (call.disk(call.folder), typed)
            let open = try call.open()
            let preview = try Preview(
                open, name, on: disk,
                charset: call.given.text("charset").flatMap { Encoding(charset: $0) },
                shown: call.given.number("rows") ?? 3)
            return Answer(
                lines: PreviewText.lines(preview, typed, open),
                members: PreviewText.json(preview, typed),
                exit: preview.report == nil ? .data : .done)
        })

    private static func elsewhere(_ path: String) -> (Disk, String) {
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        return (Disk(root: Host.folder(of: path)), name)
    }
}
