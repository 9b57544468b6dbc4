import Files
import Glibc
import Records
import Synchronization

/// Where the program prints: results on stdout, progress and failures on stderr.
final class Terminal: Sendable {
    let isJSON: Bool
    private let hasColour: Bool
    private let showsProgress: Bool
    private let isGone = Mutex(false)

    init(json: Bool) {
        isJSON = json
        let isPlain = Host.variable("NO_COLOR").map { !$0.isEmpty } ?? false
        let isTerminal = isatty(STDOUT_FILENO) == 1
        hasColour = isTerminal && !isPlain && Host.variable("TERM") != "dumb"
        showsProgress = isatty(STDERR_FILENO) == 1 && (json || !isTerminal)
    }

    /// Whether the reader of stdout has gone: nothing more is printed there.
    var hasLostReader: Bool { isGone.withLock { $0 } }

    /// Prints lines of a result as they come; in JSON mode they come with the answer.
    func show(_ lines: [Line]) {
        guard !isJSON, !lines.isEmpty else { return }
        var text = ""
        for line in lines { text += styled(line) + "\n" }
        write(text)
    }

    /// Prints a line on stderr for a person who waits, unless stdout shows the same person as much.
    func progress(_ text: String) {
        if showsProgress { Self.write(text + "\n", to: STDERR_FILENO) }
    }

    /// Prints what a command ends with.
    func finish(_ answer: Answer) {
        if isJSON {
            write(JSON.object(answer.members).pretty)
        } else {
            show(answer.lines)
        }
    }

    /// Prints why the program stops.
    func fail(_ failure: Failure) {
        if isJSON {
            write(JSON.object([("error", failure.json)]).pretty)
        } else {
            Self.write(Self.visible(failure.text) + "\n", to: STDERR_FILENO)
        }
    }

    private func styled(_ line: Line) -> String {
        guard hasColour else { return Self.visible(line.text) }
        let text = Self.visible(line.text)
        return switch line.style {
        case .plain: text
        case .head: "\u{1b}[1m\(text)\u{1b}[0m"
        case .failure: "\u{1b}[31m\(text)\u{1b}[0m"
        }
    }

    private func write(_ text: String) {
        if hasLostReader { return }
        if !Self.write(text, to: STDOUT_FILENO) { isGone.withLock { $0 = true } }
    }

    /// False where nobody reads any more.
    @discardableResult
    private static func write(_ text: String, to file: Int32) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBufferPointer { bytes in
            var done = 0
            while done < bytes.count, let start = bytes.baseAddress {
                let count = Glibc.write(file, start + done, bytes.count - done)
                if count >= 0 {
                    done += count
                } else if errno != EINTR {
                    return false
                }
            }
            return true
        }
    }
}

extension Failure {
    var json: JSON {
        .object([
            ("exit", .number(Int64(exit.rawValue))), ("place", .optional(place?.text)),
            ("message", .text(message)), ("detail", .list(detail.map { .text($0) })),
        ])
    }
}
