import Catalog
import Files
import Formats
import Ledgers
import Records
import Stages

/// A look at all that a shop is defined by, before any data is read.
package struct Check: Sendable {
    package private(set) var pipelines = 0
    package private(set) var stages = 0
    package private(set) var reports = 0
    package private(set) var tables = 0
    package private(set) var feeds = 0
    package private(set) var mappings = 0
    /// What is no mistake, and yet worth a person's while.
    package private(set) var notes: [String] = []

    /// Checks the whole shop or, with `pipeline`, that one and what it uses. All mistakes are one
    /// failure, each with its source line and a caret.
    package init(
        disk: Disk, shipped: Disk? = nil, now: Int64, pipeline: String? = nil
    ) throws(Failure) {
        let open: OpenShop
        do throws(Failure) {
            open = try OpenShop(disk: disk, shipped: shipped, now: now)
        } catch {
            let catalog = OpenShop.catalog(disk, shipped: shipped)
            let mistakes = try catalog.mistakes()
            throw catalog.failure(mistakes) ?? error
        }
        var mistakes = pipeline == nil ? try open.catalog.mistakes() : []
        try Self.checkSeller(open, &mistakes)
        _ = Guards(shop: open.shop.guards, &mistakes)
        let stages = try stages(open, pipeline, &mistakes)
        var sources = open.catalog.sources
        try checkMappings(stages, open, whole: pipeline == nil, &mistakes, &sources)
        if let failure = Failure(mistakes, sources: sources) { throw failure }
    }

    private static func checkSeller(
        _ open: OpenShop, _ mistakes: inout [Mistake]
    ) throws(Failure) {
        guard open.shop.seller == NewShop.placeholder else { return }
        let file = Shop.file("feedmill")
        let node = try? JSON5Reader.read(try open.disk.read(file), file: file)["seller"]
        let hint = "Seller Central shows yours under Account Info: \"Your Merchant Token\""
        let message = "'seller' is not filled in yet"
        mistakes.append(
            node.map { Mistake(on: $0, message, hint: hint) }
                ?? Mistake(at: Place(file), message, hint: hint))
    }

    /// Makes the stages of the pipelines, and counts all that was looked at.
    private mutating func stages(
        _ open: OpenShop, _ only: String?, _ mistakes: inout [Mistake]
    ) throws(Failure) -> [Stage] {
        var stages: [Stage] = []
        var names = try open.catalog.names(of: Pipeline.self)
        if let only { names = [only] }
        for name in names {
            let pipeline: Pipeline
            do throws(Failure) {
                pipeline = try open.catalog.pipeline(name)
            } catch {
                // A mistake in it is among the catalog's already.
                if only != nil { throw error }
                continue
            }
            pipelines += 1
            self.stages += pipeline.stages.count
            stages += try open.stages(of: pipeline, &mistakes)
        }
        guard only == nil else { return stages }
        if names.isEmpty {
            mistakes.append(
                Mistake(at: Place(Pipeline.folder), "holds no pipeline", hint: nil))
        }
        reports = try open.catalog.names(of: Report.self).count
        for name in try open.catalog.names(of: TableDefinition.self) {
            tables += 1
            guard (try? open.catalog.table(name)) != nil else { continue }
            try TableDefinition.check(name, open.catalog, open.shop, open.disk, &mistakes)
        }
        for name in try open.catalog.names(of: FeedDefinition.self) {
            feeds += 1
            guard let feed = try? open.catalog.feed(name) else { continue }
            try feed.checkDialects(open.catalog, open.shop, &mistakes)
        }
        return stages
    }

    /// Loads the mappings that the stages use. `sources` takes the texts of those with a mistake.
    private mutating func checkMappings(
        _ stages: [Stage], _ open: OpenShop, whole: Bool, _ mistakes: inout [Mistake],
        _ sources: inout [String: String]
    ) throws(Failure) {
        // A mistake in the guards is among the others already.
        guard (try? open.guards()) != nil else { return }
        let run = try open.run(try Ledger(), mode: .plan)
        var seen: Set<String> = []
        var compared: Set<String> = []
        for stage in stages {
            for failure in try stage.mappingMistakes(run, seen: &seen, compared: &compared) {
                let place = failure.place ?? Place("mappings")
                if sources[place.file] == nil {
                    sources[place.file] = String(
                        decoding: try open.disk.read(place.file), as: UTF8.self)
                }
                let width = Self.width(at: place, in: sources[place.file] ?? "")
                mistakes.append(Mistake(at: place, width: width, failure.message))
            }
        }
        mappings = seen.count
        guard whole else { return }
        for name in try open.disk.list("mappings") {
            guard name.hasSuffix(".tsv") else {
                notes.append("mappings/\(name) is no mapping: those end with .tsv")
                continue
            }
            if !seen.contains(String(name.dropLast(4))), mistakes.isEmpty {
                notes.append("no pipeline uses mappings/\(name)")
            }
        }
    }

    /// How many characters the cell at a place has.
    private static func width(at place: Place, in text: String) -> Int {
        guard let line = place.line, let column = place.column else { return 1 }
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        guard line <= lines.count else { return 1 }
        let cell = lines[line - 1].dropFirst(column - 1).prefix { $0 != "\t" }
        return max(1, cell.count)
    }
}
