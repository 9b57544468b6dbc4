import Catalog
import Ledgers
import Records

/// Rows of a query over the ledger: `from: { query: "open-orders" }`.
final class QuerySource {
    static let spec = Spec(
        "query", "the rows of a query over the ledger: pipelines/queries/NAME.sql", value: .name,
        fields: [
            Field(
                "fresh", .duration,
                "of a table: how old the newest file of the orders that it reads may be by its own time; "
                    + "then quantities may only fall")
        ], example: "{ query: \"open-orders\" }")

    let query: QueryDefinition
    let shape: QueryShape
    let columns: Columns
    let fresh: Int64?
    /// The table of the stock that its rows are of: a table from a query stands behind that one.
    var stock: Table?
    /// The reports of which it asks for the current file.
    let reports: [Report]
    private let kinds: [Kind]
    /// Reports whose files go into the books of lines that it reads.
    private let feeding: Set<String>
    /// Where the result has the marketplace of a row, so that it has a pool too; nil: it has none, or its own.
    private let marketplaceColumn: Int?
    private let pools: [String: String]
    /// Columns of the result that say where a row comes from; nil where there is none.
    private let fileColumn: Int?
    private let lineColumn: Int?
    private let titleSlot: Int?

    /// Where each row of the batch at hand comes from.
    private var files: [Int64] = []
    private var names: [Int64: String] = [:]

    /// Nil, and mistakes in the list, where something is wrong.
    /// `isOptional`: where the shop does not say from when on orders count, the stage is idle.
    init?(
        _ fields: Fields, _ mistakes: inout [Mistake], _ catalog: Catalog, _ shop: Shop,
        isOptional: Bool
    ) throws(Failure) {
        guard let node = fields.node("query"), let name = node.text else { return nil }
        guard
            let made = try Self.make(name, &mistakes, catalog, shop, isOptional: isOptional)
        else {
            let known = try catalog.queries()
            if !known.contains(name) {
                mistakes.append(
                    Mistake(
                        on: node, "there is no query '\(name)'",
                        hint: Mistake.hint(for: name, in: known)))
            }
            return nil
        }
        let (query, shape, standing) = made
        self.query = query
        self.shape = shape
        fresh = fields.seconds("fresh")
        feeding = try Self.feeding(shape, catalog)
        let names = shape.columns.map(BookForm.name)
        reports = try QueryParameter.reports(shape, catalog)
        marketplaceColumn = names.contains("pool") ? nil : names.firstIndex(of: "marketplace")
        pools = Dictionary(
            shop.pools.flatMap { pool in pool.marketplaces.map { ($0.code, pool.name) } },
            uniquingKeysWith: { first, _ in first })
        fileColumn = names.firstIndex(of: "file")
        lineColumn = names.firstIndex(of: "line")
        kinds = standing
        let pool: [(String, Kind)] = marketplaceColumn == nil ? [] : [("pool", .text)]
        columns = Columns(source: Array(zip(names, kinds)) + pool)
        titleSlot = names.first { $0 != "file" && $0 != "line" }.flatMap(columns.sourceSlot)
    }

    /// The reports that stages of any pipeline take into the books of lines that a query reads.
    private static func feeding(
        _ shape: QueryShape, _ catalog: Catalog
    ) throws(Failure) -> Set<String> {
        let books = ((try? catalog.books()) ?? []).filter {
            $0.kind == .lines && shape.tables.contains($0.form.table)
        }.map(\.name)
        var reports: Set<String> = []
        for name in try catalog.names(of: Pipeline.self) where !books.isEmpty {
            // A pipeline that cannot be read is a mistake of its own.
            let pipeline: Pipeline? = try? catalog.find(name)
            for stage in pipeline?.stages ?? [] where books.contains(stage.into["book"]?.text ?? "")
            {
                let names = stage.from["report"]
                reports.formUnion((names?.list ?? [names].compactMap { $0 }).compactMap(\.text))
            }
        }
        return reports
    }

    /// The time of the newest file of orders; nil where there never was any.
    func newest(_ run: Run) throws(Failure) -> Int64? {
        var newest: Int64?
        for report in feeding {
            for marketplace in [""] + run.shop.marketplaces.map(\.code) {
                let made = try run.ledger.currentFiles(report: report, marketplace: marketplace)
                    .first?.made
                newest = [newest, made].compactMap { $0 }.max()
            }
        }
        return newest
    }

    /// Reads and checks a query; nil, and mistakes unless there is no such file, where it cannot be used.
    static func make(
        _ name: String, _ mistakes: inout [Mistake], _ catalog: Catalog, _ shop: Shop,
        isOptional: Bool = false
    ) throws(Failure) -> (QueryDefinition, QueryShape, [Kind])? {
        let before = mistakes.count
        guard let query = try catalog.query(name, &mistakes), mistakes.count == before else {
            return nil
        }
        let shapes = try QueryShapes.of(catalog)
        let shape: QueryShape
        do throws(QueryFault) {
            shape = try shapes.shape(of: query.sql)
        } catch {
            let place =
                error.offset.map { query.place(at: $0) } ?? Place(query.file, line: 1, column: 1)
            mistakes.append(Mistake(at: place, error.message))
            return nil
        }
        let names = shape.columns.map(BookForm.name)
        for (column, _, place) in query.kinds where !names.contains(column) {
            mistakes.append(
                Mistake(
                    at: place, width: column.count, "the query has no column '\(column)'",
                    hint: Mistake.hint(for: column, in: names)))
        }
        for parameter in shape.parameters where try !QueryParameter.isKnown(parameter, catalog) {
            let offset =
                query.sql.firstRange(of: ":\(parameter)").map {
                    query.sql[..<$0.lowerBound].utf8.count
                } ?? 0
            mistakes.append(
                Mistake(
                    at: query.place(at: offset), width: parameter.count + 1,
                    "a query has no parameter ':\(parameter)'",
                    hint: Mistake.hint(for: BookForm.name(parameter), in: QueryParameter.names)))
        }
        if !isOptional, shape.parameters.map(BookForm.name).contains("orders-since"),
            shop.ordersSince == nil
        {
            mistakes.append(
                Mistake(
                    at: shop.place,
                    "query '\(name)' needs 'orders-since': the day from which on orders go to the back office; earlier ones are only booked",
                    hint: "\"orders-since\": \"2026-11-01\""))
        }
        guard mistakes.count == before else { return nil }
        let kinds = names.map { name in query.kinds.first { $0.name == name }?.kind ?? .text }
        let standing: [Kind] = zip(names, kinds).map { name, kind in
            name == "file" || name == "line" ? .count : kind
        }
        return (query, shape, standing)
    }

    /// Whether it asks for a marketplace, or for a pool.
    func asks(_ parameter: String) -> Bool {
        shape.parameters.contains { BookForm.name($0) == parameter }
    }

    /// Goes through the rows.
    func read(
        _ run: Run, _ scope: StageScope, batch: Batch, _ body: (Batch) throws(Failure) -> Void
    ) throws(Failure) -> Int {
        let rows = try run.ledger.database.statement(query.sql)
        var values: [Bound] = []
        for parameter in shape.parameters {
            values.append(try QueryParameter.value(parameter, run, scope, stock: stock))
        }
        try rows.bind(values)
        let poolSlot =
            marketplaceColumn == nil ? nil : columns.wanted(of: kinds.count + 1).last ?? nil
        let wanted = columns.wanted(of: shape.columns.count).enumerated()
            .compactMap { index, slot in slot.map { (column: index, slot: $0) } }
        var (total, more) = (0, true)
        while more {
            batch.clear()
            files.removeAll(keepingCapacity: true)
            while batch.count < Batch.capacity {
                more = try rows.step()
                if !more { break }
                total += 1
                let row = batch.count
                for (column, slot) in wanted {
                    batch.columns[slot][row] = try cell(rows, column, batch.arena, total)
                }
                if let poolSlot, let column = marketplaceColumn {
                    let pool = pools[rows.text(Int32(column))]
                    batch.columns[poolSlot][row] = pool.map(batch.arena.keep) ?? .absent
                }
                files.append(fileColumn.map { rows.integer(Int32($0)) } ?? 0)
                batch.lines[row] = lineColumn.map { Int(rows.integer(Int32($0))) } ?? total
                batch.raw[row] = UnsafeBufferPointer(start: nil, count: 0)
                batch.count += 1
            }
            batch.selectAll()
            if batch.count > 0 { try body(batch) }
        }
        return total
    }

    private func cell(
        _ rows: borrowing Statement, _ column: Int, _ arena: Arena, _ number: Int
    ) throws(Failure) -> Cell {
        let index = Int32(column)
        let isText = kinds[column] == .text
        switch rows.type(index) {
        case .none: return .absent
        case .text where isText: return arena.keep(rows.bytes(index))
        case .integer where !isText: return Cell(number: rows.integer(index))
        case let type:
            let name = BookForm.name(shape.columns[column])
            throw Failure(
                .definition, at: Place(query.file),
                "column '\(name)' is \(type == .integer ? "a number" : type == .text ? "a text" : "neither text nor whole number") in row \(number), and \(isText ? "no kind is said for it" : "its kind is \(kinds[column].rawValue)")",
                detail: ["  say its kind in the first lines: -- \(name): count"])
        }
    }

    /// Where a row of the batch at hand comes from: the file as it was dropped and the line in it, or the
    /// query and the row's number.
    func place(_ batch: Batch, _ row: Int, _ run: Run) throws(Failure) -> RowPlace {
        let id = files[row]
        guard id != 0 else { return RowPlace(file: query.file, line: batch.lines[row]) }
        if names[id] == nil { names[id] = try run.ledger.file(id)?.name ?? query.file }
        return RowPlace(id: id, file: names[id] ?? query.file, line: batch.lines[row])
    }

    /// What a row is of: its first column that is no place.
    func title(_ batch: Batch, _ row: Int) -> String {
        titleSlot.map { batch.columns[$0][row].text } ?? ""
    }
}
