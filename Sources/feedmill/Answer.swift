import Records

/// What a command has to say: lines for a person, the same as JSON, and how the program ends.
struct Answer {
    var lines: [Line] = []
    var members: [(String, JSON)] = []
    var exit = Exit.done
}
