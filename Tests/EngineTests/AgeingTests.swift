import Engine
import Files
import Ledgers
import MadeShops
import Records
import Stages
import Testing

/// Packing and thinning the archive, cut off at every step.
struct AgeingTests {
    private static let day: Int64 = 86_400
    private static let begin: Int64 = 1_790_000_000

    private func stock(_ quantity: Int) -> String {
        "item\tlocation\tquantity\n"
            + (0..<600).map { "ITEM-\($0)\tMAIN\t\(quantity)\n" }.joined()
    }

    /// A shop with four stock files, of which the last is current.
    private func shop(_ retention: String = "") throws -> MadeShop {
        let shop = try MadeShop(MadeShop.settings("flat", "hand") + retention)
        for number in 0..<4 {
            let time = Self.begin + Int64(number) * Self.day
            try shop.put(stock(number), "inbox/stock-\(number).txt", made: time)
            _ = try shop.run(at: time + 60) { $0.stage = "stock" }
        }
        return shop
    }

    private func ledger(_ shop: MadeShop) throws -> Ledger {
        try Ledger(disk: Disk(root: shop.root))
    }

    /// Every file that is not gone lies where the ledger says, with the bytes that were dropped, and nothing else
    /// lies in the archive.
    private func check(_ shop: MadeShop) throws -> [FileRow.Kept] {
        let disk = Disk(root: shop.root)
        let files = try ledger(shop).files()
        for file in files where file.kept != .gone {
            #expect(disk.stamp(file.path)?.size == file.size)
            #expect(
                try Source.digest(disk, file.path, isPacked: file.kept == .packed) == file.digest)
        }
        let lying = Set(try shop.contents().keys.filter { $0.hasPrefix("archive/stock/") })
        #expect(lying == Set(files.filter { $0.kept != .gone }.map(\.path)))
        return files.map(\.kept)
    }

    @Test func packsWhatIsNotCurrent() throws {
        let shop = try shop()
        let ageing = try Ageing(try shop.open(at: Self.begin + 10 * Self.day))
        #expect(ageing.packed == 3)
        #expect(ageing.removed == 0)
        #expect(ageing.saved > 20_000)
        #expect(try check(shop) == [.packed, .packed, .packed, .whole])
        #expect(try Ageing(try shop.open(at: Self.begin + 11 * Self.day)).packed == 0)
        // Stock may again be what it was when a file was that is packed now.
        try shop.put(stock(1), "inbox/again.txt", made: Self.begin + 12 * Self.day)
        let report = try shop.run(at: Self.begin + 12 * Self.day + 60) { $0.stage = "stock" }
        #expect(report.entries.compactMap { $0.failure?.text } == [])
        #expect(try check(shop) == [.packed, .packed, .packed, .whole, .whole])
        _ = try Ageing(try shop.open(at: Self.begin + 13 * Self.day))
        #expect(try check(shop) == [.packed, .packed, .packed, .packed, .whole])
    }

    /// A file dropped once more, under the same name and of the same time, lies where the one lay that is packed
    /// or gone: it is another, and stays.
    @Test(arguments: ["", "retention: { archive: \"5d\" },"])
    func keepsWhatLiesInTheOldPlace(_ retention: String) throws {
        let shop = try shop(retention)
        let now = Self.begin + 10 * Self.day
        _ = try Ageing(try shop.open(at: now))
        for quantity in [1, 9] {
            try shop.put(stock(quantity), "inbox/stock-1.txt", made: Self.begin + Self.day)
            _ = try shop.run(at: now + 60) {
                $0.stage = "stock"
                $0.allowed = [.older]
            }
            _ = try Ageing(try shop.open(at: now + 120))
            let current = try ledger(shop).files().filter(\.isCurrent)
            #expect(current.count == 1 && current[0].kept == .whole)
            _ = try check(shop)
        }
    }

    @Test func removesWhatIsOld() throws {
        let shop = try shop("retention: { archive: \"5d\" },")
        let now = Self.begin + 6 * Self.day + 3600
        let ageing = try Ageing(try shop.open(at: now))
        #expect(ageing.removed == 2)
        #expect(ageing.packed == 1)
        #expect(try check(shop) == [.gone, .gone, .packed, .whole])
        // What is current stays, however old.
        _ = try Ageing(try shop.open(at: now + 100 * Self.day))
        #expect(try check(shop) == [.gone, .gone, .gone, .whole])
    }

    @Test(arguments: [true, false])
    func diesAtAnyStep(_ isBefore: Bool) throws {
        let made = try shop("retention: { archive: \"5d\" },")
        let now = Self.begin + 6 * Self.day
        var (last, isDone) = (0, false)
        while !isDone {
            last += 1
            let shop = try MadeShop(copying: made)
            let steps = Steps()
            let disk = Disk(root: shop.root) { (_, moment) throws(Failure) in
                guard (moment == .before) == isBefore else { return }
                steps.count += 1
                if steps.count == last { throw Failure(.disk, "no space left on device") }
            }
            do {
                _ = try Ageing(try shop.open(at: now, on: disk))
                isDone = steps.count < last
            } catch {
                #expect(error.exit == .disk)
            }
            _ = try Ageing(try shop.open(at: now))
            #expect(try check(shop) == [.gone, .packed, .packed, .whole])
        }
        #expect(last > 10)
    }

    private final class Steps { var count = 0 }
}
