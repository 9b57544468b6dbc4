import Catalog
import Files
import Ledgers
import Records
import Stages

/// Takes over what stands at Amazon on an account with history, so that it is not told again.
package struct Adoption: Sendable {
    package struct Entry: Sendable {
        package var feed: String
        package var scope: String
        /// Offers taken over.
        package var adopted: Int
        /// Offers that Amazon was told of, or that were adopted, before.
        package var known: Int
    }

    package private(set) var entries: [Entry] = []
    /// What settling the last run did.
    package private(set) var notes: [String]

    /// Adopts, for all feeds or the one named, from the current files of each scope. `progress` is
    /// told of each scope when it is done.
    package init(
        _ open: OpenShop, feed: String? = nil, progress: (Entry) -> Void = { _ in }
    ) throws(Failure) {
        let lock = try Lock.take(open.disk, holder: OpenShop.holder("adopt"))
        defer { lock.release() }
        let ledger = try open.ledger(creating: false)
        notes = try Settling(disk: open.disk, ledger: ledger, now: open.now).settle()
        let run = try open.run(ledger, mode: .run)
        for (stage, all) in try open.feedStages(feed) {
            guard let name = stage.feed?.name else { continue }
            for scope in try stage.scopes(run) {
                do throws(Failure) {
                    let (adopted, known) = try stage.adopt(run, scope)
                    let entry = Entry(
                        feed: name, scope: scope.name, adopted: adopted, known: known)
                    entries.append(entry)
                    progress(entry)
                } catch {
                    throw Self.advised(error, stage, all)
                }
            }
        }
    }

    /// Says which stage takes in what is missing.
    private static func advised(_ failure: Failure, _ stage: Stage, _ all: [Stage]) -> Failure {
        guard failure.exit == .data, failure.place == nil,
            let intake = all.first(where: { $0.takesIn == stage.readsCurrent })
        else { return failure }
        var failure = failure
        failure.detail.append(
            "  then 'feedmill run \(intake.pipeline) --stage \(intake.name)' takes it in")
        return failure
    }
}
