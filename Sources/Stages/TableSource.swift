import Catalog
import Ledgers
import Records

/// Where the rows of a table come from: the current files of a report, or a query over the ledger.
enum TableSource {
    case current(CurrentSource)
    case query(QuerySource)

    /// Nil, and mistakes in the builder, where something is wrong.
    init?(_ from: Node, _ builder: StageBuilder) throws(Failure) {
        let words = Words("source", [CurrentSource.spec, QuerySource.spec])
        guard let choice = words.pick(from, in: "from", &builder.mistakes) else { return nil }
        if choice.word == "query" {
            guard
                let source = try QuerySource(
                    choice.fields, &builder.mistakes, builder.catalog, builder.shop,
                    isOptional: true)
            else { return nil }
            source.stock = builder.tables["on-hand"]?.definition
            builder.use(source)
            self = .query(source)
            return
        }
        guard
            let source = try CurrentSource(choice.fields, &builder.mistakes, builder.catalog)
        else { return nil }
        builder.uses.insert(.current(source.report.name, isOptional: source.isOptional))
        builder.use(source.report)
        self = .current(source)
    }

    var columns: Columns {
        switch self {
        case .current(let source): source.columns
        case .query(let source): source.columns
        }
    }

    /// What its rows are of, for messages.
    var name: String {
        switch self {
        case .current(let source): source.report.name
        case .query(let source): source.query.name
        }
    }

    /// Whether it may have no rows at all.
    var isOptional: Bool {
        switch self {
        case .current(let source): source.isOptional
        case .query: true
        }
    }

    /// The columns of which each row has one; empty where there is no such rule.
    var oneOf: [String] {
        if case .current(let source) = self { source.report.oneOf } else { [] }
    }

    /// Whether a key that its rows do not have has none.
    var isZeroWhereAbsent: Bool {
        guard case .current(let source) = self else { return false }
        return source.report.states == .all && source.report.absent == .zero
    }

    /// To be called when all slots have been asked for.
    func finish() { if case .current(let source) = self { source.finish() } }

    /// The current files; none for a query.
    func files(_ run: Run, _ scope: StageScope) throws(Failure) -> [FileRow] {
        if case .current(let source) = self { try source.files(run, scope) } else { [] }
    }

    /// Goes through all rows, and says how many they are.
    func read(
        _ files: [FileRow], _ run: Run, _ scope: StageScope, batch: Batch,
        _ body: (Batch) throws(Failure) -> Void
    ) throws(Failure) -> Int {
        switch self {
        case .current(let source):
            return try source.read(files, run, scope, batch: batch, body)
        case .query(let source):
            try run.prepareBooks()
            return try source.read(run, scope, batch: batch, body)
        }
    }

    /// How old its newest file may be by its own time; nil: that is no matter.
    var fresh: Int64? {
        switch self {
        case .current(let source): source.fresh
        case .query(let source): source.fresh
        }
    }

    /// What of it is older than it is to be, so that quantities may only fall; nil where nothing is.
    func stale(_ run: Run, _ scope: StageScope) throws(Failure) -> Stale? {
        guard let fresh else { return nil }
        switch self {
        case .current(let source):
            return try source.stale(run, scope).map {
                Stale(what: "file of '\(source.report.name)'", made: $0.made, fresh: fresh)
            }
        case .query(let source):
            guard let made = try source.newest(run), made < run.now - fresh else { return nil }
            return Stale(what: "order report", made: made, fresh: fresh)
        }
    }
}
