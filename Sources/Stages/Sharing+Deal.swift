extension Sharing.Deal {
    /// The pieces that a sharer may have at most, of `units` that are available to it.
    func pieces(_ units: Int64, each quantity: Int64, _ turn: Sharing.Turn?) -> Int64 {
        guard let turn, units > 0 else { return 0 }
        switch share {
        case .full: return units.floored(by: quantity)
        case .first: return turn.place == 0 ? units.floored(by: quantity) : 0
        case .split:
            let (sum, overflow) = units.addingReportingOverflow(total - turn.upTo)
            return overflow ? units.floored(by: total) : sum.floored(by: total)
        }
    }
}
