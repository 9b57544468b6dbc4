import CBytes
import Ledgers
import Records

/// Keeps quantities from rising while nobody knows what was sold: see `Stale`.
final class FallsOnly {
    /// Why.
    let reason: String
    private let target: FeedTarget
    private let run: Run
    private let quantity: Int
    private let old: UnsafeMutablePointer<Cell>
    private let texts = Arena(piece: 1 << 12)

    /// Nil where quantities may rise.
    init?(_ stale: Stale?, _ target: FeedTarget, _ run: Run) {
        guard let stale, let quantity = target.quantity else { return nil }
        reason = stale.reason
        self.target = target
        self.run = run
        self.quantity = quantity
        old = .allocate(capacity: target.values.count)
    }

    deinit { old.deallocate() }

    /// Whether a row's quantity is above what the offer has now: what was told last, or less where a
    /// report that is settled (made well after that) shows less; one of which nothing is known has none.
    func stops(
        _ values: UnsafePointer<Cell>, _ slot: ToldSlot, shown: Int64?, isSettled: Bool
    ) throws(Failure) -> Bool {
        guard values[quantity].isNumber, values[quantity].number > 0 else { return false }
        var now = shown
        texts.clear()
        if try target.read(slot, run, into: old, texts), old[quantity].isNumber {
            let told = old[quantity].number
            now = isSettled ? min(told, shown ?? told) : told
        }
        return values[quantity].number > now ?? 0
    }
}
