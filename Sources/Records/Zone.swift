/// The short names of time zones that Amazon's reports write behind a time.
///
/// A fixed table, and not the machine's, so that a file means the same everywhere. Where several zones
/// have one name, it is that of an Amazon marketplace: CST is of North America, IST of India, BST of
/// the United Kingdom.
enum Zone {
    /// Hours east of Greenwich, by name. PST, PDT, GMT, BST, UTC and JST were seen in real files.
    private static let hours: [(name: String, hours: Double)] = [
        ("PST", -8), ("PDT", -7), ("MST", -7), ("MDT", -6), ("CST", -6), ("CDT", -5), ("EST", -5),
        ("EDT", -4), ("GMT", 0), ("UTC", 0), ("BST", 1), ("CET", 1), ("MEZ", 1), ("CEST", 2),
        ("MESZ", 2), ("IST", 5.5), ("JST", 9), ("AEST", 10), ("AEDT", 11),
    ]

    /// The same in seconds, by the name's letters in one number.
    private static let seconds: [UInt32: Int64] = Dictionary(
        uniqueKeysWithValues: hours.map { (word($0.name.utf8), Int64($0.hours * 3_600)) })

    private static func word(_ letters: some Sequence<UInt8>) -> UInt32 {
        letters.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// How many seconds the zone at the beginning of `bytes` is ahead of UTC, and how many bytes name
    /// it: a name of the table, Z, or an offset such as +01:00 or -0700. Nil where none is there.
    static func offset(at bytes: Slice<UnsafeBufferPointer<UInt8>>) -> (seconds: Int64, count: Int)?
    {
        let letters = bytes.prefix { (65...90).contains($0) }
        if letters.count == 1, letters.first == UInt8(ascii: "Z") { return (0, 1) }
        if !letters.isEmpty {
            guard letters.count <= 4, let seconds = seconds[word(letters)] else { return nil }
            return (seconds, letters.count)
        }
        return hours(at: bytes)
    }

    /// The same for an offset alone.
    static func hours(at bytes: Slice<UnsafeBufferPointer<UInt8>>) -> (seconds: Int64, count: Int)?
    {
        guard let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
            return nil
        }
        let hasColon = bytes.dropFirst(3).first == UInt8(ascii: ":")
        let minutes = bytes.dropFirst(hasColon ? 4 : 3).prefix(2)
        guard minutes.count == 2, let hour = Instant.number(bytes.dropFirst().prefix(2)), hour < 15,
            let minute = Instant.number(minutes), minute < 60
        else { return nil }
        let seconds = hour * 3_600 + minute * 60
        return (sign == UInt8(ascii: "-") ? -seconds : seconds, hasColon ? 6 : 5)
    }
}
