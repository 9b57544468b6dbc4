import Ledgers
import Records

/// What is left to do on the disk when a stage's transaction is committed. The ledger says all of
/// it, so a run that died in between does it at its next start.
package struct StageEnd {
    package var result = StageResult()
    /// Drafts that take their names.
    package var drafts: [(draft: String, name: String)] = []
    /// Files that move: claimed ones to the archive, withdrawn documents out of the outbox.
    package var moves: [(from: String, to: String)] = []
    /// The index of a feed, to be saved.
    package var index: (index: ToldIndex, revision: Int64, form: UInt64)?
    /// The index of a book, to be saved.
    package var book: (index: BookIndex, revision: Int64, form: UInt64)?
    /// Files of the run's folder that are finished when the stage is.
    var listings: [Listing] = []

    package init() {}

    /// Gives the lists of rejects and others their names; before the commit.
    package func finishListings() throws(Failure) {
        for listing in listings { try listing.finish() }
    }
}
