import Records

/// A hold on an offer, from the columns `hold` and `until`: until its day is over it beats every rule.
struct Hold {
    /// What a row is held to.
    enum State {
        /// Not held, or not any more.
        case none
        case zero
        /// Nothing is told; the text says until when.
        case handsOff(String)
        /// The word is none that a hold can be.
        case unknown(String)
    }

    private let hold: Int
    private let until: Int?
    private let day: Int64

    /// Nil where no step sets a hold. `day` is today.
    init?(hold: Int?, until: Int?, day: Int64) {
        guard let hold else { return nil }
        self.hold = hold
        self.until = until
        self.day = day
    }

    @inline(__always)
    func state(_ batch: Batch, _ row: Int) -> State {
        batch.columns[hold][row].isBlank ? .none : word(batch, row)
    }

    private func word(_ batch: Batch, _ row: Int) -> State {
        let cell = until.map { batch.columns[$0][row] }
        let last = cell.flatMap { $0.isNumber ? $0.number : nil }
        if let last, day > last { return .none }
        let word = batch.columns[hold][row]
        if word.equals("zero") { return .zero }
        if word.equals("hands-off") {
            return .handsOff(last.map { " until \(Instant.dayText($0))" } ?? "")
        }
        return .unknown(word.text)
    }
}
