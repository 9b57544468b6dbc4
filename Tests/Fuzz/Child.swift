import Foundation

/// Feeds one input after the other, and says of each what it is about to do.
struct Child {
    private let target: Target

    init(_ target: Target) { self.target = target }

    func run(from first: Int) -> Never {
        let inputs = Inputs(target)
        var feeding = target.begin()
        var seed = first
        while true {
            say("\(seed)")
            var input = inputs.make(seed)
            if let fault = feeding.feed(input.bytes, from: input.from, &input.noise) {
                say("! \(fault.replacing("\n", with: " "))")
            }
            seed += 1
        }
    }

    private func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }
}
