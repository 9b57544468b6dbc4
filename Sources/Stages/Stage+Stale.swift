import Catalog
import Ledgers
import Records

/// What is older than it is to be.
struct Stale {
    let what: String
    let made: Int64
    let fresh: Int64

    /// Why a quantity is not told.
    var reason: String {
        "may not rise: the newest \(what) is of \(Instant.timeText(made)), more than "
            + "\(Instant.spanText(fresh)) old"
    }
}

extension Stage {
    /// Why a table with `fresh` can be of no use where it is looked up; nil where all is well.
    static func freshMistake(
        _ steps: [any Step], _ definition: StageDefinition, _ into: Into
    ) -> (Node, String)? {
        if case .feed(let target) = into, target.quantity != nil { return nil }
        for (step, node) in zip(steps, definition.through) {
            guard let table = (step as? MapStep)?.definition, table.source.fresh != nil else {
                continue
            }
            return (
                node,
                "table '\(table.name)' has 'fresh', which keeps quantities from rising: its stage ends "
                    + "in a feed with a quantity"
            )
        }
        return nil
    }

    /// Why quantities may only fall: a table that a step looks up in has no new enough file.
    func staleTable(_ run: Run, _ scope: StageScope) throws(Failure) -> Stale? {
        for case let map as MapStep in steps {
            if let stale = try map.definition?.source.stale(run, scope) { return stale }
        }
        return nil
    }
}

extension Stage {
    /// Which of the files that it goes by should have come, and did not: a line for a person; nil where none.
    package func lateFile(_ run: Run, _ scope: StageScope) throws(Failure) -> String? {
        if case .current(let source) = from, let fresh = source.fresh,
            let file = try source.stale(run, scope)
        {
            return
                "the newest '\(file.report)'\(file.marketplace.isEmpty ? "" : " of \(file.marketplace)") "
                + "is of \(Instant.timeText(file.made)), more than \(Instant.spanText(fresh)) old"
        }
        return try staleTable(run, scope).map {
            "the newest \($0.what) is of \(Instant.timeText($0.made)), more than "
                + "\(Instant.spanText($0.fresh)) old"
        }
    }
}
