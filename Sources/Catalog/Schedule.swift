import Records

/// When something is due: the five fields of cron, in a zone's local time.
///
/// Where days of the month and weekdays are both given, either is enough, as in cron. A schedule whose
/// hours are `*` goes by the minutes as they pass, whatever the clocks do. Any other has each of its
/// times once a day: one that the clocks leap over is made up for as soon as they have, one that comes
/// twice counts the first time.
package struct Schedule: Sendable, Equatable {
    /// As it is written.
    package let text: String
    package let minutes: Set<Int64>
    package let hours: Set<Int64>
    package let days: Set<Int64>
    package let months: Set<Int64>
    /// From 0, Sunday, to 6.
    package let weekdays: Set<Int64>

    /// How far a zone's clocks are ahead of UTC at an instant, in seconds.
    package typealias Offset = (_ instant: Int64) -> Int64

    /// Why a text is none.
    package struct Mistaken: Error, Equatable {
        package var message: String
        package var hint: String?
    }

    package init(_ text: String) throws(Mistaken) {
        let fields = text.split(separator: " ").map(String.init)
        guard fields.count == ScheduleField.all.count else {
            throw Mistaken(
                message: "a schedule has five fields, minute hour day month weekday",
                hint: "such as \"30 2 * * *\"")
        }
        var sets: [Set<Int64>] = []
        for (field, text) in zip(ScheduleField.all, fields) { sets.append(try field.read(text)) }
        self.text = fields.joined(separator: " ")
        (minutes, hours, days, months) = (sets[0], sets[1], sets[2], sets[3])
        weekdays = Set(sets[4].map { $0 % 7 })
        // Every month and day comes around in leap years; of centuries, one in four is one.
        let year = (2000...2007).contains { year in
            (0..<366).contains { Self.day(Instant.days(year: year, month: 1, day: 1)! + $0, self) }
        }
        if !year { throw Mistaken(message: "'\(text)' is a day that never comes", hint: nil) }
    }

    /// The schedule in a field; nil, and a mistake where there is one.
    static func read(_ fields: Fields, _ name: String, _ mistakes: inout [Mistake]) -> Schedule? {
        guard let text = fields.text(name) else { return nil }
        do throws(Mistaken) {
            return try Schedule(text)
        } catch {
            mistakes.append(fields.mistake(name, error.message, hint: error.hint))
            return nil
        }
    }

    /// The first instant after `instant` at which it is due; both in Unix seconds.
    package func next(after instant: Int64, _ offset: Offset) -> Int64 {
        // Clocks are never moved by more than some hours, so that the day before may still be due.
        var day = Instant.day(instant + offset(instant)) - 1
        while true {
            let due = Self.day(day, self) || Self.day(day + 1, self)
            let times = due ? times(of: day, offset) + times(of: day + 1, offset) : []
            if let next = times.filter({ $0 > instant }).min() { return next }
            day += 1
        }
    }

    /// The instants, in order, at which it is due after one and up to another; no more than `limit`, the latest ones.
    package func dues(
        after first: Int64, upTo last: Int64, limit: Int = 1_000, _ offset: Offset
    ) -> [Int64] {
        var dues: [Int64] = []
        var instant = first
        while true {
            instant = next(after: instant, offset)
            if instant > last { return dues }
            dues.append(instant)
            if dues.count > limit { dues.removeFirst() }
        }
    }

    /// Why an instant at which it is due is not as usual: clocks are moved then. Nil where it is.
    package func why(_ instant: Int64, _ offset: Offset) -> String? {
        let local = instant + offset(instant)
        if !hours.contains(local / 3_600 % 24) || !minutes.contains(local / 60 % 60) {
            return "the clocks leap over its time: as soon as they have"
        }
        let others = [-1, 1].map { local - offset(instant + $0 * 86_400) }
        let again = others.first { $0 != instant && $0 + offset($0) == local }
        guard let again, hours.count < 24, again > instant else { return nil }
        return "this time comes twice that day: the first counts"
    }

    /// Whether a day, of days since 1970, is one of its days.
    private static func day(_ day: Int64, _ schedule: Schedule) -> Bool {
        let date = Instant.date(day)
        guard schedule.months.contains(date.month) else { return false }
        let isDay = schedule.days.contains(date.day)
        // 1 January 1970 was a Thursday.
        let isWeekday = schedule.weekdays.contains(((day + 4) % 7 + 7) % 7)
        if schedule.days.count == 31 { return isWeekday }
        if schedule.weekdays.count == 7 { return isDay }
        return isDay || isWeekday
    }

    /// The instants of a local day at which it is due.
    private func times(of day: Int64, _ offset: Offset) -> [Int64] {
        guard Self.day(day, self) else { return [] }
        let (before, after) = (
            offset((day - 1) * 86_400), offset((day + 2) * 86_400)
        )
        let goesByMinutes = hours.count == 24
        var times: [Int64] = []
        for hour in hours {
            for minute in minutes {
                let local = day * 86_400 + hour * 3_600 + minute * 60
                // Where nothing moves the clocks on these days, there is one such instant.
                if before == after {
                    times.append(local - before)
                    continue
                }
                let instants = Set([before, after]).map { local - $0 }
                    .filter { $0 + offset($0) == local }.sorted()
                if goesByMinutes {
                    times += instants
                } else if let first = instants.first {
                    times.append(first)
                } else {
                    times.append(
                        Self.leap(local - max(before, after), local - min(before, after), offset))
                }
            }
        }
        return times
    }

    /// When the clocks leap between two instants.
    private static func leap(_ first: Int64, _ last: Int64, _ offset: Offset) -> Int64 {
        var (before, after) = (first, last)
        let early = offset(first)
        while after - before > 1 {
            let middle = (before + after) / 2
            if offset(middle) == early { before = middle } else { after = middle }
        }
        return after
    }
}
