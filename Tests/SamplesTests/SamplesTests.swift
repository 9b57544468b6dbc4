import Foundation
import Testing

@Suite struct SamplesTests {
    private let records = ProcessInfo.processInfo.environment["FEEDMILL_SAMPLES_RECORD"] == "1"

    /// A sample prints and leaves what is wanted, to the byte; and a pipeline that is run once more
    /// has nothing to do and touches nothing.
    @Test(arguments: Sample.all)
    func comesOutAsWanted(_ sample: Sample) throws {
        if sample.isLacking {
            print("\(sample.name) was not run: \(sample.word("needs") ?? "") is not there")
            return
        }
        let shop = try SampleShop(sample)
        let output = try shop.runScript()
        if records {
            try record(sample, shop, output)
        } else {
            try compare(sample, shop, output)
        }
        if sample.isOfPipeline { try runAgain(shop) }
    }

    /// Whatever step a call of feedmill dies behind, and whatever write finds the disk full: called
    /// again, it leaves what an undisturbed one does.
    @Test(arguments: Sample.crashed)
    func survivesMishaps(_ sample: Sample) throws {
        let undisturbed = try SampleShop(sample)
        _ = try undisturbed.runScript()
        let wanted = try Remains(undisturbed)
        var number = 1
        while try survives(.crash(number), sample, wanted) {
            try #require(number < 1000)
            try #require(try survives(.fault(number), sample, wanted), "fault \(number) is missing")
            number += 1
        }
        #expect(number > 20, "only \(number - 1) durable steps were found")
    }

    /// False where the script is over before the mishap.
    private func survives(
        _ mishap: SampleShop.Mishap, _ sample: Sample, _ wanted: Remains
    ) throws -> Bool {
        let shop = try SampleShop(sample)
        let output = try shop.runScript(mishap)
        let difference = try Remains(shop).difference(from: wanted)
        if !difference.isEmpty {
            let printed = String(decoding: output, as: UTF8.self)
            Issue.record("\(sample.name), \(mishap):\n\(difference)\nprinted:\n\(printed)")
        }
        return shop.hadMishap
    }

    /// Whichever system call that writes fails: the program stops with the exit status of the file system or the
    /// ledger, or could do without it, and called again it leaves what an undisturbed one does.
    ///
    /// Every call is tried where FEEDMILL_FAULTS says `all`, else one in `step`, others each day.
    @Test(
        arguments: Sample.all.filter {
            ["pipelines/overtaken", "orders/refunded"].contains($0.name)
        })
    func survivesFailingCalls(_ sample: Sample) throws {
        let undisturbed = try SampleShop(sample)
        _ = try undisturbed.runScript()
        let wanted = try Remains(undisturbed)
        let isWhole = ProcessInfo.processInfo.environment["FEEDMILL_FAULTS"] == "all"
        let step = isWhole ? 1 : 29
        var number = isWhole ? 1 : 1 + Int(Date().timeIntervalSince1970) / 86_400 % step
        var last = 0
        while true {
            let shop = try SampleShop(sample)
            let mishap = SampleShop.Mishap.call(number, errno: number % 2 == 0 ? ENOSPC : EIO)
            let output = try shop.runScript(mishap)
            guard shop.hadFailingCall else { break }
            let difference = try Remains(shop).difference(from: wanted)
            let wrong = shop.statuses.filter { ![0, 3, 4, 6, 10, 20].contains($0) }
            if !difference.isEmpty || !wrong.isEmpty {
                let printed = String(decoding: output, as: UTF8.self)
                Issue.record(
                    "\(sample.name), \(mishap): exit \(wrong)\n\(difference)\nprinted:\n\(printed)")
            }
            last = number
            number += step
        }
        #expect(last > 60, "only \(last) calls were found")
    }

    private func compare(_ sample: Sample, _ shop: SampleShop, _ output: Data) throws {
        let want = try Data(contentsOf: sample.file("want/out"))
        if want != output {
            let difference = Difference.text(want: want, have: output)
            Issue.record("\(sample.name): want/out is not what was printed\n\(difference)")
        }
        for (name, want) in try wantedFiles(sample).sorted(by: { $0.key < $1.key }) {
            guard let have = try? Data(contentsOf: shop.folder.appendingPathComponent(name)) else {
                Issue.record("\(sample.name): there is no \(name)")
                continue
            }
            if want != have {
                let difference = Difference.text(want: want, have: have)
                Issue.record("\(sample.name): \(name) is not as wanted\n\(difference)")
            }
        }
    }

    private func record(_ sample: Sample, _ shop: SampleShop, _ output: Data) throws {
        let names = try wantedFiles(sample)
        try FileManager.default.createDirectory(
            at: sample.file("want"), withIntermediateDirectories: true)
        try output.write(to: sample.file("want/out"))
        for name in names.keys {
            try Data(contentsOf: shop.folder.appendingPathComponent(name))
                .write(to: sample.file("want/\(name)"))
        }
    }

    /// The files under `want/`, but for `out`.
    private func wantedFiles(_ sample: Sample) throws -> [String: Data] {
        try Tree.files(sample.file("want")).filter { $0.key != "out" }
    }

    /// Where the script ends with a run that got through, another one leaves every byte as it is.
    private func runAgain(_ shop: SampleShop) throws {
        guard let last = shop.lastRun, [0, 10].contains(last.status) else { return }
        let before = try Tree.files(shop.folder)
        let ended = try shop.feedmill(["--now", last.time, "run", last.pipeline])
        let text = String(decoding: ended.output, as: UTF8.self)
        #expect(ended.status == 0 && text.hasSuffix("nothing to do\n"), "run again:\n\(text)")
        let after = try Tree.files(shop.folder)
        let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
        #expect(changed.filter { $0 != "lock" }.isEmpty)
    }
}
