import Dispatch
import Files
import Records
import Synchronization
import Testing

struct LockTests {
    let shop: TemporaryShop
    let disk: Disk

    init() throws {
        shop = try TemporaryShop()
        disk = shop.disk
    }

    @Test func holdsTheShop() throws {
        let lock = try Lock.take(disk, holder: "feedmill run nightly, process 1 on mill")
        let failure = #expect(throws: Failure.self) {
            _ = try Lock.take(shop.disk, holder: "second")
        }
        #expect(
            failure?.text
                == "lock: another run holds this shop: feedmill run nightly, process 1 on mill")
        #expect(failure?.exit == .busy)
        #expect(try shop.contents() == ["lock": "feedmill run nightly, process 1 on mill\n"])
        lock.release()
        lock.release()
        #expect(try shop.contents() == [:])
    }

    @Test func isWaitedForAsLongAsOneLikes() throws {
        // Let go of by another thread, and touched by none meanwhile.
        nonisolated(unsafe) let lock = try Lock.take(disk, holder: "first")
        let began = Clock.steady
        let failure = #expect(throws: Failure.self) {
            _ = try Lock.take(shop.disk, holder: "second", wait: 1)
        }
        #expect(failure?.exit == .busy)
        #expect(Clock.steady - began >= 1_000)
        // Another lock of the shop is another.
        try Lock.take(disk, holder: "third", name: "other").release()
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.2) { lock.release() }
        try Lock.take(disk, holder: "second", wait: 60).release()
    }

    @Test func isFreeWhenLetGo() throws {
        _ = try Lock.take(disk, holder: "first")
        let lock = try Lock.take(disk, holder: "second")
        #expect(try shop.contents() == ["lock": "second\n"])
        lock.release()
    }

    /// The line of a holder that was killed does not hold anything.
    @Test func isNotHeldByTheDead() throws {
        try shop.put("a holder that has died, with a long name\n", "lock")
        let lock = try Lock.take(disk, holder: "next")
        #expect(try shop.contents() == ["lock": "next\n"])
        lock.release()
        #expect(try shop.contents() == [:])
    }

    /// Who opened the file while its holder took it away does not hold the shop by that.
    @Test func isHeldByOneAtATime() throws {
        let inside = Atomic(0)
        let most = Atomic(0)
        let taken = Atomic(0)
        let root = shop.root
        DispatchQueue.concurrentPerform(iterations: 8) { number in
            for _ in 0..<300 {
                guard let lock = try? Lock.take(Disk(root: root), holder: "\(number)") else {
                    continue
                }
                let count = inside.add(1, ordering: .sequentiallyConsistent).newValue
                most.max(count, ordering: .sequentiallyConsistent)
                taken.add(1, ordering: .sequentiallyConsistent)
                inside.subtract(1, ordering: .sequentiallyConsistent)
                lock.release()
            }
        }
        #expect(most.load(ordering: .sequentiallyConsistent) == 1)
        #expect(taken.load(ordering: .sequentiallyConsistent) > 0)
        #expect(try shop.contents() == [:])
    }
}
