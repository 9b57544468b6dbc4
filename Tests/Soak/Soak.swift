import Files
import Foundation
import MadeShops
import Records

/// Drops files into a watched shop for some time, in every way that they should not come, kills the watch and
/// what it started at any moment, makes its writes fail, and looks in the end whether every file is in exactly one
/// place, and whether just that was told which the same files tell when they are run once, in order.
///
/// `soak SECONDS [SEED]`, beside the program that it tests; `scripts/soak` builds both.
@main
struct Soak {
    static func main() throws {
        signal(SIGPIPE, SIG_IGN)
        let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        guard let seconds = numbers.first, seconds >= 10 else {
            print("usage: soak SECONDS [SEED]")
            exit(2)
        }
        let seed = numbers.count > 1 ? numbers[1] : Int(Date().timeIntervalSince1970)
        print("soak: \(seconds) s, seed \(seed)")
        var soak = try SoakRun(seed: seed)
        try soak.disturb(until: Date().addingTimeInterval(Double(seconds) * 2 / 3))
        try soak.goOn(until: Date().addingTimeInterval(Double(seconds) / 3))
        let faults = try soak.end()
        for fault in faults { print("soak: \(fault)") }
        print(
            "soak: \(soak.writer.summary); \(soak.kills) kills, \(soak.faulty) starts with failing writes: "
                + (faults.isEmpty ? "all as it must be" : "\(faults.count) faults, seed \(seed)"))
        exit(faults.isEmpty ? 0 : 1)
    }
}

/// One soak: a shop, who drops files into it, and the watch that is disturbed.
struct SoakRun {
    let shop: MadeShop
    var writer: SoakWriter
    private(set) var kills = 0
    private(set) var faulty = 0
    private var noise: Noise
    private let program: String
    private let faultLibrary: String
    private var watch: Process?
    private var faults: [String] = []

    static let settings = """
        seller: "A1SOAK", region: "eu", marketplaces: ["DE"], "time-zone": "Europe/Berlin", tell: "on",
        "orders-since": "2026-01-01", refunds: { approve: false },
        feeds: {
          inventory: { dialect: "flat", deliver: "drop" },
          fulfillment: { dialect: "xml", deliver: "drop" }, refund: { dialect: "xml", deliver: "drop" },
        },
        guards: { rejected: "100%", fewer: "100%", zeroed: "100%", raised: "100%" },
        watch: { quiet: "1s", sweep: "3s", largest: "1 MiB" },
        """

    init(seed: Int) throws {
        noise = Noise(seed)
        let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent()
        program = own.appendingPathComponent("feedmill").path
        faultLibrary = own.appendingPathComponent("libfaults.so").path
        shop = try MadeShop(Self.settings)
        writer = SoakWriter(shop.root, seed: seed)
        try writer.begin()
    }

    /// Drops files, and every few seconds kills what runs and starts it anew, at times with writes that fail.
    mutating func disturb(until end: Date) throws {
        try start(isFaulty: false)
        var next = Date().addingTimeInterval(4)
        while Date() < end {
            try writer.step()
            guard Date() > next else { continue }
            next = Date().addingTimeInterval(Double(1 + noise.next(below: 7)))
            try kill()
            try start(isFaulty: noise.next(below: 5) < 2)
        }
        try kill()
    }

    /// Drops files, and leaves the watch alone: it must need no more memory and open files than it did.
    mutating func goOn(until end: Date) throws {
        try start(isFaulty: false)
        let began = Date()
        var first: (memory: Int, files: Int)?
        while Date() < end {
            try writer.step()
            if first == nil, Date().timeIntervalSince(began) > 3 { first = use() }
        }
        try writer.finish()
        try settle()
        guard let first, let last = use() else {
            faults.append("the watch ended by itself")
            return
        }
        if last.memory > first.memory + 8_192 {
            faults.append("the watch grew from \(first.memory) to \(last.memory) KiB")
        }
        if last.files > first.files {
            faults.append("it has \(last.files) files open, not \(first.files)")
        }
    }

    /// Stops the watch, runs everything once more, and says what is not as it must be.
    mutating func end() throws -> [String] {
        guard let watch else { return faults + ["there was no watch to stop"] }
        let began = Date()
        watch.terminate()
        watch.waitUntilExit()
        if Date().timeIntervalSince(began) > 10 { faults.append("it took more than 10 s to stop") }
        if watch.terminationStatus != 0 {
            faults.append("it ended with \(watch.terminationStatus)")
        }
        for pipeline in ["orders", "nightly"] { try run(["run", pipeline, "--allow", "raised"]) }
        faults += try SoakCheck(shop: shop, writer: writer, program: program).faults()
        return faults
    }

    /// Waits until nothing is to be done any more.
    private mutating func settle() throws {
        let patience = Date().addingTimeInterval(90)
        var quiet = 0
        while quiet < 15 {
            Thread.sleep(forTimeInterval: 0.2)
            quiet = writer.isEverythingTaken() && children().isEmpty ? quiet + 1 : 0
            if Date() > patience {
                faults.append("after 90 s still in the inbox: \(writer.left().prefix(5))")
                return
            }
        }
    }

    private mutating func start(isFaulty: Bool) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["watch"]
        process.currentDirectoryURL = URL(fileURLWithPath: shop.root)
        var environment = ["PATH": "/usr/bin:/bin", "TZ": "UTC"]
        environment["FEEDMILL_PIPELINES"] = MadeShop.home + "/pipelines"
        if isFaulty {
            faulty += 1
            let number = String(1 + noise.next(below: 250))
            switch noise.next(below: 3) {
            case 0: environment["FEEDMILL_FAULT_AT"] = number
            case 1:
                environment["LD_PRELOAD"] = faultLibrary
                environment["FAULTS_AT"] = number
            default:
                environment["LD_PRELOAD"] = faultLibrary
                environment["FAULTS_FROM"] = number
                // ENOSPC or EACCES.
                environment["FAULTS_ERROR"] = noise.once(in: 2) ? "28" : "13"
            }
        }
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        watch = process
    }

    /// Kills the watch, or what it runs, or first one and then the other.
    private mutating func kill() throws {
        guard let watch else { return }
        kills += 1
        let running = children()
        let kind = noise.next(below: 3)
        if kind != 1 { for child in running { _ = Glibc.kill(child, SIGKILL) } }
        if kind == 2 { Thread.sleep(forTimeInterval: Double(noise.next(below: 20)) / 1_000) }
        _ = Glibc.kill(watch.processIdentifier, SIGKILL)
        watch.waitUntilExit()
        self.watch = nil
    }

    private func children() -> [pid_t] {
        guard let watch else { return [] }
        let file = "/proc/\(watch.processIdentifier)/task/\(watch.processIdentifier)/children"
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        return text.split(separator: " ").compactMap { pid_t($0) }
    }

    /// The watch's memory, in KiB, and how many files it has open; nil where it has ended.
    private func use() -> (memory: Int, files: Int)? {
        guard let watch, watch.isRunning else { return nil }
        let folder = "/proc/\(watch.processIdentifier)"
        let status = (try? String(contentsOfFile: folder + "/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        let memory = line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0
        let files =
            (try? FileManager.default.contentsOfDirectory(atPath: folder + "/fd").count) ?? 0
        return (memory, files)
    }

    private func run(_ words: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = words
        process.currentDirectoryURL = URL(fileURLWithPath: shop.root)
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
    }
}
