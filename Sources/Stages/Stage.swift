import Catalog
import Files
import Formats
import Ledgers
import Records

/// A stage, made from its definition and ready to run for any of its scopes.
package final class Stage {
    enum From {
        case report(ReportSource)
        case current(CurrentSource)
        case query(QuerySource)
        case answers(AnswerSource)
    }

    enum Into {
        case current(String)
        case feed(FeedTarget)
        case file(FileTarget)
        case book(BookTarget)
        case results(ResultsTarget)
        case decisions(DecisionTarget)

        var isBook: Bool { if case .book = self { true } else { false } }
    }

    package let name: String
    package let pipeline: String
    /// Its place in the pipeline, from 1: the number in front of its files.
    package let number: Int
    let definition: StageDefinition
    let from: From
    let into: Into
    let steps: [any Step]
    let guards: Guards
    let columns: Columns
    private let uses: Set<StageBuilder.Use>
    private let needsDay: Bool
    let mappings: [String: [String]]
    /// The feeds that later stages of its pipeline tell.
    package var laterFeeds: Set<String> = []
    /// It tells a feed that the shop does not name, and is only checked.
    package let isUnused: Bool

    static let currentTarget = Spec(
        "current", "the report's current file: what tables and stages read from then on",
        value: .text, fields: [], example: "{ current: \"stock\" }")
    package static let sources = Words(
        "source", [ReportSource.spec, CurrentSource.spec, QuerySource.spec, AnswerSource.spec])
    package static let targets = Words(
        "field",
        [
            currentTarget, FeedTarget.spec, FileTarget.spec, BookTarget.spec, ResultsTarget.spec,
            DecisionTarget.spec,
        ])

    /// Nil, and mistakes, where the definition is wrong.
    package init?(
        _ definition: StageDefinition, number: Int, pipeline: String, catalog: Catalog,
        shop: Shop, disk: Disk, _ mistakes: inout [Mistake]
    ) throws(Failure) {
        let before = mistakes.count
        guard let from = try Self.source(definition, catalog, shop, &mistakes) else {
            _ = Self.targets.pick(definition.into, in: "into", &mistakes)
            return nil
        }
        let columns =
            switch from {
            case .report(let source): source.columns
            case .current(let source): source.columns
            case .query(let source): source.columns
            case .answers(let source): source.columns
            }
        let builder = StageBuilder(catalog: catalog, shop: shop, disk: disk, columns: columns)
        if definition.isOptional, let feed = definition.into["feed"]?.text {
            let definition: FeedDefinition? = try? catalog.find(feed)
            builder.isUnused = shop.feeds[feed] == nil && definition?.reader != .seller
        }
        switch from {
        case .report(let source): source.reports.forEach(builder.use)
        case .current(let source):
            builder.use(source.report)
            builder.uses.insert(.current(source.report.name))
        case .query(let source): builder.use(source)
        case .answers: break
        }
        let steps = Steps.make(definition.through, builder)
        let into = steps == nil ? nil : try Self.target(definition, from, builder)
        mistakes += builder.mistakes
        guard let steps, let into, mistakes.count == before else { return nil }
        if case .current(let source) = from { source.finish() }
        if let node = definition.through.first, let what = Self.takenAsTheyAre(from, into) {
            mistakes.append(Mistake(on: node, "\(what) are taken as they are: no step stands here"))
            return nil
        }
        if case .report = from, let index = steps.firstIndex(where: { !($0 is GuardStep) }) {
            mistakes.append(
                Mistake(
                    on: definition.through[index],
                    (into.isBook
                        ? "a file goes into a book as it is" : "a file becomes current as it is")
                        + ": only 'guard' can stand here"))
            return nil
        }
        if let (node, message) =
            Self.shareMistake(steps, definition, into, columns)
            ?? Self.freshMistake(steps, definition, into)
        {
            mistakes.append(Mistake(on: node, message))
            return nil
        }
        name = definition.name
        self.pipeline = pipeline
        self.number = number
        self.definition = definition
        self.from = from
        self.into = into
        self.steps = steps
        self.columns = columns
        guards = builder.guards
        uses = builder.uses
        needsDay = builder.needsDay
        mappings = builder.mappings
        isUnused = builder.isUnused
    }

    /// Why an optional stage has nothing to do; nil where it has, and for all others.
    package func idle(_ run: Run, _ scope: StageScope) throws(Failure) -> String? {
        guard definition.isOptional else { return nil }
        if isUnused, let feed { return "feedmill.json5 names no feed '\(feed.name)'" }
        if case .query(let source) = from, source.asks("orders-since"), run.ordersSince == nil {
            return "feedmill.json5 does not say 'orders-since'"
        }
        var own: String?
        if case .current(let source) = from { own = source.report.name }
        for case .current(let report, false) in uses where report != own {
            var isGiven = false
            for marketplace in [""] + scope.marketplaces.map(\.code) where !isGiven {
                isGiven = try !run.ledger.currentFiles(report: report, marketplace: marketplace)
                    .isEmpty
            }
            if !isGiven { return "no file of '\(report)' was ever given" }
        }
        return nil
    }

    /// What no step may change on its way.
    private static func takenAsTheyAre(_ from: From, _ into: Into) -> String? {
        if case .answers = from { return "answers" }
        if case .decisions = into { return "decisions" }
        return nil
    }

    /// For what the stage runs: marketplaces, pools, or the shop as a whole.
    package func scopes(_ run: Run) throws(Failure) -> [StageScope] {
        let marketplaces = run.shop.marketplaces.map { StageScope($0, in: run.shop) }
        switch (from, into) {
        // What adds up is of the whole shop; its rows say which marketplace they are of.
        case (_, .book), (_, .decisions), (.answers, _): return [.whole]
        case (.report(let source), _):
            return source.goesByMarketplace ? marketplaces : [.whole]
        // What is told once is so for the shop as a whole.
        case (_, .feed(let target)) where target.feed.kind == .event: return [.whole]
        case (_, .feed(let target)): return FeedTarget.scopes(of: target.feed, run.shop)
        case (.query(let source), _):
            if source.asks("marketplace") { return marketplaces }
            return source.asks("pool") ? run.shop.pools.map { StageScope($0) } : [.whole]
        case (.current(let source), _):
            let current = try run.ledger.currentMarketplaces(report: source.report.name)
            return current.contains("") || current.isEmpty ? [.whole] : marketplaces
        }
    }

    /// Whether rows of it may wait for a person's approval.
    package var mayWait: Bool {
        if case .feed(let target) = into {
            FeedMoves(target) != nil || steps.contains { $0 is any WaitingStep }
        } else {
            false
        }
    }

    /// Whether it takes in dropped files.
    package var takesFiles: Bool {
        switch from {
        case .report, .answers: true
        case .current, .query: false
        }
    }

    /// The feed that it ends in; nil for others.
    package var feed: FeedDefinition? {
        if case .feed(let target) = into { target.feed } else { nil }
    }

    /// Whether dropped files wait for it.
    package func hasFiles(_ inbox: Inbox, _ scope: StageScope) throws(Failure) -> Bool {
        if case .answers(let source) = from {
            return try !inbox.readyAnswers(source.patterns).isEmpty
        }
        guard case .report(let source) = from else { return false }
        let everywhere = into.isBook ? inbox.marketplaces : nil
        return try !source.candidates(inbox, scope, everywhere: everywhere).isEmpty
    }

    /// All that the outcome depends on, one thing a line, the same as long as nothing has changed.
    package func inputs(_ run: Run, _ scope: StageScope) throws(Failure) -> String {
        var lines = [
            "form 1",
            "stage \(name) \(Digest(of: definition.plain).text)",
            "shop \(Digest(of: run.shop.source).text)",
        ]
        for use in uses {
            switch use {
            case .definition(let file, let digest):
                lines.append("definition \(file) \(digest.text)")
            case .book(let name):
                let revision = try run.ledger.revision(of: Ledger.bookName(name))
                lines.append("book \(name) \(revision)")
            case .told(let feed):
                // What a later stage tells takes from what this one may tell, and gives nothing: only what
                // becomes of it can. So a stage does not run again for what follows it in each run.
                let isLater = laterFeeds.contains(feed)
                let told = try run.ledger.revision(
                    of: isLater
                        ? Ledger.settledName(feed: feed) : ToldIndex.name(feed: feed, scope: ""))
                let approved = try run.ledger.revision(
                    of: Ledger.approvalName(feed: feed, scope: ""))
                lines.append("told \(feed) \(told) \(approved)")
            case .mapping(let name):
                let digest = try run.digest(of: MappingFile.file(name))
                lines.append("mapping \(name) \(digest?.text ?? "missing")")
            case .time(let report):
                let made = try run.ledger.currentFiles(report: report, marketplace: "").first?.made
                if let made { lines.append("current \(report) made \(made)") }
            case .current(let report, _):
                let marketplaces = sharesStock ? run.shop.marketplaces : scope.marketplaces
                for marketplace in [""] + marketplaces.map(\.code) {
                    let files = try run.ledger.currentFiles(
                        report: report, marketplace: marketplace)
                    for file in files {
                        let name = marketplace.isEmpty ? report : "\(report) of \(marketplace)"
                        lines.append("current \(name) \(file.digest.text)")
                    }
                }
            }
        }
        if case .current(let source) = from, let stale = try source.stale(run, scope) {
            lines.append("stale \(stale.name)")
        }
        if let stale = try staleTable(run, scope) {
            lines.append("age of the newest \(stale.what) stale")
        }
        if case .feed(let target) = into {
            let revision = try run.ledger.revision(
                of: ToldIndex.name(feed: target.feed.name, scope: scope.name))
            lines.append("told \(target.feed.name).\(scope.name) \(revision)")
            let approved = Ledger.approvalName(feed: target.feed.name, scope: scope.name)
            let approvals = try run.ledger.revision(of: approved)
            if approvals > 0 { lines.append("\(approved) \(approvals)") }
            if target.sku != nil {
                let marketplaces = sharesStock ? run.shop.marketplaces : scope.marketplaces
                for (report, _, file) in try AmazonOffers.files(run, marketplaces) {
                    lines.append("amazon \(report.name) \(file.digest.text)")
                }
                if try ForegoingFeed.isWaitedFor(by: target.feed, run, scope) {
                    let foregoing = try ForegoingFeed.documents(target.feed, run, scope)
                    lines += foregoing.map { "not answered \($0.name)" }
                }
            }
            if case .current(let source) = from {
                lines += try settled(target, source, run, scope)
                if sharesStock { lines += try otherPools(source, target, run, scope) }
            }
        }
        if needsDay { lines.append("day \(Instant.dayText(run.day))") }
        return Set(lines).sorted().joined(separator: "\n")
    }

    /// How many documents of the feed each current file must show, by its own time: the same bytes,
    /// made later, may show that Amazon has something else.
    func settled(
        _ target: FeedTarget, _ source: CurrentSource, _ run: Run, _ scope: StageScope
    ) throws(Failure) -> [String] {
        var documents: [DocumentRow] = []
        for state in [DocumentRow.State.sent, .answered] {
            documents += try run.ledger.documents(
                feed: target.feed.name, scope: scope.name, state: state)
        }
        var lines: [String] = []
        for marketplace in [""] + scope.marketplaces.map(\.code) {
            let report = source.report.name
            let name = marketplace.isEmpty ? report : "\(report) of \(marketplace)"
            let files = try run.ledger.currentFiles(report: report, marketplace: marketplace)
            for file in files {
                let count = documents.count { document in
                    document.sent.map { file.made >= $0 + target.feed.settles } ?? false
                }
                if count > 0 { lines.append("what \(name) must show \(count)") }
            }
        }
        return lines
    }
}

extension StageBuilder {
    func use(_ report: Report) {
        uses.insert(.definition(Report.file(report.name), Digest(of: report.source)))
    }
}
