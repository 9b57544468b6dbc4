import Catalog
import Files
import Ledgers
import Records
import Stages

/// Keys that a person wants told again, whatever Amazon was told last: the next run tells them.
package struct Retelling: Sendable {
    /// How many keys were marked, for each feed and scope that has any.
    package private(set) var marked: [(feed: String, scope: String, count: Int)] = []
    /// SKUs that no feed was ever told of.
    package private(set) var unknown: [String]
    /// What settling the last run did.
    package private(set) var notes: [String]

    /// Marks `skus`, or all keys where it is nil, of all feeds and pools or of those named.
    package init(
        _ open: OpenShop, skus: [String]?, feed: String? = nil, pool: String? = nil
    ) throws(Failure) {
        let lock = try Lock.take(open.disk, holder: OpenShop.holder("retell"))
        defer { lock.release() }
        let ledger = try open.ledger(creating: false)
        notes = try Settling(disk: open.disk, ledger: ledger, now: open.now).settle()
        let run = try open.run(ledger, mode: .run)
        unknown = skus ?? []
        let targets = try open.feedStages(feed)
        let scopes = try open.scopes(of: targets.map(\.stage), pool, run)
        for (number, stage) in targets.map(\.stage).enumerated() {
            for scope in scopes[number] {
                let (count, missing) = try stage.retell(run, scope, skus: skus)
                unknown.removeAll { !missing.contains($0) }
                guard count > 0, let name = stage.feed?.name else { continue }
                marked.append((name, scope.name, count))
            }
        }
    }

    package var count: Int { marked.reduce(0) { $0 + $1.count } }
}

extension OpenShop {
    /// One stage for each feed that is told, with the stages of its pipeline; only of `feed` where
    /// that is given. Feeds of states; with `events` those of events among them.
    func feedStages(_ feed: String?, events: Bool = false) throws(Failure) -> [(
        stage: Stage, all: [Stage]
    )] {
        var found: [(stage: Stage, all: [Stage])] = []
        for name in try catalog.names(of: Pipeline.self) {
            let all = try stages(name)
            for stage in all {
                guard let own = stage.feed?.name, !stage.isUnused,
                    events || stage.feed?.kind == .state,
                    !found.contains(where: { $0.stage.feed?.name == own })
                else { continue }
                found.append((stage, all))
            }
        }
        guard let feed else { return found }
        let names = found.compactMap { $0.stage.feed?.name }
        guard names.contains(feed) else {
            let hint = Mistake.hint(for: feed, in: names).map { "; " + $0 } ?? ""
            throw Failure(.definition, "no pipeline tells a feed '\(feed)'\(hint)")
        }
        return found.filter { $0.stage.feed?.name == feed }
    }

    /// The scopes of each stage; only of the pool or marketplace named, where one is.
    fileprivate func scopes(
        of stages: [Stage], _ name: String?, _ run: Run
    ) throws(Failure) -> [[StageScope]] {
        var scopes: [[StageScope]] = []
        for stage in stages { scopes.append(try stage.scopes(run)) }
        guard let name else { return scopes }
        let chosen = scopes.map { $0.filter { $0.name == name || $0.pool == name } }
        if chosen.allSatisfy(\.isEmpty) {
            let pools = shop.pools.map(\.name)
            let hint = Mistake.hint(for: name, in: pools).map { "; " + $0 } ?? ""
            throw Failure(.definition, "the shop has no pool '\(name)'\(hint)")
        }
        return chosen
    }
}
