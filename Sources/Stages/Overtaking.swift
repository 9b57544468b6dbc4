import Catalog
import Ledgers
import Records

extension Report {
    /// Whether a file that states these locations says nothing any more, once a newer one is there.
    func isOvertaken(_ locations: Set<String>, by newer: Set<String>?) -> Bool {
        switch states {
        case .all: true
        case .changes: false
        case .location: newer.map { locations.isSubset(of: $0) } ?? false
        }
    }
}

extension FileRow {
    /// The locations that it states; none where its report has none.
    var statedLocations: Set<String> {
        guard let text = locations, let node = try? JSON5Reader.read(text, file: ""),
            let list = node.list
        else { return [] }
        return Set(list.compactMap(\.text))
    }
}

extension Run {
    /// Makes those files current that are so by the files that the ledger has.
    package func restoreCurrent() throws(Failure) {
        for files in try ledger.takenFiles() {
            guard let first = files.first else { continue }
            var mistakes: [Mistake] = []
            let name = Node(.text(first.report), at: Place(""), source: first.report)
            let report = try catalog.find(Report.self, name, &mistakes)
            var kept: [FileRow] = []
            for file in files {
                let isOvertaken =
                    report.map { report in
                        kept.contains {
                            report.isOvertaken(file.statedLocations, by: $0.statedLocations)
                        }
                    } ?? true
                if !isOvertaken { kept.append(file) }
                try ledger.setCurrent(!isOvertaken, file: file.id)
            }
        }
    }
}
