/// Days and times as whole numbers: days and seconds since the first of January 1970, UTC.
package enum Instant {
    /// Reads yyyy-MM-dd; nil where the month has no such day.
    package static func day(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
        guard bytes.count == 10 else { return nil }
        let at = bytes.startIndex
        guard bytes[at + 4] == UInt8(ascii: "-"), bytes[at + 7] == UInt8(ascii: "-"),
            let year = number(bytes[at..<at + 4]), let month = number(bytes[at + 5..<at + 7]),
            let day = number(bytes[at + 8..<at + 10])
        else { return nil }
        return days(year: year, month: month, day: day)
    }

    /// Reads yyyy-MM-dd, T or a blank, HH:mm:ss, and Z, +HH:mm, +HHmm or " UTC".
    package static func time(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
        if let time = usualTime(UnsafeBufferPointer(rebasing: bytes)) { return time }
        let at = bytes.startIndex
        guard bytes.count >= 20, let day = day(bytes[at..<at + 10]),
            bytes[at + 10] == UInt8(ascii: "T") || bytes[at + 10] == UInt8(ascii: " "),
            bytes[at + 13] == UInt8(ascii: ":"), bytes[at + 16] == UInt8(ascii: ":"),
            let hour = number(bytes[at + 11..<at + 13]), hour < 24,
            let minute = number(bytes[at + 14..<at + 16]), minute < 60,
            let second = number(bytes[at + 17..<at + 19]), second < 60,
            let offset = offset(bytes[(at + 19)...])
        else { return nil }
        return day * 86_400 + hour * 3_600 + minute * 60 + second - offset
    }

    /// The same for what nearly all are: 2026-11-23T02:30:00+00:00, or with Z; nil for any other.
    private static func usualTime(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard bytes.count == 25 || bytes.count == 20, let start = bytes.baseAddress else {
            return nil
        }
        var isWrong = false
        func two(_ at: Int) -> Int64 {
            let (tens, ones) = (start[at] &- 48, start[at + 1] &- 48)
            isWrong = isWrong || tens > 9 || ones > 9
            return Int64(tens) * 10 + Int64(ones)
        }
        func need(_ byte: Unicode.Scalar, _ at: Int) {
            isWrong = isWrong || start[at] != UInt8(ascii: byte)
        }
        let (year, month, day) = (two(0) * 100 + two(2), two(5), two(8))
        let (hour, minute, second) = (two(11), two(14), two(17))
        need("-", 4)
        need("-", 7)
        need("T", 10)
        need(":", 13)
        need(":", 16)
        if bytes.count == 20 {
            need("Z", 19)
        } else {
            need("+", 19)
            need("0", 20)
            need("0", 21)
            need(":", 22)
            need("0", 23)
            need("0", 24)
        }
        guard !isWrong, hour < 24, minute < 60, second < 60,
            let days = days(year: year, month: month, day: day)
        else { return nil }
        return days * 86_400 + hour * 3_600 + minute * 60 + second
    }

    private static func offset(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
        if bytes.count == 1 { return bytes.first == UInt8(ascii: "Z") ? 0 : nil }
        if bytes.count == 4, bytes.elementsEqual(utc) { return 0 }
        guard let (seconds, count) = Zone.hours(at: bytes), count == bytes.count else { return nil }
        return seconds
    }

    private static let utc = Array(" UTC".utf8)

    /// The number that digits stand for; nil where there is anything else.
    static func number(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
        var value: Int64 = 0
        for byte in bytes {
            let digit = byte &- 48
            guard digit < 10 else { return nil }
            value = value * 10 + Int64(digit)
        }
        return value
    }

    /// The day's number; nil for a month or a day that there is not.
    package static func days(year: Int64, month: Int64, day: Int64) -> Int64? {
        guard (1...12).contains(month), day >= 1, day <= length(of: month, in: year) else {
            return nil
        }
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func length(of month: Int64, in year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The day of an instant.
    package static func day(_ seconds: Int64) -> Int64 {
        seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    }

    /// The year, month and day of a day's number.
    package static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let z = days + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    /// The day as yyyy-MM-dd.
    package static func dayText(_ days: Int64) -> String {
        let date = date(days)
        return padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2)
    }

    /// The time as yyyy-MM-ddTHH:mm:ssZ.
    package static func timeText(_ seconds: Int64) -> String {
        let day = day(seconds)
        let rest = seconds - day * 86_400
        return dayText(day) + "T" + padded(rest / 3_600, 2) + ":" + padded(rest / 60 % 60, 2) + ":"
            + padded(rest % 60, 2) + "Z"
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// A span as a person says it: "3 days", "8 hours", "90 minutes".
    package static func spanText(_ seconds: Int64) -> String {
        func many(_ count: Int64, _ word: String) -> String {
            "\(count) \(word)\(count == 1 ? "" : "s")"
        }
        if seconds >= 172_800 || seconds == 86_400 { return many(seconds / 86_400, "day") }
        if seconds >= 7_200 || seconds == 3_600 { return many(seconds / 3_600, "hour") }
        if seconds >= 120 || seconds == 60 { return many(seconds / 60, "minute") }
        return many(seconds, "second")
    }
}
