import Foundation
import Testing

/// The watch as a process of its own: what it does about files, signals, PAUSE, and times that it missed.
@Suite(.serialized) struct WatchTests {
    /// A shop with a watch, stopped with it.
    private final class Watched {
        let shop: SampleShop
        let process = Process()

        init(
            environment: [String: String] = [:], _ prepare: (URL) throws -> Void = { _ in }
        ) throws {
            let sample = try #require(Sample.all.first { $0.name == "folders/still-written" })
            shop = try SampleShop(sample)
            try prepare(shop.folder)
            process.executableURL = Program.feedmill
            process.arguments = ["watch"]
            process.currentDirectoryURL = shop.folder
            process.environment = [
                "PATH": "/usr/bin:/bin", "TZ": "UTC",
                "FEEDMILL_PIPELINES": Sample.root.appendingPathComponent("pipelines").path,
            ].merging(environment) { $1 }
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            try wait("the watch to begin") { self.events.contains("watching") }
        }

        deinit { kill(process.processIdentifier, SIGKILL) }

        /// The names of the events in the log.
        var events: [String] {
            let log = shop.folder.appendingPathComponent("log/feedmill.log")
            let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
            return text.split(separator: "\n").compactMap { line in
                line.components(separatedBy: "\"event\": \"").last?.components(separatedBy: "\"")
                    .first
            }
        }

        func wait(_ what: String, _ isSo: () -> Bool) throws {
            let patience = Date().addingTimeInterval(30)
            while !isSo() {
                try #require(Date() < patience, "waited in vain for \(what): \(events)")
                Thread.sleep(forTimeInterval: 0.05)
            }
        }

        func put(_ name: String, _ text: String) throws {
            try Data(text.utf8).write(to: shop.folder.appendingPathComponent(name))
        }

        func exists(_ name: String) -> Bool {
            FileManager.default.fileExists(atPath: shop.folder.appendingPathComponent(name).path)
        }

        func count(_ folder: String) -> Int {
            let path = shop.folder.appendingPathComponent(folder).path
            return (try? FileManager.default.contentsOfDirectory(atPath: path).count) ?? 0
        }

        func stop() throws {
            process.terminate()
            try wait("the watch to stop") { !self.process.isRunning }
        }
    }

    private static let stock = "item\tlocation\tquantity\nLAMP\tMAIN\t5\n"

    @Test func takesWhatIsWholeAndNothingElse() throws {
        let watched = try Watched()
        try watched.put("inbox/stock.txt.part", Self.stock)
        try watched.put("inbox/odd.txt", "no table\n")
        try watched.wait("the odd file to be turned away") { watched.exists("failed/odd.txt") }
        #expect(watched.exists("failed/odd.txt.reason.txt"))
        #expect(watched.exists("inbox/stock.txt.part"))
        let folder = watched.shop.folder
        try FileManager.default.moveItem(
            at: folder.appendingPathComponent("inbox/stock.txt.part"),
            to: folder.appendingPathComponent("inbox/stock.txt"))
        try watched.wait("the stock to be taken") { watched.count("archive/stock") == 1 }
        // Put right and dropped again, it just works.
        try watched.put("inbox/odd.txt", Self.stock.replacingOccurrences(of: "5", with: "6"))
        try watched.wait("the stock to be taken") { watched.count("archive/stock") == 2 }
        // Another watch is told who holds the folders.
        let other = try watched.shop.feedmill(["watch"])
        #expect(other.status == 75)
        #expect(
            String(decoding: other.output, as: UTF8.self)
                .hasPrefix("watch/lock: another run holds this shop: feedmill watch, process "))
        try watched.stop()
        #expect(watched.process.terminationStatus == 0)
        #expect(watched.events.last == "stopped")
    }

    /// Of folders on a network the system tells nothing: the sweep finds what was dropped, renamed in, announced, and
    /// what is no file.
    @Test func hearsNothingAndSweeps() throws {
        let watched = try Watched(
            environment: ["LD_PRELOAD": Program.faults.path, "FAULTS_DEAF": "1"]
        ) { folder in
            let settings = folder.appendingPathComponent("feedmill.json5")
            let text = try String(contentsOf: settings, encoding: .utf8)
            try Data(
                text.replacingOccurrences(
                    of: "seller: ", with: "watch: { sweep: \"2s\" }, seller: "
                ).utf8
            ).write(to: settings)
        }
        let folder = watched.shop.folder
        try watched.put("inbox/stock-1.txt", Self.stock)
        try watched.wait("the stock to be taken") { watched.count("archive/stock") == 1 }
        try watched.put(
            "inbox/stock-2.txt.tmp", Self.stock.replacingOccurrences(of: "5", with: "6"))
        try FileManager.default.moveItem(
            at: folder.appendingPathComponent("inbox/stock-2.txt.tmp"),
            to: folder.appendingPathComponent("inbox/stock-2.txt"))
        try watched.wait("the stock to be taken") { watched.count("archive/stock") == 2 }
        try watched.put("inbox/stock-3.txt", Self.stock.replacingOccurrences(of: "5", with: "7"))
        try watched.put("inbox/stock-3.txt.ready", "")
        try FileManager.default.createSymbolicLink(
            at: folder.appendingPathComponent("inbox/link.txt"),
            withDestinationURL: folder.appendingPathComponent("feedmill.json5"))
        try watched.wait("the stock to be taken") { watched.count("archive/stock") == 3 }
        try watched.wait("the link to be turned away") { watched.events.contains("turned-away") }
        try watched.stop()
    }

    @Test func keepsTheDefinitionsThatItCouldRead() throws {
        let watched = try Watched()
        try watched.put("pipelines/broken.json5", "{ stages: [")
        kill(watched.process.processIdentifier, SIGHUP)
        try watched.wait("the mistake to be said") { watched.events.contains("not-reloaded") }
        try watched.put("inbox/stock.txt", Self.stock)
        try watched.wait("the stock to be taken") { watched.count("archive/stock") == 1 }
        try FileManager.default.removeItem(
            at: watched.shop.folder.appendingPathComponent("pipelines/broken.json5"))
        kill(watched.process.processIdentifier, SIGHUP)
        try watched.wait("the definitions to be read") { watched.events.contains("reloaded") }
        try watched.stop()
    }

    @Test func withdrawsWhatIsReadyWhenItIsPaused() throws {
        let watched = try Watched { folder in
            let settings = folder.appendingPathComponent("feedmill.json5")
            let text = try String(contentsOf: settings, encoding: .utf8)
                .replacingOccurrences(
                    of: "dialect: \"json\", deliver: \"drop\"",
                    with: "dialect: \"flat\", deliver: \"hand\"")
            try Data(text.utf8).write(to: settings)
        }
        try watched.put(
            "inbox/DE/listings.txt",
            "seller-sku\tquantity\titem-name\tlisting-id\tprice\topen-date\tproduct-id\tfulfillment-channel\tstatus\tasin1\titem-condition\titem-note\tproduct-id-type\nLAMP\t9\tLamp\t1\t9.99\t2026-01-01\tB00\tDEFAULT\tActive\tB00\t11\t\t1\n"
        )
        try watched.put("inbox/stock.txt", Self.stock)
        try watched.wait("a document") { watched.count("outbox/ready") == 1 }
        try watched.put("PAUSE", "")
        try watched.wait("the document to be withdrawn") {
            watched.count("outbox/withdrawn") == 1 && watched.count("outbox/ready") == 0
        }
        try FileManager.default.removeItem(at: watched.shop.folder.appendingPathComponent("PAUSE"))
        try watched.wait("the document to be written anew") { watched.count("outbox/ready") == 1 }
        try watched.stop()
    }

    @Test(arguments: ["once", "all", "none"])
    func makesUpForWhatItMissed(_ missed: String) throws {
        let watched = try Watched { folder in
            let pipeline = folder.appendingPathComponent("pipelines/nightly.json5")
            let text = try String(contentsOf: pipeline, encoding: .utf8).replacingOccurrences(
                of: "schedule: \"30 2 * * *\",",
                with: "schedule: \"0 0 * * *\", missed: \"\(missed)\",")
            try Data(text.utf8).write(to: pipeline)
            let state = folder.appendingPathComponent("watch/state.json")
            try FileManager.default.createDirectory(
                at: state.deletingLastPathComponent(), withIntermediateDirectories: true)
            let days = ISO8601DateFormatter().string(from: Date().addingTimeInterval(-2 * 86_400))
            try Data("{ \"kept\": { \"nightly\": \"\(days)\" } }".utf8).write(to: state)
        }
        try watched.wait("the missed runs to be named") { watched.events.contains("missed") }
        let runs = ["once": 1, "all": 2, "none": 0][missed] ?? 0
        // Without a listings report each run fails, and so is seen.
        try watched.wait("\(runs) runs") { watched.events.filter { $0 == "run" }.count >= runs }
        Thread.sleep(forTimeInterval: 1)
        #expect(watched.events.filter { $0 == "run" }.count == runs)
        try watched.stop()
    }
}
