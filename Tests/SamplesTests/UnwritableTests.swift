import Foundation
import Testing

/// A shop on a file system that is full, or can only be read: whatever is asked for, the program says in words what is
/// in the way, with the exit status of the file system or the ledger, and never traps.
@Suite struct UnwritableTests {
    private static let calls: [[String]] = [
        ["run", "nightly"], ["run", "orders"], ["plan", "nightly"], ["status"],
        ["status", "--write"],
        ["check"], ["sent"], ["sent", "x"], ["purge"], ["backup"], ["doctor"], ["systemd"],
        ["schedule"],
        ["approve"], ["retell", "LAMP"], ["requeue", "x"], ["explain", "sku", "LAMP"], ["watch"],
        ["adopt"], ["init"], ["preview", "inbox/DE/listings.txt"],
        ["run", "nightly", "--as-of", "2026-11-24"], ["answer", "x", "--document", "y"],
    ]

    @Test(arguments: [ENOSPC, EROFS, EACCES, EIO], [1, 2, 5, 12])
    func saysWhatIsInTheWay(_ errno: Int32, _ from: Int) throws {
        let sample = try #require(Sample.all.first { $0.name == "pipelines/nightly" })
        let shop = try SampleShop(sample)
        _ = try shop.runScript()
        // A watch that has begun waits until there is room again.
        for call in Self.calls where from == 1 || call != ["watch"] {
            let ended = try shop.feedmill(
                call,
                [
                    "LD_PRELOAD": Program.faults.path, "FAULTS_FROM": String(from),
                    "FAULTS_ERROR": String(errno),
                ])
            let text = String(decoding: ended.output, as: UTF8.self)
            let place = "\(call.joined(separator: " ")), errno \(errno) from call \(from)"
            #expect(
                [0, 1, 2, 3, 4, 6, 10, 20].contains(ended.status),
                "\(place): \(ended.status) \(text)")
            #expect(!text.isEmpty, "\(place)")
        }
    }
}
