import Records
import Testing

@testable import Catalog

/// Schedules by hand; `Tests/Histories` counts the minutes of ten years.
@Suite struct ScheduleTests {
    /// Berlin's clocks in 2027: an hour ahead of UTC, two from 28 March to 31 October, each time at 01:00 UTC.
    private static func berlin(_ instant: Int64) -> Int64 {
        let summer: Range<Int64> = 1_806_195_600..<1_824_944_400
        return summer.contains(instant) ? 7_200 : 3_600
    }

    private static func time(_ text: String) -> Int64 { Kind.time.read(text) ?? 0 }

    @Test(
        arguments: [
            ("30 2 * * *", "2027-01-10T01:29:59Z", "2027-01-10T01:30:00Z"),
            ("30 2 * * *", "2027-01-10T01:30:00Z", "2027-01-11T01:30:00Z"),
            // Leapt over: as soon as the clocks have.
            ("30 2 * * *", "2027-03-27T12:00:00Z", "2027-03-28T01:00:00Z"),
            ("30 2 * * *", "2027-03-28T01:00:00Z", "2027-03-29T00:30:00Z"),
            // It comes twice: the first counts.
            ("30 2 * * *", "2027-10-30T12:00:00Z", "2027-10-31T00:30:00Z"),
            ("30 2 * * *", "2027-10-31T00:30:00Z", "2027-11-01T01:30:00Z"),
            // Every hour goes by the minutes as they pass.
            ("10 * * * *", "2027-03-28T00:10:00Z", "2027-03-28T01:10:00Z"),
            ("10 * * * *", "2027-10-31T00:10:00Z", "2027-10-31T01:10:00Z"),
            ("*/20 8-9 * * mon-fri", "2027-01-08T08:40:00Z", "2027-01-11T07:00:00Z"),
            ("0 6 * * 7", "2027-01-10T00:00:00Z", "2027-01-10T05:00:00Z"),
            ("0 0 29 feb *", "2027-01-01T00:00:00Z", "2028-02-28T23:00:00Z"),
            // A day or a weekday is enough.
            ("0 0 13 * fri", "2027-01-10T00:00:00Z", "2027-01-12T23:00:00Z"),
            ("0 0 13 * fri", "2027-01-13T00:00:00Z", "2027-01-14T23:00:00Z"),
            ("5,10 0 1 JAN *", "2027-01-01T00:00:00Z", "2027-12-31T23:05:00Z"),
        ])
    func next(_ text: String, _ after: String, _ wanted: String) throws {
        let next = try Schedule(text).next(after: Self.time(after), Self.berlin)
        #expect(Instant.timeText(next) == wanted)
    }

    @Test func allThatAreDueAreFound() throws {
        let (first, last) = (Self.time("2027-03-26T12:00:00Z"), Self.time("2027-03-29T12:00:00Z"))
        let schedule = try Schedule("30 2 * * *")
        #expect(
            schedule.dues(after: first, upTo: last, Self.berlin).map(Instant.timeText)
                == ["2027-03-27T01:30:00Z", "2027-03-28T01:00:00Z", "2027-03-29T00:30:00Z"])
        #expect(
            schedule.dues(after: first, upTo: last, limit: 1, Self.berlin).map(Instant.timeText)
                == ["2027-03-29T00:30:00Z"])
        #expect(schedule.why(Self.time("2027-03-28T01:00:00Z"), Self.berlin) != nil)
        #expect(schedule.why(Self.time("2027-10-31T00:30:00Z"), Self.berlin) != nil)
        #expect(schedule.why(Self.time("2027-03-29T00:30:00Z"), Self.berlin) == nil)
    }

    @Test(
        arguments: [
            "", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *",
            "* * * 13 *", "* * * * 8", "5-1 * * * *", "*/0 * * * *", "1,,2 * * * *", "a * * * *",
            "* * * jan-xyz *", "1-2-3 * * * *", "*/5/5 * * * *", "-1 * * * *", "0 0 30 2 *",
            "0 0 31 4,6,9,11 *", "@daily",
        ])
    func isNone(_ text: String) {
        #expect(throws: Schedule.Mistaken.self) { try Schedule(text) }
    }
}
