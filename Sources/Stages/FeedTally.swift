import Catalog
import Records

/// Counts, for the guards of a feed stage, what its due rows change.
struct FeedTally {
    /// Rows of a kind: how many, and the first of them.
    private struct Rows {
        var count = 0
        var named: [String] = []

        mutating func add(_ row: @autoclosure () -> String) {
            count += 1
            if named.count < 10 { named.append(row()) }
        }
    }

    private let kind: Kind
    private let highest: Int64?
    private var zeroed = Rows()
    private var raised = Rows()
    private var tooHigh = Rows()
    private var repriced = Rows()

    init(_ target: FeedTarget, _ judge: GuardJudge) {
        kind = target.measuredColumn.kind
        highest = judge.guards[.highest]?.count
    }

    /// Adds a quantity that is due: what it was, where that is known, and what it is to be.
    mutating func addQuantity(_ key: String, _ old: Int64?, _ new: Int64?) {
        func row() -> String { "\(key): \(old.map(String.init) ?? "-") → \(new ?? 0)" }
        if let old, let new, old > 0, new == 0 { zeroed.add(row()) }
        if let old, let new, new > old { raised.add(row()) }
        if let highest, let new, new > highest { tooHigh.add(row()) }
    }

    /// Adds a price that is due, where it moves far enough to count.
    mutating func addPrice(_ key: String, _ old: Int64, _ new: Int64) {
        guard FeedMoves.isMore(old, new, than: FeedMoves.counted) else { return }
        repriced.add("\(key): \(kind.write(old)) → \(kind.write(new))")
    }

    /// Throws where a guard trips that stops the stage. Returns the failure of the one that holds back
    /// what is raised, while the rest goes.
    func judge(
        _ judge: GuardJudge, _ rows: FeedRows, _ result: inout StageResult
    ) throws(Failure) -> Failure? {
        if tooHigh.count > 0, let highest {
            let failure = GuardJudge.failure(
                .highest, "\(tooHigh.count) quantities above \(highest)", rows: tooHigh.named)
            if let failure = judge.pass(.highest, failure, &result) { throw failure }
        }
        if let failure = judge.judge(
            .zeroed, part: zeroed.count, of: rows.standing,
            what: "offers that are not at zero would go to zero", rows: zeroed.named, &result)
        {
            throw failure
        }
        if let failure = judge.judge(
            .repriced, part: repriced.count, of: rows.offers,
            what: "prices would move by more than \(Kind.percent.write(FeedMoves.counted))",
            rows: repriced.named, &result)
        {
            throw failure
        }
        return judge.judge(
            .raised, part: raised.count, of: rows.offers, what: "offers would be raised",
            rows: raised.named, &result)
    }
}
