import Catalog
import Ledgers
import Records

/// `into: { book: "orders" }`: where the rows of dropped files become facts that add up.
final class BookTarget {
    static let spec = Spec(
        "book", "a book of the ledger: what files say adds up there", value: .name, fields: [],
        example: "{ book: \"orders\" }")

    /// One of the reports that go into the book.
    struct Feeder {
        let report: Report
        let columns: Columns
        /// The slot in its batches of each of the book's columns; -1 where it has none.
        let slots: [Int]
        /// Its rows say when Amazon changed them last.
        let isTimed: Bool
        /// A line may stand in several rows, one for each of its promotions.
        let folds: Bool
        /// A row's bytes are the row: not of XML, where an order's own elements stand around its items.
        let isRawWhole: Bool
        /// Its files are made of messages that say when they were changed, so that one with the same bytes says nothing new.
        let hasMessages: Bool
    }

    let book: BookDefinition
    let form: BookForm
    let feeders: [Feeder]
    /// Columns of timed reports, by index: what these say is not changed by others.
    let owned: Set<Int>
    /// The book's columns in the order of its key, by index.
    let key: [Int]

    /// Nil, and mistakes in the builder, where something is wrong.
    init?(_ fields: Fields, _ source: ReportSource, _ builder: StageBuilder) throws(Failure) {
        guard let node = fields.node("book"),
            let book = try builder.catalog.find(BookDefinition.self, node, &builder.mistakes)
        else { return nil }
        builder.uses.insert(
            .definition(BookDefinition.file(book.name), Digest(of: book.source)))
        self.book = book
        form = book.form
        var feeders: [Feeder] = []
        for report in source.reports {
            guard let feeder = Self.feeder(report, book, fields, builder) else { return nil }
            feeders.append(feeder)
        }
        self.feeders = feeders
        owned = Set(
            feeders.filter(\.isTimed).flatMap { feeder in
                feeder.slots.indices.filter { feeder.slots[$0] >= 0 }
            })
        key = book.key.compactMap { name in book.columns.firstIndex { $0.name == name } }
    }

    /// The index of one of the book's columns; nil where it has none of the name.
    func column(_ name: String) -> Int? { book.columns.firstIndex { $0.name == name } }

    private static func feeder(
        _ report: Report, _ book: BookDefinition, _ fields: Fields, _ builder: StageBuilder
    ) -> Feeder? {
        func fail(_ message: String, hint: String? = nil) -> Feeder? {
            builder.mistakes.append(fields.mistake("book", message, hint: hint))
            return nil
        }
        let columns = RowReader.columns(of: report)
        var slots: [Int] = []
        for column in book.columns {
            guard let other = report.column(column.name) else {
                slots.append(-1)
                continue
            }
            guard other.kind == column.kind else {
                return fail(
                    "book '\(book.name)' keeps '\(column.name)' as \(column.kind.rawValue), report "
                        + "'\(report.name)' has it as \(other.kind.rawValue)")
            }
            slots.append(columns.sourceSlot(of: column.name) ?? -1)
        }
        func has(_ name: String) -> Bool {
            book.columns.firstIndex { $0.name == name }.map { slots[$0] >= 0 } ?? false
        }
        let hasItem = has(book.key.last ?? "")
        let needed =
            book.kind == .lines ? [book.key[0], hasItem ? book.key[1] : book.sku] : book.identity
        for name in needed where !has(name) {
            return fail(
                "book '\(book.name)' needs '\(name)', which report '\(report.name)' does not have",
                hint: Mistake.hint(for: name, in: report.columns.map(\.name)))
        }
        let isRaw = report.formats.allSatisfy { $0 == .tsv || $0 == .csv }
        let isTimed = book.kind == .lines && has(book.later)
        return Feeder(
            report: report, columns: columns, slots: slots, isTimed: isTimed,
            folds: isRaw && hasItem && !isTimed && book.kind == .lines
                && book.columns.contains { $0.several != nil && has($0.name) },
            isRawWhole: isRaw, hasMessages: isTimed && report.formats == [.xml])
    }
}
