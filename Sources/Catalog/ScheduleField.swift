import Records

/// One of the five fields of a schedule: `*`, `5`, `1-5`, `*/15`, `10,40`, `mon-fri`.
struct ScheduleField: Sendable {
    let name: String
    let range: ClosedRange<Int64>
    /// What its numbers may be called, from the first of the range on.
    var names: [String] = []

    static let all = [
        ScheduleField(name: "minute", range: 0...59),
        ScheduleField(name: "hour", range: 0...23),
        ScheduleField(name: "day", range: 1...31),
        ScheduleField(
            name: "month", range: 1...12,
            names: [
                "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
            ]),
        // Sunday is 0, and 7 as well.
        ScheduleField(
            name: "weekday", range: 0...7,
            names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
    ]

    /// The numbers that a field's text stands for, at least one.
    func read(_ text: String) throws(Schedule.Mistaken) -> Set<Int64> {
        var numbers: Set<Int64> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let halves = part.split(separator: "/", omittingEmptySubsequences: false)
            guard halves.count <= 2 else { throw mistake(part) }
            var step: Int64 = 1
            if halves.count == 2 {
                guard let given = Kind.count.read(String(halves[1])), given > 0 else {
                    throw mistake(part)
                }
                step = given
            }
            let bounds = try bounds(halves[0], isStepped: halves.count == 2, part)
            numbers.formUnion(
                stride(from: bounds.lowerBound, through: bounds.upperBound, by: Int(step)))
        }
        return numbers
    }

    private func bounds(
        _ text: Substring, isStepped: Bool, _ part: Substring
    ) throws(Schedule.Mistaken) -> ClosedRange<Int64> {
        if text == "*" { return range }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count <= 2, let first = ends.first.flatMap(number) else { throw mistake(part) }
        if ends.count == 1 { return isStepped ? first...range.upperBound : first...first }
        guard let last = number(ends[1]), last >= first else { throw mistake(part) }
        return first...last
    }

    private func number(_ text: Substring) -> Int64? {
        if let index = names.firstIndex(of: text.lowercased()) {
            return range.lowerBound + Int64(index)
        }
        return Kind.count.read(String(text)).flatMap { range.contains($0) ? $0 : nil }
    }

    private func mistake(_ part: Substring) -> Schedule.Mistaken {
        let words = part.split(whereSeparator: { "-/".contains($0) }).map { $0.lowercased() }
        let near = words.filter { number(Substring($0)) == nil }
            .compactMap { Suggestion.nearest(to: $0, in: names) }.first
        let examples = names.isEmpty ? "" : " or \(names[0]) to \(names[names.count > 8 ? 11 : 6])"
        return Schedule.Mistaken(
            message: "'\(part)' is no \(name) of a schedule",
            hint: near.map { "did you mean '\($0)'?" }
                ?? "\(name)s are \(range.lowerBound) to \(range.upperBound)\(examples); * is any, 1-5 a range, */5 every fifth"
        )
    }
}
