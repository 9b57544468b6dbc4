import Records
import Testing

@testable import Stages

struct InboxTests {
    @Test(
        arguments: [
            (["inbox/*"], "", ["inbox/a.txt", "inbox/b.TXT", "inbox/stock 1.txt"]),
            (["inbox/*.txt"], "", ["inbox/a.txt", "inbox/stock 1.txt"]),
            (["inbox/?.txt"], "", ["inbox/a.txt"]),
            (["inbox/stock*", "inbox/a*"], "", ["inbox/a.txt", "inbox/stock 1.txt"]),
            (["inbox/a*", "inbox/*.txt"], "", ["inbox/a.txt", "inbox/stock 1.txt"]),
            (["inbox/{marketplace}/*"], "DE", ["inbox/DE/l.txt"]),
            (["inbox/{marketplace}/*"], "UK", []), (["inbox/[a].txt"], "", []),
            (["inbox/*a*t*"], "", ["inbox/a.txt"]),
            (
                ["inbox/**"], "",
                [
                    "inbox/a.txt", "inbox/b.TXT", "inbox/stock 1.txt",
                ]
            ), (["nowhere/*"], "", []), (["top*"], "", ["top.txt"]), (["inbox/"], "", []),
        ] as [([String], String, [String])])
    func patterns(_ patterns: [String], _ marketplace: String, _ wanted: [String]) throws {
        let shop = try StageShop()
        for name in [
            "a.txt", "b.TXT", "stock 1.txt", "DE/l.txt", ".hidden.txt", ".claimed/c.txt",
            // What is still being written, by its name, and what says that another is whole.
            "p.txt.part", "q.txt.filepart", "r.tmp", "s.txt~", "a.txt.ready", ".t.txt.swp",
        ] {
            try shop.put("", "inbox/\(name)")
        }
        try shop.put("", "top.txt")
        let inbox = Inbox(try shop.run())
        let patterns = patterns.map { FilePattern($0) }
        #expect(try inbox.files(patterns, marketplace) == wanted)
        inbox.only = ["inbox/a.txt"]
        #expect(try inbox.files(patterns, marketplace) == wanted.filter { $0 == "inbox/a.txt" })
    }

    @Test(
        arguments: [
            ("inbox/stock-2026-11-24.txt", "yyyy-MM-dd", "2026-11-24T00:00:00Z"),
            ("stock_20261124_0930.txt", "yyyyMMdd_HHmm", "2026-11-24T09:30:00Z"),
            ("24.11.2026 stock", "dd.MM.yyyy", "2026-11-24T00:00:00Z"),
            ("x-2026-11.txt", "yyyy-MM", "2026-11-01T00:00:00Z"),
            ("20260230-20260228.txt", "yyyyMMdd", "2026-02-28T00:00:00Z"),
            ("stock-2026-13-01.txt", "yyyy-MM-dd", nil), ("stock.txt", "yyyy-MM-dd", nil),
            ("2026-11-24/stock.txt", "yyyy-MM-dd", nil), ("s", "yyyy-MM-dd", nil),
            ("20261124250000", "yyyyMMddHHmmss", nil),
            ("20261124235959", "yyyyMMddHHmmss", "2026-11-24T23:59:59Z"),
        ] as [(String, String, String?)])
    func times(_ name: String, _ pattern: String, _ wanted: String?) {
        #expect(Inbox.time(in: name, pattern).map(Instant.timeText) == wanted)
    }
}
