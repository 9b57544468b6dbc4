import Catalog
import Ledgers
import Records

/// Which of the offers that Amazon shows as Inactive are feedmill's to open again: those that it set
/// to zero itself, those that a person asked for, and those that it has opened since the report was
/// made.
struct OwnOffers {
    /// Those of the feed's documents that a report of this run need not show yet.
    private let unsettled: [DocumentRow]
    private let settles: Int64

    /// `oldest` is when the oldest of the reports was made.
    init(
        _ feed: FeedDefinition, _ run: Run, _ scope: StageScope, oldest: Int64
    ) throws(Failure) {
        var documents: [DocumentRow] = []
        for state in [DocumentRow.State.ready, .sending, .sent, .answered] {
            documents += try run.ledger.documents(feed: feed.name, scope: scope.name, state: state)
        }
        settles = feed.settles
        unsettled = documents.filter { document in
            document.sent.map { oldest < $0 + feed.settles } ?? true
        }
    }

    /// Whether a report made at `made` must show what the row told: the settling time has passed
    /// since it was sent.
    func isSettled(_ row: UInt32, _ made: Int64) -> Bool {
        guard let document = unsettled.first(where: { $0.first <= row && row <= $0.last }) else {
            return true
        }
        guard let sent = document.sent else { return false }
        return made >= sent + settles
    }

    /// Whether feedmill may open an offer that a report made at `made` shows as Inactive.
    func mayOpen(_ slot: ToldSlot, _ made: Int64) -> Bool {
        guard slot.row != 0 else { return false }
        let flags = ToldRow.Flags(rawValue: slot.flags)
        return flags.contains(.zeroed) && !flags.contains(.adopted) || slot.digest == 0
            || flags.contains(.reopens) && !isSettled(slot.row, made)
    }
}
