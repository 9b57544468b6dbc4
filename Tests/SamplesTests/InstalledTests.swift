import Foundation
import Testing

@Suite struct InstalledTests {
    /// An installed program has its definitions beside it, wherever the sources are.
    @Test func anInstalledProgramFindsItsDefinitions() throws {
        let files = FileManager.default
        let prefix = files.temporaryDirectory.appendingPathComponent("prefix-\(UUID().uuidString)")
        defer { try? files.removeItem(at: prefix) }
        let bin = prefix.appendingPathComponent("bin")
        let share = prefix.appendingPathComponent("share/feedmill")
        for folder in [bin, share] {
            try files.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        let program = bin.appendingPathComponent("feedmill")
        try files.copyItem(at: Program.feedmill, to: program)
        func makeShop(_ name: String) throws -> Program.Ended {
            try Program.run(
                program, ["init", name], in: prefix, output: prefix.appendingPathComponent("out"),
                environment: ["FEEDMILL_PIPELINES": ""])
        }

        let before = try makeShop("without")
        #expect(before.status == 4)
        let text = String(decoding: before.output, as: UTF8.self)
        #expect(text.contains("the shipped pipelines are not at \(share.path)/pipelines"))

        try files.copyItem(
            at: Sample.root.appendingPathComponent("pipelines"),
            to: share.appendingPathComponent("pipelines"))
        #expect(try makeShop("with").status == 0)
        #expect(
            files.fileExists(
                atPath: prefix.appendingPathComponent("with/pipelines/nightly.json5").path))
    }
}
