import Foundation

/// Reads broken files, endlessly: `scripts/fuzz` says how it is called.
///
/// Each input is made of a sample by a number, its seed, so that it can be made again. A child process
/// reads them, so that a crash and a reader that hangs are seen, too.
@main
struct Fuzz {
    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        guard words.count >= 3, let number = Int(words[1]) else {
            print("usage: fuzz run SECONDS FOLDER [READER...] | fuzz child FIRST READER")
            exit(2)
        }
        if words[0] == "child" {
            guard let target = Target.all.first(where: { $0.name == words[2] }) else { exit(2) }
            Child(target).run(from: number)
        }
        var targets = Target.all
        if words.count > 3 {
            targets = words.dropFirst(3).map { name in
                guard let target = Target.all.first(where: { $0.name == name }) else {
                    let names = Target.all.map(\.name).joined(separator: ", ")
                    print("fuzz: there is no reader '\(name)'; there are \(names)")
                    exit(2)
                }
                return target
            }
        }
        var found = 0
        for target in targets {
            found += Parent(target, folder: words[2]).run(seconds: Double(number))
        }
        exit(found == 0 ? 0 : 1)
    }
}
