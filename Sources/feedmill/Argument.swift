/// What a command takes by its place on the command line.
struct Argument: Sendable {
    /// As usage lines write it: "PIPELINE".
    var name: String
    var about: String
    var isRequired = true
    /// Any number of them may follow; only the last argument can be so.
    var isRepeated = false
    /// The words that it may be; empty: any.
    var choices: [String] = []

    var usage: String {
        let word = choices.count == 1 ? choices[0] : name
        return (isRequired ? word : "[\(word)]") + (isRepeated ? "..." : "")
    }
}
