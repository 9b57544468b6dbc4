import Records

/// One command: what it is called, takes and does. The parser, the help and every usage line read
/// this value and nothing else.
struct Command: Sendable {
    var word: String
    /// One line, without a full stop.
    var summary: String
    /// More, where there is more to say: whole lines.
    var details: [String] = []
    var arguments: [Argument] = []
    var flags: [Flag] = []
    /// How it may end, besides `done`, `definition` and what any command can meet.
    var exits: [Exit] = []
    /// Does it. What it throws is printed as it is.
    var run: @Sendable (Call) throws(Failure) -> Answer

    var usage: String {
        let exclusive = Set(flags.compactMap(\.excludes))
        var parts = ["feedmill", word] + arguments.map(\.usage)
        for flag in flags where !flag.isHidden && !exclusive.contains(flag.name) {
            let other = flags.first { $0.name == flag.excludes }
            let text = ([flag] + (other.map { [$0] } ?? [])).map(\.usage)
                .joined(separator: " | ")
            parts.append("[\(text)]" + (flag.isRepeated ? "..." : ""))
        }
        return parts.joined(separator: " ")
    }

    /// Every command, in the order in which help lists them.
    static let all: [Command] = [
        .initialise, .check, .adopt, .plan, .run, .status, .explain, .preview, .sent, .retell,
        .approve, .answer, .requeue, .resolve, .watch, .schedule, .systemd, .backfill, .purge,
        .backup,
        .doctor, .help,
    ]

    /// Flags that every command takes.
    static let globals = [
        Flag(
            name: "shop", value: .text("DIR"), about: "the shop's folder, if not the current one"),
        Flag(name: "json", about: "print one JSON object, for programs"),
        Flag(name: "version", about: "print the version"),
        Flag(name: "help", about: "print this help; also -h"),
        Flag(
            name: "definitions", value: .text("DIR"),
            about: "a folder of the shop whose definitions stand for its own", isHidden: true),
        Flag(
            name: "now", value: .time("TIME"), about: "the time that it is taken to be",
            isHidden: true),
    ]
}
