/// How the program ends: its exit status.
package enum Exit: Int32, Sendable {
    case done = 0
    /// A data file cannot be used.
    case data = 1
    /// A definition, a mapping or the command line is wrong.
    case definition = 2
    case ledger = 3
    case disk = 4
    case channel = 5
    /// A guard stopped something.
    case guarded = 6
    /// Done, but some rows were rejected.
    case rejects = 10
    /// `plan` found something to do.
    case changes = 20
    /// Another run holds the shop: try again.
    case busy = 75
}

/// Where in a text something stands. Lines and columns count from 1, columns in characters.
package struct Place: Sendable, Equatable {
    /// As the user would name it: relative to the shop.
    package var file: String
    package var line: Int?
    package var column: Int?

    package init(_ file: String, line: Int? = nil, column: Int? = nil) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var text: String {
        guard let line else { return file }
        guard let column else { return "\(file):\(line)" }
        return "\(file):\(line):\(column)"
    }
}

/// What stops a stage or the program: one sentence, where it came from, and how to exit.
///
/// A failure is for people. It never holds a buyer's data.
package struct Failure: Error, Sendable, Equatable {
    package var exit: Exit
    package var place: Place?
    /// Begins in lower case, without a full stop, as `place` is set before it.
    package var message: String
    /// Lines shown below it: the source line with a caret, or the rows that made a guard trip.
    package var detail: [String]

    package init(_ exit: Exit, at place: Place? = nil, _ message: String, detail: [String] = []) {
        self.exit = exit
        self.place = place
        self.message = message
        self.detail = detail
    }

    package var text: String {
        let first = place.map { "\($0.text): \(message)" } ?? message
        return ([first] + detail).joined(separator: "\n")
    }
}
