import Records
import Testing

struct TimeFormTests {
    private func bytes<R>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        Array(text.utf8).withUnsafeBufferPointer(body)
    }

    @Test(
        arguments: [
            ("MM/dd/yyyy", "05/13/2026", "2026-05-13"), ("dd.MM.yyyy", "13.05.2026", "2026-05-13"),
            ("dd-MMM-yyyy", "24-Sep-2026", "2026-09-24"),
            ("dd-MMM-yyyy", "24-sep-2026", "2026-09-24"),
            ("MM/dd/yy", "02/29/24", "2024-02-29"), ("yyyyMMdd", "20260513", "2026-05-13"),
            ("iso", "2026-05-13", "2026-05-13"), ("iso", "2026-05-13T23:59:59-08:00", "2026-05-13"),
            ("yyyy/MM/dd HH:mm:ss zzz", "2026/05/13 23:59:59 PST", "2026-05-13"),
            ("MM/dd/yyyy", "13/05/2026", nil), ("MM/dd/yyyy", "02/29/2026", nil),
            ("MM/dd/yyyy", "5/13/2026", nil), ("MM/dd/yyyy", "05/13/2026 ", nil),
            ("MM/dd/yyyy", "05/13/202", nil), ("MM/dd/yyyy", "05/13/20266", nil),
            ("MM/dd/yyyy", "", nil), ("dd-MMM-yyyy", "24-Sept-2026", nil),
            ("dd-MMM-yyyy", "24-Okt-2026", nil), ("dd-MMM-yyyy", "24-", nil),
            ("iso", "2026-05-13T", nil), ("iso", "2026-05-13 ", nil), ("iso", "05/13/2026", nil),
        ] as [(String, String, String?)])
    func days(_ pattern: String, _ text: String, _ wanted: String?) throws {
        let form = try #require(TimeForm(pattern))
        #expect(bytes(text) { form.day($0) }.map(Instant.dayText) == wanted)
    }

    @Test(
        arguments: [
            ("yyyy-MM-dd HH:mm:ss zzz", "2019-02-05 04:25:45 PST", "2019-02-05T12:25:45Z"),
            ("yyyy-MM-dd HH:mm:ss zzz", "2019-07-05 04:25:45 PDT", "2019-07-05T11:25:45Z"),
            ("dd/MM/yyyy HH:mm:ss zzz", "29/09/2025 16:19:39 BST", "2025-09-29T15:19:39Z"),
            ("dd/MM/yyyy HH:mm:ss zzz", "29/12/2025 16:19:39 GMT", "2025-12-29T16:19:39Z"),
            ("yyyy/MM/dd HH:mm:ss zzz", "2026/01/01 08:00:00 JST", "2025-12-31T23:00:00Z"),
            ("dd.MM.yyyy HH:mm:ss zzz", "01.01.2026 00:30:00 MEZ", "2025-12-31T23:30:00Z"),
            ("dd.MM.yyyy HH:mm:ss zzz", "01.07.2026 00:30:00 MESZ", "2026-06-30T22:30:00Z"),
            ("yyyy-MM-dd HH:mm zzz", "2026-01-01 05:30 IST", "2026-01-01T00:00:00Z"),
            ("yyyy-MM-ddTHH:mm:sszzz", "2026-05-13T00:00:00-0700", "2026-05-13T07:00:00Z"),
            ("yyyy-MM-ddTHH:mm:sszzz", "2026-05-13T00:00:00+05:30", "2026-05-12T18:30:00Z"),
            ("yyyy-MM-ddTHH:mm:sszzz", "2026-05-13T00:00:00Z", "2026-05-13T00:00:00Z"),
            ("iso", "2026-05-13T00:00:00-0700", "2026-05-13T07:00:00Z"),
            ("yyyy-MM-dd HH:mm:ss zzz", "2019-02-05 04:25:45 XYZ", nil),
            ("yyyy-MM-dd HH:mm:ss zzz", "2019-02-05 04:25:45 pst", nil),
            ("yyyy-MM-dd HH:mm:ss zzz", "2019-02-05 04:25:45 PSTX", nil),
            ("yyyy-MM-dd HH:mm:ss zzz", "2019-02-05 04:25:45 ", nil),
            ("yyyy-MM-dd HH:mm:ss zzz", "2019-02-05 04:25:45", nil),
            ("yyyy-MM-dd HH:mm:ss zzz", "2019-02-05 04:25:45 +15:00", nil),
            ("yyyy-MM-dd HH:mm:ss zzz", "2019-02-05 04:25:45 +1:00", nil),
            ("yyyy-MM-dd HH:mm:ss zzz", "2019-02-05 04:25:45 +01:60", nil),
            ("yyyy-MM-dd HH:mm:ss zzz", "2019-02-05 24:00:00 PST", nil),
            ("yyyy-MM-dd HH:mm:ss zzz", "2019-02-05 23:60:00 PST", nil),
            ("yyyy-MM-dd HH:mm:ss zzz", "2019-02-05 23:59:60 PST", nil),
            ("yyyy-MM-dd HH:mm:ss zzz", "2019-02-30 04:25:45 PST", nil),
        ] as [(String, String, String?)])
    func times(_ pattern: String, _ text: String, _ wanted: String?) throws {
        let form = try #require(TimeForm(pattern))
        #expect(form.isTime)
        #expect(bytes(text) { form.time($0) }.map(Instant.timeText) == wanted)
    }

    /// Each zone at noon of one day, in UTC.
    @Test(arguments: [
        ("PST", 20), ("PDT", 19), ("MST", 19), ("MDT", 18), ("CST", 18), ("CDT", 17), ("EST", 17),
        ("EDT", 16), ("GMT", 12), ("UTC", 12), ("Z", 12), ("BST", 11), ("CET", 11), ("MEZ", 11),
        ("CEST", 10), ("MESZ", 10), ("JST", 3), ("AEST", 2), ("AEDT", 1),
    ])
    func zones(_ name: String, _ hour: Int64) throws {
        let form = try #require(TimeForm("yyyy-MM-dd HH:mm zzz"))
        #expect(bytes("1970-01-01 12:00 \(name)") { form.time($0) } == hour * 3_600)
    }

    @Test(arguments: [
        "", "yyyy-MM", "yyyy-MM-dd-dd", "yyyy-MM-dd yy", "yyyy-MM-dd MMM", "yyyy-mm-dd",
        "DD/MM/yyyy",
        "yyyy-MM-dd XXX", "dd. MMMM yyyy", "yyyy年MM月dd日", "ISO", "yyy-MM-dd", "yyyy-MM-dd hh:mm",
    ])
    func noForm(_ pattern: String) { #expect(TimeForm(pattern) == nil) }

    @Test(arguments: [
        ("yyyy-MM-dd", false), ("yyyy-MM-dd HH:mm:ss", false), ("yyyy-MM-dd zzz", false),
        ("yyyy-MM-dd HH:mm zzz", true), ("iso", true),
    ])
    func instants(_ pattern: String, _ isTime: Bool) {
        #expect(TimeForm(pattern)?.isTime == isTime)
    }

    @Test(
        arguments: [
            ("MM/dd/yyyy", "dd/MM/yyyy", "04/03/2001"), ("dd.MM.yy", "yy.MM.dd", "03.04.01"),
            ("yyyy-dd-MM", "iso", "2001-03-04"), ("MM/dd/yyyy", "dd.MM.yyyy", nil),
            ("dd-MMM-yyyy", "dd-MM-yyyy", nil), ("MM/dd/yyyy", "MM/dd/yyyy", nil),
            ("yyyy-MM-dd", "iso", nil), ("MM/dd/yy", "MM/dd/yyyy", nil),
            ("yyyy-dd-MM HH:mm:ss zzz", "iso", "2001-03-04 02:05:06 UTC"),
            ("dd/MM/yyyy HH:mm:ss zzz", "MM/dd/yyyy HH:mm:ss zzz", "03/04/2001 02:05:06 Z"),
        ] as [(String, String, String?)])
    func misread(_ one: String, _ other: String, _ text: String?) throws {
        let (one, other) = (try #require(TimeForm(one)), try #require(TimeForm(other)))
        #expect(one.misread(by: other) == text)
        #expect((other.misread(by: one) == nil) == (text == nil))
    }
}
