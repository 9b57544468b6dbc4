import Catalog
import Files
import Ledgers
import Records

/// What a stage is made with: it collects the columns, the mistakes, and what the stage depends on.
final class StageBuilder {
    /// Something that a stage's outcome depends on, besides the rows of its own source.
    enum Use: Hashable {
        case mapping(String)
        case current(String, isOptional: Bool = false)
        /// The time that a report's current file is of.
        case time(String)
        case book(String)
        /// What an event feed has told, what Amazon answered, and what people approved of it.
        case told(String)
        /// A definition: its file, and the digest of its text.
        case definition(String, Digest)
    }

    let catalog: Catalog
    let shop: Shop
    let disk: Disk
    let columns: Columns
    var mistakes: [Mistake] = []
    var guards = Guards()
    var uses: Set<Use> = []
    /// Whether the outcome depends on what day it is.
    var needsDay = false
    /// What is made is a table, not a stage.
    private(set) var isTable = false
    /// The stage tells a feed that the shop does not name: it is checked, and never run.
    var isUnused = false
    /// The mappings, with the columns that they are looked up by.
    var mappings: [String: [String]] = [:]
    /// The steps so far that look rows up in a table, by the columns that it gives.
    var tables: [String: MapStep] = [:]
    var kit: KitStep?
    var share: ShareStep?
    /// Whether a step so far worked out what is available.
    var hasAvailable = false

    init(catalog: Catalog, shop: Shop, disk: Disk, columns: Columns) {
        self.catalog = catalog
        self.shop = shop
        self.disk = disk
        self.columns = columns
    }

    /// False, and a mistake, where a step comes too late to have any effect on what is available.
    func isBeforeAvailable(_ word: String, _ fields: Fields) -> Bool {
        if hasAvailable {
            mistakes.append(
                fields.mistake(word, "'\(word)' stands before 'available', which uses it"))
        }
        return !hasAvailable
    }

    /// The slot of a column that a field names; nil, and a mistake, where there is none.
    func slot(_ name: String, _ fields: Fields, _ field: String) -> Int? {
        if let slot = columns.slot(of: name) { return slot }
        mistakes.append(
            fields.mistake(
                field, "there is no column '\(name)' here",
                hint: Mistake.hint(for: name, in: columns.known)))
        return nil
    }

    /// Takes over what a query depends on.
    func use(_ source: QuerySource) {
        uses.insert(.definition(source.query.file, Digest(of: source.query.sql)))
        let books = (try? catalog.books()) ?? []
        for book in books where source.shape.tables.contains(book.form.table) {
            uses.insert(.book(book.name))
            uses.insert(.definition(BookDefinition.file(book.name), Digest(of: book.source)))
        }
        // A query looks for what a feed told by the feed's name.
        let texts = source.query.texts
        for feed in (try? catalog.names(of: FeedDefinition.self)) ?? [] where texts.contains(feed) {
            uses.insert(.told(feed))
        }
        for report in source.reports {
            uses.insert(.current(report.name, isOptional: true))
            uses.insert(.time(report.name))
            use(report)
        }
        // What is due, late or in the future depends on the day at least.
        if source.asks("now") || source.asks("day") { needsDay = true }
    }

    /// The same for a list of columns: nil where any of them is missing.
    func slots(_ nodes: [Node]) -> [Int]? {
        var slots: [Int] = []
        for node in nodes {
            let name = node.text ?? ""
            guard let slot = columns.slot(of: name) else {
                mistakes.append(
                    Mistake(
                        on: node, "there is no column '\(name)' here",
                        hint: Mistake.hint(for: name, in: columns.known)))
                continue
            }
            slots.append(slot)
        }
        return slots.count == nodes.count ? slots : nil
    }

    /// A builder for a table that this stage uses: with columns of its own.
    func nested(_ columns: Columns) -> StageBuilder {
        let builder = StageBuilder(catalog: catalog, shop: shop, disk: disk, columns: columns)
        builder.isTable = true
        return builder
    }

    /// Takes over what a nested builder collected.
    func take(_ nested: StageBuilder) {
        mistakes += nested.mistakes
        uses.formUnion(nested.uses)
        needsDay = needsDay || nested.needsDay
        mappings.merge(nested.mappings) { own, _ in own }
    }
}
