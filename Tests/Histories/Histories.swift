import Foundation

/// Random days of shops, held against plain models: `scripts/histories` says how it is called.
///
/// A history is made of its seed alone, and can so be made again. Histories go side by side in processes of
/// their own.
@main
struct Histories {
    private struct Kind: Sendable {
        var name: String
        /// How many there are if nobody says.
        var count: Int
        var run: @Sendable (Int) throws -> Void
    }

    private static let kinds = [
        Kind(name: "quantities", count: 20) {
            try QuantityCheck().isWhatTheModelSays(seed: $0, isSentAtOnce: $0 % 2 == 0)
        },
        Kind(name: "prices", count: 40) {
            try PriceCheck().isWhatTheModelSays(seed: $0, isSentAtOnce: $0 % 2 == 0)
        },
        Kind(name: "orders", count: 2000) {
            try OrderCheck().nothingIsToldTwiceOrBeyondItsCap(seed: $0)
        },
        Kind(name: "schedules", count: 60) {
            try ScheduleCheck().isWhatTheMinutesSay(seed: $0)
        },
    ]

    /// How long each kind may take where nobody says how many histories there are to be, in seconds: a slow
    /// machine does fewer.
    private static let patience = 150

    static func main() throws {
        let words = Array(CommandLine.arguments.dropFirst())
        let numbers = words.dropFirst().compactMap { Int($0) }
        let kind = words.first.flatMap { name in kinds.first { $0.name == name } }
        if words.first == "of", words.count == 6,
            let kind = kinds.first(where: { $0.name == words[1] })
        {
            let numbers = words.dropFirst(2).compactMap { Int($0) }
            try run(kind, from: numbers[0], to: numbers[1], step: numbers[2], within: numbers[3])
        }
        guard words.isEmpty || kind != nil && numbers.count == words.count - 1 && words.count <= 3
        else {
            let names = kinds.map(\.name).joined(separator: " | ")
            print("usage: histories [\(names) [COUNT [FIRST-SEED]]]")
            exit(2)
        }
        var isGood = true
        for kind in kind.map({ [$0] }) ?? kinds {
            let count = numbers.first ?? kind.count
            let first = numbers.count > 1 ? numbers[1] : 1
            let within = numbers.isEmpty ? patience : Int.max / 2
            isGood = try share(kind, from: first, count: count, within: within) && isGood
        }
        exit(isGood ? 0 : 1)
    }

    /// What a child does: prints how many histories it did, and to standard error what it found.
    private static func run(
        _ kind: Kind, from first: Int, to last: Int, step: Int, within seconds: Int
    ) throws -> Never {
        let began = Date()
        var count = 0
        for seed in stride(from: first, through: last, by: step) {
            if Date().timeIntervalSince(began) > Double(seconds) { break }
            Found.place = "\(kind.name), seed \(seed)"
            count += 1
            do {
                try kind.run(seed)
            } catch is Missing {
                continue
            } catch {
                record("\(error)")
            }
        }
        print(count)
        exit(Found.count == 0 ? 0 : 1)
    }

    private static func share(
        _ kind: Kind, from first: Int, count: Int, within seconds: Int
    ) throws -> Bool {
        let began = Date()
        let jobs = max(1, min(count, ProcessInfo.processInfo.activeProcessorCount))
        let children = try (0..<jobs).map { job in
            let (child, output) = (Process(), Pipe())
            child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            child.arguments =
                ["of", kind.name]
                + [first + job, first + count - 1, jobs, seconds].map(String.init)
            child.standardOutput = output
            try child.run()
            return (child, output)
        }
        var done = 0
        var isGood = true
        for (child, output) in children {
            let text = String(
                decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            child.waitUntilExit()
            done += Int(text.split(separator: "\n").last ?? "") ?? 0
            isGood = isGood && child.terminationReason == .exit && child.terminationStatus == 0
        }
        let took = Int(Date().timeIntervalSince(began).rounded())
        let some = done < count ? "\(done) of \(count)" : "\(count)"
        print(
            "\(kind.name): \(some) histories from seed \(first) on, \(took) s: "
                + (isGood ? "all as they must be" : "FAILED"))
        return isGood
    }
}
