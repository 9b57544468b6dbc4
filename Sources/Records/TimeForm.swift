/// A way in which files write days or times, such as `dd/MM/yyyy HH:mm:ss zzz`.
///
/// In a pattern, `yyyy` is a year and `yy` one of this century; `MM` is a month's number and `MMM` its
/// short English name, without case; `dd` is a day; `HH`, `mm` and `ss` are a time of day; `zzz` is a
/// zone's short name (see `Zone`), `Z`, or an offset such as +01:00 or -0700. Everything else stands
/// for itself. The pattern `iso` is what feedmill itself writes: yyyy-MM-dd, and for a time what
/// `Kind.time` takes.
package struct TimeForm: Sendable, Equatable {
    package static let iso = "iso"

    /// As it was given.
    package let pattern: String
    /// None for `iso`.
    private let parts: [Part]

    private enum Part: Sendable, Equatable {
        case year, shortYear, month, monthName, day, hour, minute, second, zone
        case letter(UInt8)

        /// Longer words first, as `MM` begins `MMM`.
        static let words: [(word: String, part: Part)] = [
            ("yyyy", .year), ("yy", .shortYear), ("MMM", .monthName), ("MM", .month),
            ("dd", .day), ("HH", .hour), ("mm", .minute), ("ss", .second), ("zzz", .zone),
        ]
    }

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ].map { Array($0.utf8) }

    /// Nil where the pattern does not say which day it is, or says it twice, or has letters that mean
    /// nothing.
    package init?(_ pattern: String) {
        self.pattern = pattern
        guard pattern != Self.iso else {
            parts = []
            return
        }
        var parts: [Part] = []
        var rest = pattern[...]
        while let first = rest.first {
            if let (word, part) = Part.words.first(where: { rest.hasPrefix($0.word) }) {
                if parts.contains(part) { return nil }
                parts.append(part)
                rest = rest.dropFirst(word.count)
                continue
            }
            guard let byte = first.asciiValue, !first.isLetter || first == "T" else { return nil }
            parts.append(.letter(byte))
            rest = rest.dropFirst()
        }
        self.parts = parts
        let isDay =
            parts.count { $0 == .year || $0 == .shortYear } == 1
            && parts.count { $0 == .month || $0 == .monthName } == 1 && parts.contains(.day)
        if !isDay { return nil }
    }

    /// Whether it says an instant: a day, a time of day and a zone.
    package var isTime: Bool {
        parts.isEmpty || [.hour, .minute, .zone].allSatisfy(parts.contains)
    }

    /// The day that is written, wherever a clock then showed it: days since 1970-01-01.
    package func day(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        if !parts.isEmpty { return read(bytes).map { $0.day } }
        if bytes.count == 10 { return Instant.day(bytes[...]) }
        return Instant.time(bytes[...]) == nil ? nil : Instant.day(bytes[..<10])
    }

    /// Seconds since 1970-01-01T00:00:00Z. Only of a form that is a time.
    package func time(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        if parts.isEmpty { return Instant.time(bytes[...]) }
        return read(bytes).map { $0.day * 86_400 + $0.seconds - $0.offset }
    }

    private struct Clock {
        var day: Int64
        var seconds: Int64
        var offset: Int64
    }

    private func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Clock? {
        var rest = bytes[...]
        var (year, month, date): (Int64, Int64, Int64) = (0, 0, 0)
        var clock = Clock(day: 0, seconds: 0, offset: 0)
        func number(_ count: Int, below limit: Int64 = .max) -> Int64? {
            guard let value = Instant.number(rest.prefix(count)), rest.count >= count, value < limit
            else { return nil }
            rest = rest.dropFirst(count)
            return value
        }
        for part in parts {
            switch part {
            case .year: year = number(4) ?? -1
            case .shortYear: year = number(2).map { 2000 + $0 } ?? -1
            case .month: month = number(2) ?? 0
            case .monthName:
                month = Self.month(rest.prefix(3)) ?? 0
                rest = rest.dropFirst(3)
            case .day: date = number(2) ?? 0
            case .hour:
                guard let hour = number(2, below: 24) else { return nil }
                clock.seconds += hour * 3_600
            case .minute:
                guard let minute = number(2, below: 60) else { return nil }
                clock.seconds += minute * 60
            case .second:
                guard let second = number(2, below: 60) else { return nil }
                clock.seconds += second
            case .zone:
                guard let (offset, count) = Zone.offset(at: rest) else { return nil }
                clock.offset = offset
                rest = rest.dropFirst(count)
            case .letter(let letter):
                guard rest.first == letter else { return nil }
                rest = rest.dropFirst()
            }
        }
        guard rest.isEmpty, year >= 0, let day = Instant.days(year: year, month: month, day: date)
        else { return nil }
        clock.day = day
        return clock
    }

    private static func month(_ name: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
        months.firstIndex { month in
            month.count == name.count && zip(month, name).allSatisfy { $0 == $1 | 0x20 }
        }.map { Int64($0) + 1 }
    }

    /// What another form makes of what this one writes, where that is another day: "04/03/2001" is the
    /// third of April for one and the fourth of March for the other. Nil where no text can be misread.
    package func misread(by other: TimeForm) -> String? {
        for text in written {
            let bytes = Array(text.utf8)
            let day = bytes.withUnsafeBufferPointer { other.day($0) }
            if let day, day != Self.written { return text }
        }
        return nil
    }

    /// The third of April 2001: of its year, month and day no two are alike.
    private static let written: Int64 = 11_415

    private var written: [String] {
        guard !parts.isEmpty else {
            return ["2001-04-03", "2001-04-03T02:05:06Z", "2001-04-03 02:05:06 UTC"]
        }
        func text(_ part: Part, zone: String) -> String {
            switch part {
            case .year: "2001"
            case .shortYear: "01"
            case .month: "04"
            case .monthName: "Apr"
            case .day: "03"
            case .hour: "02"
            case .minute: "05"
            case .second: "06"
            case .zone: zone
            case .letter(let letter): String(UnicodeScalar(letter))
            }
        }
        return ["Z", "UTC", "+00:00"].map { zone in
            parts.map { text($0, zone: zone) }.joined()
        }
    }
}
