import Catalog
import Records

extension Table {
    /// The pools that draw on stock which `pool` draws on too, itself among them, and those that are
    /// joined with it through others.
    ///
    /// Two pools draw on the same stock where each mapping of the table that is looked up by pool has
    /// a row for both of them with the same other values, as a location. A star counts as any; a
    /// mapping that keeps what it does not find parts nobody.
    func pools(joinedWith pool: String, _ run: Run) throws(Failure) -> [Pool] {
        let all = run.shop.pools
        var parted: [[Set<String>]] = []
        for case let map as MapStep in steps where map.missing != .keep {
            guard case .mapping(let file, let keys, _) = map.origin,
                let column = keys.first(where: { file.names[$0] == "pool" })
            else { continue }
            parted.append(try Self.groups(file, keys, column, all.map(\.name), run))
        }
        var joined: Set<String> = [pool]
        var count = 0
        while count < joined.count {
            count = joined.count
            for other in all.map(\.name) where !joined.contains(other) {
                let isJoined = joined.contains { one in
                    parted.allSatisfy { groups in
                        groups.contains { $0.contains(one) && $0.contains(other) }
                    }
                }
                if isJoined { joined.insert(other) }
            }
        }
        return all.filter { joined.contains($0.name) }
    }

    /// The pools that the rows of a mapping name together.
    private static func groups(
        _ file: MappingFile, _ keys: [Int], _ column: Int, _ pools: [String], _ run: Run
    ) throws(Failure) -> [Set<String>] {
        var groups: [[String]: Set<String>] = [:]
        var anywhere: Set<String> = []
        try file.forEachBatch(disk: run.disk) { (batch) throws(Failure) in
            for row in 0..<batch.count {
                let pool = batch.columns[column][row].text
                let named = pool == "*" ? Set(pools) : [pool]
                let rest = keys.filter { $0 != column }.map { batch.columns[$0][row].text }
                if rest.contains("*") {
                    anywhere.formUnion(named)
                } else {
                    groups[rest, default: []].formUnion(named)
                }
            }
        }
        return groups.values.map { $0.union(anywhere) } + [anywhere]
    }
}
