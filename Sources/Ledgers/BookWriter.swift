import Records

/// Reads and writes the rows of one book: cells in the order of its form's columns.
package final class BookWriter {
    /// What a row has beside its columns.
    package struct Mark: Equatable {
        package var file: Int64
        package var line: Int64
        package var nth: Int64 = 1
        package var repeated: Int64 = 1
        package var made: Int64 = 0

        package init(file: Int64, line: Int64) {
            self.file = file
            self.line = line
        }
    }

    let ledger: Ledger
    let form: BookForm
    private let run: Int64
    private let inserting: Statement
    private let updating: Statement
    private let reading: Statement
    private let isText: [Bool]
    /// The columns that are bound as empty since the row before: most of a row's are, and stay so.
    private var isEmptyInserted: [Bool]
    private var isEmptyUpdated: [Bool]

    /// `run` is the run that changes what is written.
    package init(_ ledger: Ledger, _ form: BookForm, run: Int64) throws(Failure) {
        self.ledger = ledger
        self.form = form
        self.run = run
        isText = form.columns.map { $0.kind == .text }
        isEmptyInserted = isText.map { _ in false }
        isEmptyUpdated = isEmptyInserted
        let own = ["file", "line", "run", "nth", "repeated", "made"]
        let names = own + form.columns.map(\.sql)
        let marks = names.indices.map { "?\($0 + 1)" }
        inserting = try ledger.database.statement(
            "INSERT INTO \(form.table) (\(names.joined(separator: ", "))) VALUES (\(marks.joined(separator: ", ")))"
        )
        updating = try ledger.database.statement(
            "UPDATE \(form.table) SET "
                + zip(names, marks).map { "\($0) = \($1)" }.joined(separator: ", ")
                + " WHERE id = ?\(names.count + 1)")
        reading = try ledger.database.statement(
            "SELECT \(names.joined(separator: ", ")) FROM \(form.table) WHERE id = ?1")
    }

    /// Appends a row. Returns its id.
    package func insert(
        _ cells: UnsafePointer<Cell>, _ mark: Mark
    ) throws(Failure) -> Int64 {
        try bind(inserting, cells, mark, &isEmptyInserted)
        try inserting.run()
        return ledger.database.lastId
    }

    package func update(
        _ id: Int64, _ cells: UnsafePointer<Cell>, _ mark: Mark
    ) throws(Failure) {
        try bind(updating, cells, mark, &isEmptyUpdated)
        try updating.bind(Int32(form.columns.count + 7), id)
        try updating.run()
    }

    private func bind(
        _ statement: borrowing Statement, _ cells: UnsafePointer<Cell>, _ mark: Mark,
        _ isEmpty: inout [Bool]
    ) throws(Failure) {
        try statement.bind(1, mark.file)
        try statement.bind(2, mark.line)
        try statement.bind(3, run)
        try statement.bind(4, mark.nth)
        try statement.bind(5, mark.repeated)
        try statement.bind(6, mark.made)
        for index in isText.indices {
            let (cell, parameter) = (cells[index], Int32(index + 7))
            let isBlank = cell.isBlank
            if isBlank {
                if !isEmpty[index] { try statement.bindNull(parameter) }
            } else if cell.isNumber {
                try statement.bind(parameter, cell.number)
            } else {
                try statement.bind(parameter, standing: cell.bytes)
            }
            isEmpty[index] = isBlank
        }
    }

    /// Reads a row into `cells`; texts are kept in `arena`. What is not known is absent.
    package func read(
        _ id: Int64, into cells: UnsafeMutablePointer<Cell>, _ arena: Arena
    ) throws(Failure) -> Mark {
        try reading.bind(1, id)
        defer { reading.reset() }
        guard try reading.step() else {
            throw Failure(
                .ledger, at: Place(Ledger.file), "book '\(form.name)' has no row \(id)")
        }
        for index in isText.indices {
            let column = Int32(index + 6)
            if reading.isNull(column) {
                cells[index] = .absent
            } else if isText[index] {
                cells[index] = arena.keep(reading.bytes(column))
            } else {
                cells[index] = Cell(number: reading.integer(column))
            }
        }
        var mark = Mark(file: reading.integer(0), line: reading.integer(1))
        mark.nth = reading.integer(3)
        mark.repeated = reading.integer(4)
        mark.made = reading.integer(5)
        return mark
    }

    /// Goes through all rows: the id, and the cells of the columns named.
    package func forEach(
        _ columns: [String], _ body: (Int64, [Cell]) throws(Failure) -> Void
    ) throws(Failure) {
        let names = (["id", "nth"] + columns.map(BookForm.sql)).joined(separator: ", ")
        let rows = try ledger.database.statement(
            "SELECT \(names) FROM \(form.table) ORDER BY id")
        let arena = Arena(piece: 1 << 12)
        while try rows.step() {
            arena.clear()
            var cells = [Cell(number: rows.integer(1))]
            for index in columns.indices {
                let column = Int32(index + 2)
                cells.append(rows.isNull(column) ? .absent : arena.keep(rows.bytes(column)))
            }
            try body(rows.integer(0), cells)
        }
    }
}

extension BookWriter {
    package func has(_ id: Int64) throws(Failure) -> Bool {
        try ledger.database.integer(
            "SELECT count(*) FROM \(form.table) WHERE id = ?1", [.integer(id)]) > 0
    }

    /// The name of a file as it was dropped.
    package func fileName(_ id: Int64) throws(Failure) -> String {
        try ledger.file(id)?.name ?? "a file that the ledger does not know"
    }

    /// The orders of which a file had a row that could not be used, and none had all of them since.
    package func incomplete() throws(Failure) -> Set<String> {
        Set(
            try ledger.database.all(
                "SELECT order_id FROM incomplete WHERE book = ?1", [.text(form.name)]
            ) { row in row.text(0) })
    }

    /// Notes that a row of an order could not be used.
    package func setIncomplete(_ order: String, file: Int64, line: Int) throws(Failure) {
        try ledger.database.run(
            """
            INSERT INTO incomplete (book, order_id, file, line) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (book, order_id) DO UPDATE SET file = ?3, line = ?4
            """, [.text(form.name), .text(order), .integer(file), .integer(Int64(line))])
    }

    /// Notes that a file had all rows of an order.
    package func setComplete(_ order: String) throws(Failure) {
        try ledger.database.run(
            "DELETE FROM incomplete WHERE book = ?1 AND order_id = ?2",
            [.text(form.name), .text(order)])
    }
}
