import Engine
import Files
import Foundation
import Records

extension Command {
    static let preview: Command = Command(
        word: "preview", summary: "say what a file is, and show its first rows as understood",
        details: ["The file may lie anywhere. Nothing is taken in or changed."],
        arguments: [Argument(name: "FILE", about: "the file, seen from the current folder")],
        flags: [
            Flag(name: "rows", value: .count("N"), about: "how many rows to show, if not 3")
        ],
        exits: [.data, .disk],
        run: { (call) throws(Failure) in
            let typed = call.given.arguments.first ?? ""
            let file = URL(fileURLWithPath: call.path(typed))
            let disk = Disk(root: file.deletingLastPathComponent().path)
            let open = try call.open()
            let preview = try Preview(
                open, file.lastPathComponent, on: disk, shown: call.given.number("rows") ?? 3)
            return Answer(
                lines: PreviewText.lines(preview, typed, open),
                members: PreviewText.json(preview, typed),
                exit: preview.report == nil ? .data : .done)
        })
}
