import Records

/// How much a guard lets pass: a share of all, a number, or both, of which both must be exceeded.
package struct Limit: Sendable, Equatable {
    /// Hundredths of a percent: "30%" is 3000.
    package var share: Int64?
    package var count: Int64?

    package init(share: Int64? = nil, count: Int64? = nil) {
        self.share = share
        self.count = count
    }

    /// Reads `"30%"`, `25`, `"25"` or `"20% and 10"`; nil for anything else.
    package init?(_ node: Node) {
        if let count = Measure.count(node) {
            self.init(count: count)
            return
        }
        guard let text = node.text else { return nil }
        var limit = Limit()
        let parts = text.split(separator: " and ", omittingEmptySubsequences: false)
        for part in parts {
            if part.hasSuffix("%") {
                guard limit.share == nil, let share = Kind.percent.read(String(part)) else {
                    return nil
                }
                limit.share = share
            } else {
                guard limit.count == nil, let count = Kind.count.read(String(part)) else {
                    return nil
                }
                limit.count = count
            }
        }
        self = limit
    }

    /// Whether `part` of `whole` is more than it lets pass.
    package func isExceeded(by part: Int64, of whole: Int64) -> Bool {
        if let count, part <= count { return false }
        guard let share else { return count != nil }
        let (left, right) = (
            part.multipliedFullWidth(by: 10_000), whole.multipliedFullWidth(by: share)
        )
        return (left.high, left.low) > (right.high, right.low)
    }

    /// As it is written in a definition.
    package var text: String {
        [share.map(Kind.percent.write), count.map(String.init)].compactMap { $0 }
            .joined(separator: " and ")
    }
}
