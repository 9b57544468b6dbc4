import Foundation
import Testing

/// A run that is asked to stop while a stage is at work.
struct StopTests {
    @Test func stopsWithinAStage() throws {
        let sample = try #require(Sample.all.first { $0.name == "folders/still-written" })
        let shop = try SampleShop(sample)
        let file = shop.folder.appendingPathComponent("inbox/large-stock.txt")
        let claimed = shop.folder.appendingPathComponent("inbox/.claimed/large-stock.txt")
        var text = "item\tlocation\tquantity\n"
        for number in 0..<2_000_000 { text += "ITEM-\(number)\tMAIN\t5\n" }
        try Data(text.utf8).write(to: file)

        let process = Process()
        process.executableURL = Program.feedmill
        process.arguments = ["run", "nightly", "--stage", "stock"]
        process.currentDirectoryURL = shop.folder
        process.environment = ["PATH": "/usr/bin:/bin", "TZ": "UTC"]
        let output = Pipe()
        process.standardOutput = FileHandle.nullDevice
        process.standardError = output
        try process.run()
        // It has begun once the file is claimed.
        while process.isRunning, !FileManager.default.fileExists(atPath: claimed.path) {
            Thread.sleep(forTimeInterval: 0.001)
        }
        process.terminate()
        let asked = Date()
        process.waitUntilExit()
        #expect(Date().timeIntervalSince(asked) < 2)
        let said = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(process.terminationStatus == 75)
        #expect(said.contains("stopped, as it was asked to; run again to go on from there"))
        #expect(FileManager.default.fileExists(atPath: file.path))
        #expect(!FileManager.default.fileExists(atPath: claimed.path))

        let again = try shop.feedmill(["run", "nightly", "--stage", "stock"])
        #expect(again.status == 0)
        #expect(
            String(decoding: again.output, as: UTF8.self).contains("2,000,000 rows → current"))
    }
}
