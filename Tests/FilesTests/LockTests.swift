import Files
import Records
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
        #expect(try shop.contents() == ["lock": ""])
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
    }
}
