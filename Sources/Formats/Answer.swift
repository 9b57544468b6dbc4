import Records

/// What Amazon answered to one document: a processing report, whatever it is written in.
package struct Answer: Sendable, Equatable {
    package enum Severity: String, Sendable, Comparable {
        case info, warning, error

        package static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }

        private var rank: Int {
            switch self {
            case .info: 0
            case .warning: 1
            case .error: 2
            }
        }
    }

    package struct Finding: Sendable, Equatable {
        /// The message, or the row of a flat document, from 1; 0 is the document as a whole, nil says
        /// nothing of it.
        package var message: Int64?
        package var severity: Severity
        /// Digits, or a word.
        package var code: String
        package var text: String
        package var sku = ""
        package var order = ""
        package var item = ""

        /// It is of the document, and not of one of its messages.
        package var isWhole: Bool { message == nil || message == 0 }
    }

    /// Amazon's id of the feed; empty where the answer names none.
    package var feedId = ""
    /// It says of itself that it is complete, or what it is written in has no place for that.
    package var isComplete = true
    /// Messages, or rows of a flat document; nil where it does not say.
    package var processed: Int64?
    package var successful: Int64?
    package var withError: Int64?
    package var findings: [Finding] = []
    /// Its findings go by the rows of a flat document.
    package var goesByRows = false

    package init() {}
}
