import Foundation
import Glibc

/// Watches children that read the inputs of one target.
final class Parent {
    /// A reader that needs more seconds of the processor for one input hangs, and one that does not
    /// end in as many turns of waiting for it: others may be using the machine.
    private static let patience = 5.0
    private static let turns = 12

    /// After so many there is enough to look at.
    private static let most = 20

    private let target: Target
    private let folder: String
    private var seed = 1
    private var found = 0

    /// `folder` is where inputs are kept that find something.
    init(_ target: Target, folder: String) {
        self.target = target
        self.folder = folder
    }

    /// Runs for so many seconds; gives how many inputs found something.
    func run(seconds: Double) -> Int {
        let end = Date().addingTimeInterval(seconds)
        while Date() < end, found < Self.most { watch(until: end) }
        print("\(target.name): \(seed) inputs, \(found) found something")
        return found
    }

    /// Watches one child until it dies, hangs or the time is over.
    private func watch(until end: Date) {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        child.arguments = ["child", String(seed), target.name]
        let pipe = Pipe()
        child.standardOutput = pipe
        guard (try? child.run()) != nil else {
            print("fuzz: cannot start a child")
            exit(2)
        }
        var rest: [UInt8] = []
        var isHanging = false
        // What the child had used at each end of a turn in which it said nothing.
        var silent: [Double] = []
        while Date() < end, found < Self.most {
            var waiting = pollfd(
                fd: pipe.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
            if poll(&waiting, 1, Int32(Self.patience * 1_000)) == 0 {
                silent.append(Self.processorTime(of: child.processIdentifier))
                isHanging =
                    silent.count > Self.turns
                    || silent[silent.count - 1] - silent[0] > Self.patience
                if isHanging { break }
                continue
            }
            silent = []
            let data = pipe.fileHandleForReading.availableData
            if data.isEmpty { break }
            rest += data
            while let feed = rest.firstIndex(of: 10) {
                take(String(decoding: rest[..<feed], as: UTF8.self))
                rest.removeSubrange(...feed)
            }
        }
        let isOver = Date() >= end || found >= Self.most
        if child.isRunning, isHanging || isOver { kill(child.processIdentifier, SIGKILL) }
        child.waitUntilExit()
        ScratchFile.remove(of: child.processIdentifier)
        if isHanging {
            report("hangs")
        } else if !isOver {
            report(
                "dies of \(child.terminationReason == .exit ? "exit" : "signal") \(child.terminationStatus)"
            )
        }
        if isHanging || !isOver { seed += 1 }
    }

    /// Seconds of the processor that a process has used.
    private static func processorTime(of process: Int32) -> Double {
        let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        // Behind the name, which may hold anything, the twelfth and thirteenth are ticks.
        let fields = stat?.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let own = Double(fields[12]) else {
            return 0
        }
        return (user + own) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private func take(_ line: String) {
        if let number = Int(line) { seed = number } else { report(String(line.dropFirst(2))) }
    }

    private func report(_ fault: String) {
        found += 1
        guard found <= Self.most else { return }
        let name = "\(target.name)-\(seed)"
        print("\(target.name), seed \(seed): \(fault)")
        try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let input = Inputs(target).make(seed)
        try? Data(input.bytes).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        try? (input.from + "\n" + fault + "\n").write(
            toFile: "\(folder)/\(name).why", atomically: true, encoding: .utf8)
    }
}
