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
        Kind(name: "quantities", count: 40) {
            try QuantityCheck().isWhatTheModelSays(seed: $0, isSentAtOnce: $0 % 2 == 0)
        },
        Kind(name: "prices", count: 80) {
            try PriceCheck().isWhatTheModelSays(seed: $0, isSentAtOnce: $0 % 2 == 0)
        },
        Kind(name: "orders", count: 2000) {
            try OrderCheck().nothingIsToldTwiceOrBeyondItsCap(seed: $0)
        },
    ]

    static func main() throws {
        let words = Array(CommandLine.arguments.dropFirst())
        let numbers = words.dropFirst().compactMap { Int($0) }
        if words.first == "of", words.count == 5,
            let kind = kinds.first(where: { $0.name == words[1] })
        {
            try run(
                kind, from: Int(words[2]) ?? 1, to: Int(words[3]) ?? 1, step: Int(words[4]) ?? 1)
        }
        let kind = words.first.flatMap { name in kinds.first { $0.name == name } }
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
            isGood = try share(kind, from: first, count: count) && isGood
        }
        exit(isGood ? 0 : 1)
    }

    private static func run(_ kind: Kind, from first: Int, to last: Int, step: Int) throws -> Never
    {
        for seed in stride(from: first, through: last, by: step) {
            Found.place = "\(kind.name), seed \(seed)"
            do {
                try kind.run(seed)
            } catch is Missing {
                continue
            } catch {
                record("\(error)")
            }
        }
        exit(Found.count == 0 ? 0 : 1)
    }

    private static func share(_ kind: Kind, from first: Int, count: Int) throws -> Bool {
        let began = Date()
        let jobs = max(1, min(count, ProcessInfo.processInfo.activeProcessorCount))
        let children = try (0..<jobs).map { job in
            let child = Process()
            child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            child.arguments =
                ["of", kind.name] + [first + job, first + count - 1, jobs].map(String.init)
            try child.run()
            return child
        }
        for child in children { child.waitUntilExit() }
        let isGood = children.allSatisfy {
            $0.terminationReason == .exit && $0.terminationStatus == 0
        }
        let seconds = Int(Date().timeIntervalSince(began).rounded())
        print(
            "\(kind.name): \(count) histories from seed \(first) on, \(seconds) s: "
                + (isGood ? "all as they must be" : "FAILED"))
        return isGood
    }
}
