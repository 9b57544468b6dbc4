import Records

/// How a shop's folders are watched: what `watch` in feedmill.json5 says.
package struct Watching: Sendable, Equatable {
    /// How long a dropped file must have been left alone before it is taken for whole, in seconds.
    package var quiet: Int64
    /// How often all folders are looked through, whatever the system tells: network folders tell little.
    package var sweep: Int64
    /// Larger files are turned away, in bytes.
    package var largest: Int64
    /// When `morning.tsv` is written, in the shop's time.
    package var morning: Schedule?
    /// Run by the shell when something goes wrong; nil: nothing is.
    package var alert: String?

    init(_ fields: Fields?, _ mistakes: inout [Mistake]) {
        morning = fields.map { Schedule.read($0, "morning", &mistakes) } ?? Self.usualMorning
        quiet = fields?.seconds("quiet") ?? 1
        sweep = max(1, fields?.seconds("sweep") ?? 30)
        largest = fields?.bytes("largest") ?? 8 << 30
        alert = fields?.text("alert")
    }

    private static let usualMorning = try? Schedule("0 6 * * *")

    static let spec = Spec(
        "watch", "how dropped files are watched for",
        fields: [
            Field(
                "quiet", .duration, standard: "1s",
                "how long a file must have been left alone before it is taken for whole"),
            Field(
                "sweep", .duration, standard: "30s",
                "how often all folders are looked through, as network folders do not always tell"),
            Field("largest", .size, standard: "8 GiB", "larger files are turned away"),
            Field(
                "morning", .text, standard: "0 6 * * *",
                "when morning.tsv is written: minute hour day month weekday, as in cron"),
            Field(
                "alert", .text,
                "a shell command that is run, with one JSON object to read, when something goes wrong"
            ),
        ],
        example: #"{ quiet: "5s", alert: "mail -s feedmill ops@example.com" }"#)
}
