import Files
import Records
import Testing

@testable import Engine

/// When a dropped file is whole, and what a watch does first.
@Suite struct WatchTests {
    private static func stamp(_ modified: Int64) -> Stamp {
        Stamp(size: 1, modified: modified, changed: modified, inode: 1)
    }

    private static func drop(_ name: String, _ modified: Int64 = 1, ready: Bool = false)
        -> Sweep.Drop
    {
        Sweep.Drop(name: name, stamp: stamp(modified), isAnnounced: ready)
    }

    private static func whole(
        _ drops: Drops, at now: Int64, isWritten: Bool? = false
    ) -> [String] {
        drops.whole(at: now, quiet: 1_000, where: { _ in true }, isWritten: { _ in isWritten })
    }

    @Test func aFileLeftAloneIsWhole() {
        var drops = Drops()
        drops.see([Self.drop("a")], at: 0)
        #expect(Self.whole(drops, at: 999) == [])
        #expect(drops.delay(at: 400, quiet: 1_000) == 600)
        #expect(Self.whole(drops, at: 1_000) == ["a"])
        // It changed: it is waited for anew.
        drops.see([Self.drop("a", 2)], at: 1_500)
        #expect(Self.whole(drops, at: 2_000) == [])
        #expect(Self.whole(drops, at: 2_500) == ["a"])
        // Somebody has it open to write.
        #expect(Self.whole(drops, at: 99_000, isWritten: true) == [])
        // Nobody knows: it must be left alone five times as long.
        #expect(Self.whole(drops, at: 6_000, isWritten: nil) == [])
        #expect(Self.whole(drops, at: 6_500, isWritten: nil) == ["a"])
        drops.see([], at: 7_000)
        #expect(drops.all.isEmpty)
        #expect(drops.delay(at: 7_000, quiet: 1_000) == nil)
    }

    @Test func whatIsAnnouncedOrRenamedIsWholeAtOnce() {
        var drops = Drops()
        drops.see([Self.drop("a", ready: true), Self.drop("b"), Self.drop("c")], at: 0)
        drops.renamed("b")
        #expect(Self.whole(drops, at: 0, isWritten: true) == ["a", "b"])
        // Written to again, a renamed file is no better than any other.
        drops.see([Self.drop("a", ready: true), Self.drop("b", 2), Self.drop("c")], at: 10)
        #expect(Self.whole(drops, at: 10) == ["a"])
    }

    @Test func aFileIsTriedAgainOnlyWhenItChanges() {
        var drops = Drops()
        drops.see([Self.drop("a")], at: 0)
        drops.isWanted("a", by: ["nightly", "orders"])
        drops.tried(["a", "gone"], by: "orders")
        drops.see([Self.drop("a")], at: 5_000)
        #expect(drops.all["a"]?.tried == ["orders"])
        #expect(drops.all["a"]?.wanted == ["nightly", "orders"])
        drops.see([Self.drop("a", 2)], at: 6_000)
        #expect(drops.all["a"]?.tried == [])
        #expect(drops.all["a"]?.wanted == nil)
    }

    @Test func aPipelineRunsOnceForAllThatAsksForIt() {
        var jobs = WatchJobs()
        jobs.add(WatchJob(pipeline: "nightly", why: .arrival))
        jobs.add(WatchJob(pipeline: "nightly", why: .arrival))
        jobs.add(WatchJob(pipeline: "orders", why: .arrival))
        jobs.add(WatchJob(pipeline: "nightly", why: .due(10)))
        jobs.add(WatchJob(pipeline: "", why: .moved))
        jobs.add(WatchJob(pipeline: "", why: .morning))
        jobs.add(WatchJob(pipeline: "", why: .moved))
        let order = ["orders", "nightly"]
        var done: [String] = []
        while let job = jobs.next(at: 0, order: order) { done.append("\(job.pipeline) \(job.why)") }
        #expect(
            done == [" moved", " morning", "orders arrival", "nightly arrival", "nightly due(10)"])
    }

    @Test func whatIsInTheWayIsWaitedForLongerAndLonger() {
        var job = WatchJob(pipeline: "nightly", why: .arrival)
        var waits: [Int64] = []
        for _ in 0..<11 {
            job.putOff(at: 0)
            waits.append(job.notBefore)
        }
        #expect(waits.prefix(4) == [1_000, 2_000, 4_000, 8_000])
        #expect(waits.last == 300_000)
        var jobs = WatchJobs()
        jobs.add(job)
        #expect(jobs.next(at: 299_999, order: []) == nil)
        #expect(jobs.delay(at: 299_000) == 1_000)
        #expect(jobs.next(at: 300_000, order: []) == job)
    }

    @Test func theStateIsReadAsItWasWritten() throws {
        let shop = try MadeFolder()
        var state = WatchState()
        state.process = "process 12 on mill"
        (state.since, state.time) = (1_795_000_000, 1_795_000_030)
        state.running = "feedmill run nightly"
        state.waiting = 3
        state.kept = ["nightly": 1_795_000_000, "morning.tsv": 0]
        let disk = Disk(root: shop.path)
        try state.write(disk)
        #expect(WatchState(disk) == state)
        try disk.write(WatchState.file, Array("{ half".utf8))
        #expect(WatchState(disk) == nil)
    }
}
