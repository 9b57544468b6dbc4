import Catalog
import Ledgers
import Records

/// What a person approved of a feed in a scope, on its way through a stage.
final class FeedApprovals {
    private let ledger: Ledger
    private let rowText: RowText
    private var approvals: [Key: (row: ApprovalRow, isMet: Bool)] = [:]
    private var text: [UInt8] = []

    init(_ target: FeedTarget, _ run: Run, _ scope: StageScope) throws(Failure) {
        ledger = run.ledger
        rowText = target.rowText
        for row in try ledger.approvals(feed: target.feed.name, scope: scope.name) {
            let key = Array(row.key.utf8).withUnsafeBufferPointer { ToldIndex.key($0) }
            approvals[key] = (row, false)
        }
    }

    /// Stands for values, as an approval has them.
    func digest(_ values: UnsafePointer<Cell>) -> Digest {
        text.removeAll(keepingCapacity: true)
        rowText.append(values, to: &text)
        return Digest(of: text)
    }

    /// Whether just these values of a key were approved; the approval is then met.
    func meet(_ key: Key, _ values: UnsafePointer<Cell>) -> Bool {
        guard let row = approvals[key]?.row, row.digest == digest(values) else { return false }
        approvals[key]?.isMet = true
        return true
    }

    /// Notes the row of `told` that tells a key, where it was told by an approval.
    func setTold(_ id: Int64, _ key: Key) throws(Failure) {
        guard let approval = approvals[key], approval.isMet else { return }
        try ledger.setTold(id, approval: approval.row.id)
    }

    /// Ends the approvals that were not met: the values are others now.
    func voidUnmet() throws(Failure) {
        for approval in approvals.values where !approval.isMet {
            try ledger.void(approval: approval.row.id)
        }
    }
}
