import Foundation

/// A shop of its own in which a sample's script runs, gone when the test is over.
final class SampleShop {
    /// How often, and how, the script's calls of feedmill go wrong before they are repeated.
    enum Mishap: CustomStringConvertible {
        /// Killed behind the N-th durable step.
        case crash(Int)
        /// The disk is full at the N-th durable step.
        case fault(Int)
        /// The N-th system call that writes fails, with this errno.
        case call(Int, errno: Int32)

        var description: String {
            switch self {
            case .crash(let number): "FEEDMILL_CRASH_AFTER=\(number)"
            case .fault(let number): "FEEDMILL_FAULT_AT=\(number)"
            case .call(let number, let errno):
                "LD_PRELOAD=\(Program.faults.path) FAULTS_AT=\(number) FAULTS_ERROR=\(errno)"
            }
        }
    }

    /// The last `run` of a script: its pipeline, its time, and how it ended.
    struct LastRun {
        var pipeline: String
        var time: String
        var status: Int32
    }

    /// In memory where the machine has that: with mishaps, a shop is synced thousands of times.
    private static let place =
        FileManager.default.isWritableFile(atPath: "/dev/shm")
        ? URL(fileURLWithPath: "/dev/shm") : FileManager.default.temporaryDirectory

    let sample: Sample
    /// The shop.
    let folder: URL
    /// Where the script leaves word of what happened, outside the shop.
    private let state: URL
    private let root: URL

    /// Lays the base, as `feedmill init` completes it, and over it what is given.
    init(_ sample: Sample) throws {
        self.sample = sample
        root = Self.place
            .appendingPathComponent("feedmill-sample-\(UUID().uuidString)")
        folder = root.appendingPathComponent("shop")
        state = root.appendingPathComponent("state")
        try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        if let base = sample.word("base") {
            try lay(Sample.folder.appendingPathComponent(base))
            let ended = try Program.run(
                Program.feedmill, ["init"], in: folder, output: state.appendingPathComponent("init")
            )
            guard ended.status == 0 else { throw Unlaid(output: ended.output) }
        }
        if sample.exists("given") { try lay(sample.file("given")) }
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    /// That `feedmill init` did not complete the base.
    struct Unlaid: Error, CustomStringConvertible {
        var output: Data
        var description: String { String(decoding: output, as: UTF8.self) }
    }

    private func lay(_ source: URL) throws {
        for (name, bytes) in try Tree.files(source) {
            let file = folder.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try bytes.write(to: file)
        }
    }

    /// Runs the sample's script; gives what it printed.
    func runScript(_ mishap: Mishap? = nil) throws -> Data {
        let prelude = Sample.folder.appendingPathComponent("prelude.sh")
        var environment = ["STATE": state.path, "MISHAP": mishap?.description ?? ""]
        environment["FAULTS_NOTE"] = state.appendingPathComponent("failed").path
        if let needed = sample.needed { environment["NEEDED"] = needed.path }
        return try Program.run(
            URL(fileURLWithPath: "/bin/sh"),
            ["-c", ". \"$0\"; . \"$1\"", prelude.path, sample.file("cmd").path],
            in: folder, output: state.appendingPathComponent("out"), environment: environment
        ).output
    }

    /// Whether a mishap came to pass in the script: with a great number it may not.
    var hadMishap: Bool {
        FileManager.default.fileExists(atPath: state.appendingPathComponent("mishap").path)
    }

    /// Whether a system call was made to fail.
    var hadFailingCall: Bool {
        FileManager.default.fileExists(atPath: state.appendingPathComponent("failed").path)
    }

    /// What the calls ended with that were to go wrong.
    var statuses: [Int32] {
        let file = state.appendingPathComponent("statuses")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { Int32($0) }
    }

    /// Nil where the script runs no pipeline, or does something behind its last run.
    var lastRun: LastRun? {
        guard
            let text = try? String(
                contentsOf: state.appendingPathComponent("last"), encoding: .utf8)
        else { return nil }
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        guard words.count == 3, let status = Int32(words[2]) else { return nil }
        return LastRun(pipeline: words[0], time: words[1], status: status)
    }

    func feedmill(
        _ arguments: [String], _ environment: [String: String] = [:]
    ) throws -> Program.Ended {
        try Program.run(
            Program.feedmill, arguments, in: folder, output: state.appendingPathComponent("again"),
            environment: environment)
    }
}
