import Foundation
import Glibc

/// Watches children that read the inputs of one target.
final class Parent {
    /// A reader that takes longer for one input hangs.
    private static let patience: Int32 = 5_000

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
        while Date() < end, found < Self.most {
            var waiting = pollfd(
                fd: pipe.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
            if poll(&waiting, 1, Self.patience) == 0 {
                isHanging = true
                break
            }
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
        if isHanging {
            report("hangs")
        } else if !isOver {
            report(
                "dies of \(child.terminationReason == .exit ? "exit" : "signal") \(child.terminationStatus)"
            )
        }
        if isHanging || !isOver { seed += 1 }
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
