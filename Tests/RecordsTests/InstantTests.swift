import Records
import Testing

struct InstantTests {
    private static let lengths: [Int64] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

    /// Every day of nine centuries, counted on one's fingers.
    @Test func everyDayOfNineCenturies() {
        var day = Int64(-135_140)
        #expect(Instant.dayText(day) == "1600-01-01")
        for year: Int64 in 1600..<2500 {
            let isLeap = year % 400 == 0 || year % 4 == 0 && year % 100 != 0
            for month: Int64 in 1...12 {
                let length = Self.lengths[Int(month) - 1] + (month == 2 && isLeap ? 1 : 0)
                for date in 1...length {
                    guard Instant.days(year: year, month: month, day: date) == day else {
                        Issue.record("\(year)-\(month)-\(date)")
                        return
                    }
                    day += 1
                }
                #expect(Instant.days(year: year, month: month, day: length + 1) == nil)
            }
        }
        #expect(Instant.dayText(day) == "2500-01-01")
    }

    @Test func textsOfDaysReadBack() {
        for day in stride(from: Int64(-719_468), to: 2_932_000, by: 97) {
            #expect(Kind.date.read(Instant.dayText(day)) == day)
        }
    }

    @Test func textsOfTimesReadBack() {
        var noise = Noise(11)
        for _ in 0..<5_000 {
            let seconds = Int64(noise.next(below: 250_000_000_000)) - 60_000_000_000
            #expect(Kind.time.read(Instant.timeText(seconds)) == seconds)
            let day = Instant.day(seconds)
            #expect(day * 86_400 <= seconds && seconds < (day + 1) * 86_400)
        }
    }

    @Test(
        arguments: [
            (0, "0 seconds"), (1, "1 second"), (59, "59 seconds"), (60, "1 minute"),
            (90, "90 seconds"), (120, "2 minutes"), (3_600, "1 hour"), (5_400, "90 minutes"),
            (7_200, "2 hours"), (86_400, "1 day"), (129_600, "36 hours"), (259_200, "3 days"),
        ] as [(Int64, String)])
    func spans(_ seconds: Int64, _ text: String) { #expect(Instant.spanText(seconds) == text) }
}
