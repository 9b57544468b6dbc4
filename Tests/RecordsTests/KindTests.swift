import Records
import Testing

struct KindTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var kind: Kind
        var text: String
        var value: Int64?
        var comma = false

        init(_ kind: Kind, _ text: String, _ value: Int64?, comma: Bool = false) {
            (self.kind, self.text, self.value, self.comma) = (kind, text, value, comma)
        }

        var testDescription: String { "\(kind.rawValue) '\(text)'\(comma ? " with comma" : "")" }
    }

    static let numbers = [
        Case(.count, "0", 0), Case(.count, "12", 12), Case(.count, "007", 7),
        Case(.count, "999999999999999", 999_999_999_999_999),
        Case(.count, "1000000000000000", nil), Case(.count, "9223372036854775808", nil),
        Case(.count, "", nil), Case(.count, "-1", nil), Case(.count, "-0", nil),
        Case(.count, "+1", nil), Case(.count, "12.0", nil), Case(.count, "12,0", nil),
        Case(.count, " 5", nil), Case(.count, "5 ", nil), Case(.count, "1 000", nil),
        Case(.count, "1e3", nil), Case(.count, "0x10", nil), Case(.count, "١٢", nil),
        Case(.count, "5\u{0}", nil), Case(.count, "/:", nil),
        Case(.integer, "12", 12), Case(.integer, "-3", -3), Case(.integer, "-0", 0),
        Case(.integer, "-", nil), Case(.integer, "--1", nil), Case(.integer, "1-", nil),
        Case(.integer, "-999999999999999", -999_999_999_999_999),
        Case(.integer, "-1000000000000000", nil), Case(.integer, "−3", nil),
        Case(.text, "12", nil),
    ]

    static let fractions = [
        Case(.money, "14.9", 149_000), Case(.money, "14.90", 149_000), Case(.money, "0", 0),
        Case(.money, "0.0001", 1), Case(.money, "0.00001", nil), Case(.money, "0.00010", 1),
        Case(.money, "0.0000000", 0), Case(.money, ".5", 5_000), Case(.money, "5.", nil),
        Case(.money, ".", nil), Case(.money, "", nil), Case(.money, "1.2.3", nil),
        Case(.money, "1,234.5", nil), Case(.money, "14,90", nil), Case(.money, "-1", nil),
        Case(.money, "€ 5", nil), Case(.money, "5 EUR", nil), Case(.money, " 5", nil),
        Case(.money, "1e2", nil), Case(.money, "12abc", nil),
        Case(.money, "99999999999.9999", 999_999_999_999_999),
        Case(.money, "100000000000", nil), Case(.money, "900000000000000", nil),
        Case(.money, "999999999999999", nil), Case(.money, "9999999999999999", nil),
        Case(.money, "14,90", 149_000, comma: true), Case(.money, "14.90", nil, comma: true),
        Case(.money, "1.234,50", nil, comma: true), Case(.money, "1,234.5", nil, comma: true),
        Case(.money, "14", 140_000, comma: true),
        Case(.percent, "80", 8_000), Case(.percent, "80%", 8_000), Case(.percent, "0%", 0),
        Case(.percent, "12.5%", 1_250), Case(.percent, "33.33", 3_333),
        Case(.percent, "33.333", nil), Case(.percent, "%", nil), Case(.percent, "80 %", nil),
        Case(.percent, "80%%", nil), Case(.percent, "%80", nil), Case(.percent, "-5%", nil),
        Case(.percent, "12,5%", 1_250, comma: true), Case(.percent, "250%", 25_000),
    ]

    static let days = [
        Case(.date, "1970-01-01", 0), Case(.date, "1969-12-31", -1),
        Case(.date, "2024-02-29", 19_782),
        Case(.date, "2023-02-29", nil), Case(.date, "2000-02-29", 11_016),
        Case(.date, "1900-02-29", nil), Case(.date, "2100-02-29", nil),
        Case(.date, "2026-04-31", nil), Case(.date, "2026-13-01", nil),
        Case(.date, "2026-00-01", nil), Case(.date, "2026-01-00", nil),
        Case(.date, "2026-1-01", nil), Case(.date, "26-01-01", nil),
        Case(.date, "2026/01/01", nil), Case(.date, "2026-01-01 ", nil),
        Case(.date, "2026-01-01T00:00:00Z", nil), Case(.date, "01.02.2026", nil),
        Case(.date, "", nil), Case(.date, "2026-01-0x", nil),
    ]

    static let times = [
        Case(.time, "1970-01-01T00:00:00Z", 0), Case(.time, "1970-01-01 00:00:01 UTC", 1),
        Case(.time, "1970-01-01T02:00:00+02:00", 0),
        Case(.time, "1970-01-01T00:00:00+0200", -7_200),
        Case(.time, "1969-12-31T18:30:00-05:30", 0), Case(.time, "1970-01-01T14:00:00+14:00", 0),
        Case(.time, "2024-02-29T23:59:59Z", 1_709_251_199),
        Case(.time, "2023-02-29T00:00:00Z", nil), Case(.time, "1970-01-01T24:00:00Z", nil),
        Case(.time, "1970-01-01T00:60:00Z", nil), Case(.time, "1970-01-01T00:00:60Z", nil),
        Case(.time, "1970-01-01T00:00:00", nil), Case(.time, "1970-01-01T00:00:00z", nil),
        Case(.time, "1970-01-01T00:00:00Zx", nil), Case(.time, "1970-01-01T00:00:00 MEZ", nil),
        Case(.time, "1970-01-01T00:00:00+2:00", nil), Case(.time, "1970-01-01T00:00:00+02", nil),
        Case(.time, "1970-01-01T00:00:00+02:60", nil),
        Case(.time, "1970-01-01T00:00:00+24:00", nil),
        Case(.time, "1970-01-01T00:00:00+-100", nil), Case(.time, "1970-01-01T00:00:00-+100", nil),
        Case(.time, "1970-01-01T00:00:00+02:0:", nil), Case(.time, "1970-01-01T00:00:00.5Z", nil),
        Case(.time, "1970-01-01_00:00:00Z", nil), Case(.time, "1970-01-01", nil),
        Case(.time, "", nil),
    ]

    static let flags = [
        Case(.flag, "yes", 1), Case(.flag, "Y", 1), Case(.flag, "TRUE", 1), Case(.flag, "1", 1),
        Case(.flag, "no", 0), Case(.flag, "n", 0), Case(.flag, "False", 0), Case(.flag, "0", 0),
        Case(.flag, "ja", nil), Case(.flag, "2", nil), Case(.flag, "", nil),
        Case(.flag, " yes", nil), Case(.flag, "yess", nil),
    ]

    @Test(arguments: numbers + fractions + days + times + flags)
    func reads(_ one: Case) { #expect(one.kind.read(one.text, comma: one.comma) == one.value) }

    @Test(
        arguments: [
            (Kind.count, 12, "12"), (.integer, -3, "-3"), (.money, 149_000, "14.90"),
            (.money, 0, "0.00"), (.money, 1, "0.0001"), (.money, 123_450, "12.345"),
            (.money, -5_000, "-0.50"), (.money, .min, "-922337203685477.5808"),
            (.percent, 8_000, "80%"), (.percent, 1_250, "12.5%"), (.percent, 5, "0.05%"),
            (.date, 19_782, "2024-02-29"), (.time, -1, "1969-12-31T23:59:59Z"), (.flag, 1, "yes"),
            (.flag, 0, "no"),
        ] as [(Kind, Int64, String)])
    func writes(_ kind: Kind, _ value: Int64, _ text: String) { #expect(kind.write(value) == text) }

    /// What is read is written as a text that reads as the same.
    @Test(arguments: numbers + fractions + days + times + flags)
    func readsBackWhatItRead(_ one: Case) {
        guard let value = one.value else { return }
        #expect(one.kind.read(one.kind.write(value)) == value)
    }

    @Test(arguments: Kind.allCases.filter { $0 != .text })
    func readsBackWhatItWrites(_ kind: Kind) {
        var noise = Noise(7)
        for round in 0..<2_000 {
            let size = [10, 1_000, 1_000_000, 999_999_999_999_999][round % 4]
            var value = Int64(noise.next(below: size))
            switch kind {
            case .flag: value &= 1
            case .integer, .date, .time:
                if round % 3 == 0 { value.negate() }
                if kind == .date { value %= 700_000 }
                if kind == .time { value %= 60_000_000_000 }
            default: break
            }
            #expect(kind.read(kind.write(value)) == value, "\(value)")
        }
    }

    @Test func takesNumbersAsTheyAre() {
        #expect(Kind.date.read(Cell(number: 77)) == 77)
        #expect(Kind.count.read(Cell.absent) == nil)
        let arena = Arena()
        #expect(Kind.money.read(arena.keep("3,5"), comma: true) == 35_000)
    }
}
