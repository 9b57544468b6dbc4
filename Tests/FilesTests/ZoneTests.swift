import Files
import Records
import Testing

@Suite(.serialized) struct ZoneTests {
    @Test(arguments: [
        ("Europe/Berlin", "2026-01-15T12:00:00Z", 3600),
        ("Europe/Berlin", "2026-07-15T12:00:00Z", 7200),
        // The hour that is left out and the one that comes twice.
        ("Europe/Berlin", "2026-03-29T00:59:59Z", 3600),
        ("Europe/Berlin", "2026-03-29T01:00:00Z", 7200),
        ("Europe/Berlin", "2026-10-25T00:59:59Z", 7200),
        ("Europe/Berlin", "2026-10-25T01:00:00Z", 3600),
        ("America/New_York", "2026-11-26T12:00:00Z", -18000),
        ("Asia/Kolkata", "2026-11-26T12:00:00Z", 19800),
        ("UTC", "2026-11-26T12:00:00Z", 0),
    ])
    func clocksAreAheadOfUTC(name: String, time: String, seconds: Int64) throws {
        let instant = try #require(Kind.time.read(time))
        #expect(try #require(Zone(name)).offset(at: instant) == seconds)
    }

    @Test(arguments: [
        "Europe/Berlim", "", "Europe", "..", "../../../etc/passwd", "/etc/passwd", "Europe/../UTC",
    ])
    func otherNamesAreNoZones(name: String) {
        #expect(Zone(name) == nil)
    }
}
