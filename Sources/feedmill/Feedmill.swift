import Files
import Glibc
import Records

/// The program: reads the command line, does the command, says how it went.
@main
struct Feedmill {
    static let version = "0.1.0"

    static func main() {
        // A reader of stdout that goes away is seen where it is written to, and is no failure.
        signal(SIGPIPE, SIG_IGN)
        // Sent by the kernel where a file that is just being looked at is opened to be written.
        signal(SIGIO, SIG_IGN)
        let words = Array(CommandLine.arguments.dropFirst())
        let isJSON = words.prefix { $0 != "--" }.contains("--json")
        let terminal = Terminal(json: isJSON)
        var status = Exit.done
        do throws(Failure) {
            let answer = try answer(words, terminal)
            terminal.finish(answer)
            status = answer.exit
            // Nobody is left to read that there are changes.
            if terminal.hasLostReader, status == .changes { status = .done }
        } catch {
            terminal.fail(error)
            status = error.exit
        }
        exit(status.rawValue)
    }

    private static func answer(
        _ words: [String], _ terminal: Terminal
    ) throws(Failure) -> Answer {
        let given = try Invocation(words)
        if given.has("version") {
            return Answer(
                lines: ["feedmill \(version)"], members: [("version", .text(version))])
        }
        if given.has("help") { return try Help.answer(given.command?.word) }
        guard let command = given.command else { return try Help.answer(nil) }
        return try command.run(
            Call(
                given: given, terminal: terminal,
                folder: Host.folder,
                now: given.text("now").flatMap { Kind.time.read($0) } ?? Int64(time(nil)),
                mishap: try Mishap()))
    }
}
