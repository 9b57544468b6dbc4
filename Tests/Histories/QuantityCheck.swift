import Engine
import Files
import Ledgers
import MadeShops
import Records
import Stages

/// Random days of a shop, held against a model that knows nothing of how the program works.
struct QuantityCheck {
    func isWhatTheModelSays(seed: Int, isSentAtOnce: Bool) throws {
        var history = try History(seed: seed, isSentAtOnce: isSentAtOnce)
        for number in 0..<25 {
            try history.dawn(number)
            let ended = try day(&history)
            guard ended else {
                record("day \(number) of history \(seed), sent at once: \(isSentAtOnce)")
                return
            }
            try history.evening()
        }
    }

    private func all(_ request: inout RunRequest) { request.allowed = Set(Guards.Name.allCases) }

    /// Plans, runs and runs again; true where all of it is as it must be.
    private func day(_ history: inout History) throws -> Bool {
        let (shop, now) = (history.shop, history.now)
        let before = try shop.contents()
        let plan = try shop.plan(at: now, all)
        let isTraceless = try shop.contents() == before
        expect(isTraceless)
        let run = try shop.run(at: now, all)
        let isAgreed = plan.digest == run.digest && plan.documents == run.documents
        expect(isAgreed)
        expect(run.entries.allSatisfy { $0.failure == nil })
        var isRight = isTraceless && isAgreed
        for pool in history.model.rules.pools.map(\.name) {
            isRight = try self.isRight(run, pool, &history) && isRight
        }
        let after = try shop.contents()
        let again = try shop.run(at: now, all)
        let isIdle = try again.name == nil && shop.contents() == after
        expect(isIdle)
        expect(again.entries.allSatisfy { [.idle, .skipped, .paused].contains($0.state) })
        return isRight && isIdle
    }

    private func isRight(
        _ run: RunReport, _ pool: String, _ history: inout History
    ) throws -> Bool {
        let entry = try require(run.entry("quantities", pool))
        let waiting = try history.shop.documents(.ready).filter { $0.scope == pool }
        if history.isPaused {
            history.model.waiting[pool] = nil
            expect(entry.state == .paused)
            expect(waiting.isEmpty)
            return entry.state == .paused && waiting.isEmpty
        }
        let unsent = history.model.waiting[pool]
        let wanted = history.model.run(
            pool, at: history.now, day: Instant.day(history.now + 3_600))
        let result = try require(entry.result)
        var outcome = HistoryModel.Outcome()
        outcome.forgotten = result.forgotten
        outcome.rejected = result.rejected
        outcome.withheld = try withheld(run, pool, history.shop)
        let documents = result.documents.map(\.name)
        if documents.isEmpty, !history.model.isSentAtOnce, !waiting.isEmpty {
            // It stands as it was written before.
            expect(unsent == wanted.told, "stands: \(unsent ?? [:]); wanted \(wanted.told)")
            outcome.told = unsent ?? [:]
        }
        for document in documents { try read(document, history, wanted, &outcome) }
        expect(outcome.told == wanted.told)
        expect(outcome.withheld == wanted.withheld)
        expect(outcome.forgotten == wanted.forgotten)
        expect(outcome.rejected == wanted.rejected)
        expect(waiting.count <= 1)
        let isTold = try never(outcome, pool, history.model)
        return outcome == wanted && waiting.count <= 1 && isTold
    }

    /// Reads the quantities of a document; what a document does not say is taken from the model.
    private func read(
        _ name: String, _ history: History, _ wanted: HistoryModel.Outcome,
        _ outcome: inout HistoryModel.Outcome
    ) throws {
        let lines = try history.shop.text("outbox/ready/\(name)").split(separator: "\n")
        let heading = lines[0].split(separator: "\t")
        expect(heading.prefix(2) == ["sku", "quantity"])
        for line in lines.dropFirst() {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(
                String.init)
            expect(cells.count == heading.count)
            let handling = cells.count > 2 ? Int64(cells[2]) : nil
            expect(outcome.told[cells[0]] == nil)
            let model = wanted.told[cells[0]]
            outcome.told[cells[0]] = HistoryModel.Told(
                quantity: try require(Int64(cells[1])), handling: handling, sent: model?.sent,
                reopens: model?.reopens ?? false)
        }
    }

    private func withheld(_ run: RunReport, _ pool: String, _ shop: MadeShop) throws -> [String] {
        let file = "runs/\(run.name ?? "")/7-quantities.\(pool).withheld.tsv"
        guard Disk(root: shop.root).exists(file) else { return [] }
        return try shop.text(file).split(separator: "\n").dropFirst().map { line in
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
            var reason = String(cells[2])
            if let day = reason.split(separator: " ").last, let number = Kind.date.read(String(day))
            {
                reason = reason.replacing(day, with: "D\(number)")
            }
            return "\(cells[3]) \(reason)"
        }.sorted()
    }

    /// Nothing is ever told of an offer that any report of the pool shows as Amazon's.
    private func never(
        _ outcome: HistoryModel.Outcome, _ pool: String, _ model: HistoryModel
    ) throws -> Bool {
        var isGood = true
        for marketplace in model.rules.pools.first(where: { $0.name == pool })?.marketplaces ?? [] {
            for offer in model.listings[marketplace]?.offers ?? []
            where offer.channel != "DEFAULT" && outcome.told[offer.sku] != nil {
                record("\(offer.sku) is Amazon's in \(marketplace)")
                isGood = false
            }
        }
        return isGood
    }
}
