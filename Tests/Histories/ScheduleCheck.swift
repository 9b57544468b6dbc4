import Catalog
import Files
import Foundation
import MadeShops

/// Random schedules over ten years in six zones, held against a count of every minute by another library's
/// calendar (Foundation's, with ICU's table of zones; the program asks glibc).
struct ScheduleCheck {
    private static let zones = [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo",
        "Africa/Casablanca", "Asia/Kolkata",
    ]
    // 2015 and the nine years after it: before some of these zones gave up moving their clocks, and behind.
    private static let first = 1_420_070_400
    private static let last = 1_735_689_600

    func isWhatTheMinutesSay(seed: Int) throws {
        var noise = Noise(seed)
        let name = Self.zones[seed % Self.zones.count]
        let zone = try require(Files.Zone(name))
        let clock = try require(TimeZone(identifier: name))
        let text = Self.text(&noise)
        let schedule: Schedule
        do throws(Schedule.Mistaken) {
            schedule = try Schedule(text)
        } catch {
            expect(
                error.message.hasSuffix("is a day that never comes"), "\(text): \(error.message)")
            return
        }
        let fields = text.split(separator: " ").enumerated().map { Self.numbers($1, field: $0) }
        let wanted = Self.dues(fields, clock)
        var instant = Int64(Self.first - 1)
        for want in wanted {
            instant = schedule.next(after: instant) { zone.offset(at: $0) }
            guard instant == want else {
                record("'\(text)' in \(name) is due at \(instant), not at \(want)")
                return
            }
        }
        instant = schedule.next(after: instant) { zone.offset(at: $0) }
        expect(instant >= Self.last, "'\(text)' in \(name) is due at \(instant) as well")
    }

    /// Five fields of all forms, often at the hours at which clocks are moved.
    private static func text(_ noise: inout Noise) -> String {
        func field(_ low: Int, _ high: Int, any: Int, _ noise: inout Noise) -> String {
            func number(_ noise: inout Noise) -> Int { low + noise.next(below: high - low + 1) }
            switch noise.next(below: 10) {
            case 0..<any: return "*"
            case 9: return "*/\(1 + noise.next(below: high / 2))"
            case 8:
                let first = number(&noise)
                return "\(first)-\(first + noise.next(below: high - first + 1))"
            case 7: return "\(number(&noise)),\(number(&noise))"
            default: return "\(number(&noise))"
            }
        }
        let minute = field(0, 59, any: 1, &noise)
        let hour = noise.once(in: 3) ? "\(noise.next(below: 4))" : field(0, 23, any: 3, &noise)
        let day = field(1, 31, any: 6, &noise)
        return [minute, hour, day, field(1, 12, any: 7, &noise), field(0, 7, any: 6, &noise)]
            .joined(separator: " ")
    }

    /// The numbers of a field, read by splitting alone.
    private static func numbers(_ text: Substring, field: Int) -> Set<Int> {
        let (low, high) = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)][field]
        var numbers: Set<Int> = []
        for part in text.split(separator: ",") {
            let halves = part.split(separator: "/")
            let ends = halves[0].split(separator: "-").compactMap { Int($0) }
            let range =
                ends.isEmpty ? low...high : ends[0]...(ends.count > 1 ? ends[1] : ends[0])
            let step = halves.count > 1 ? Int(halves[1])! : 1
            for number in range where (number - range.lowerBound) % step == 0 {
                numbers.insert(field == 4 ? number % 7 : number)
            }
        }
        return numbers
    }

    private static func dues(_ fields: [Set<Int>], _ zone: TimeZone) -> [Int64] {
        let goesByMinutes = fields[1].count == 24
        let (anyDay, anyWeekday) = (fields[2].count == 31, fields[4].count == 7)
        func fits(_ local: Int) -> Bool {
            guard fields[0].contains(local / 60 % 60), fields[1].contains(local / 3_600 % 24) else {
                return false
            }
            let date = Date(timeIntervalSince1970: Double(local))
            let parts = utc.dateComponents([.day, .month, .weekday], from: date)
            guard fields[3].contains(parts.month!) else { return false }
            let isDay = fields[2].contains(parts.day!)
            let isWeekday = fields[4].contains(parts.weekday! - 1)
            if anyDay { return isWeekday }
            return anyWeekday ? isDay : isDay || isWeekday
        }
        var dues: [Int64] = []
        var (instant, highest) = (first, Int.min)
        var change = Date(timeIntervalSince1970: Double(first - 86_400))
        var (offset, until) = (0, Int.min)
        while instant < last {
            if instant >= until {
                let before = offset
                offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant)))
                while change.timeIntervalSince1970 <= Double(instant) {
                    change = zone.nextDaylightSavingTimeTransition(after: change) ?? .distantFuture
                }
                // What is no move of daylight saving is seen once a day.
                until = min(Int(min(change.timeIntervalSince1970, 4e9)), instant + 3_600)
                if instant > first, offset > before, !goesByMinutes {
                    let leapt = stride(from: instant + before, to: instant + offset, by: 60)
                    if leapt.contains(where: fits), !fits(instant + offset) {
                        dues.append(Int64(instant))
                    }
                }
            }
            let local = instant + offset
            if local > highest || goesByMinutes, fits(local) { dues.append(Int64(instant)) }
            highest = max(highest, local)
            instant += 60
        }
        return dues
    }

    private static let utc: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0)!
        return calendar
    }()
}
