import Catalog
import Files
import Formats
import Ledgers
import Records

extension Stage {
    /// Loads whole each mapping that the stage, or a table that it uses, looks rows up in. Gives the
    /// first mistake of each, or all that differs in it inside a pool. `seen` are the mappings looked
    /// at so far, `compared` those of them that were looked at for a stage which works by pool.
    package func mappingMistakes(
        _ run: Run, seen: inout Set<String>, compared: inout Set<String>
    ) throws(Failure) -> [Failure] {
        var failures: [Failure] = []
        for step in steps {
            if step is KitStep, run.disk.exists(MappingFile.file(Kits.name)) {
                try Self.note(Kits.name, &seen, &failures) { () throws(Failure) in
                    _ = try Kits(run.disk)
                    return []
                }
            }
            guard let map = step as? MapStep ?? (step as? RestockStep)?.map else { continue }
            switch map.origin {
            case .mapping(let file, _, _):
                let before = failures.count
                try Self.note(file.name, &seen, &failures) { () throws(Failure) in
                    try map.load(run, .whole)
                    try Self.checkPools(file, run)
                    return []
                }
                if failures.count > before { compared.insert(file.name) }
                guard isByPool, map.keyNames.contains("marketplace") else { continue }
                try Self.note(file.name, &compared, &failures) { () throws(Failure) in
                    try map.load(run, .whole)
                    return try differences(map, in: run.shop.pools, run)
                }
            case .table(let table):
                for case let inner as MapStep in table.steps {
                    guard case .mapping(let file, _, _) = inner.origin else { continue }
                    try Self.note(file.name, &seen, &failures) { () throws(Failure) in
                        try inner.load(run, .whole)
                        try Self.checkPools(file, run)
                        return []
                    }
                }
            }
        }
        return failures
    }

    /// Notes what `look` finds in a mapping that was not looked at yet.
    private static func note(
        _ name: String, _ seen: inout Set<String>, _ failures: inout [Failure],
        _ look: () throws(Failure) -> [Failure]
    ) throws(Failure) {
        guard seen.insert(name).inserted else { return }
        do throws(Failure) {
            failures += try look()
        } catch {
            guard error.exit == .definition else { throw error }
            failures.append(error)
        }
    }

    /// A pool or marketplace that the shop does not have is a slip: the row would never be found.
    private static func checkPools(_ file: MappingFile, _ run: Run) throws(Failure) {
        try check(file, run, "pool", run.shop.pools.map(\.name))
        try check(file, run, "marketplace", run.shop.marketplaces.map(\.code))
    }

    private static func check(
        _ file: MappingFile, _ run: Run, _ name: String, _ known: [String]
    ) throws(Failure) {
        guard let column = file.names.firstIndex(of: name) else { return }
        try file.forEachBatch(disk: run.disk) { (batch) throws(Failure) in
            for row in 0..<batch.count {
                let text = batch.columns[column][row].text
                guard text != "*", !known.contains(text) else { continue }
                let hint = Mistake.hint(for: text, in: known).map { "; " + $0 } ?? ""
                throw Failure(
                    .definition, at: file.place(batch, row, column),
                    "the shop has no \(name) '\(text)'\(hint)")
            }
        }
    }
}

extension TableDefinition {
    /// Adds what is wrong in the table `name`, whether a stage uses it or not.
    package static func check(
        _ name: String, _ catalog: Catalog, _ shop: Shop, _ disk: Disk,
        _ mistakes: inout [Mistake]
    ) throws(Failure) {
        let builder = StageBuilder(
            catalog: catalog, shop: shop, disk: disk, columns: Columns(source: []))
        _ = try Table(name, nil, builder)
        mistakes += builder.mistakes
    }
}

extension FeedDefinition {
    /// Adds what is wrong in the templates of its dialects, whether the shop uses them or not, and
    /// in the shop's choice among them.
    package func checkDialects(
        _ catalog: Catalog, _ shop: Shop, _ mistakes: inout [Mistake]
    ) throws(Failure) {
        let columns =
            key.map { TemplateColumn(name: $0, kind: .text) }
            + self.columns.map(TemplateColumn.init)
        let scopes = FeedTarget.scopes(of: self, shop)
        for dialect in dialects {
            let schema = try XMLSchema(of: dialect, catalog, &mistakes)
            _ = Template.compile(
                dialect.node, columns: columns,
                variables: FeedTarget.variables(scopes.first ?? .whole, shop), schema: schema,
                mistakes: &mistakes)
        }
        if let choice = shop.feeds[name] {
            FeedTarget.checkScopes(of: choice, scopes, self, &mistakes)
        }
    }
}

extension TemplateColumn {
    init(_ column: FeedColumn) {
        self.init(name: column.name, kind: column.kind, isOptional: column.isOptional)
    }
}

extension XMLSchema {
    /// The schema that a dialect names; nil where it names none, and nil and mistakes where that
    /// cannot be used.
    convenience init?(
        of dialect: DialectDefinition, _ catalog: Catalog, _ mistakes: inout [Mistake]
    ) throws(Failure) {
        guard let node = dialect.schema, let schema = try catalog.schema(node, &mistakes) else {
            return nil
        }
        self.init(schema.bytes, file: schema.file, &mistakes)
    }
}
