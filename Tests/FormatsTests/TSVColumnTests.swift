import Files
import Formats
import Records
import Testing

/// What a report says of its columns.
struct TSVColumnTests {
    @Test func kinds() throws {
        let shape = ReportShape(
            name: "all",
            columns: Kind.allCases.map { ColumnShape(name: $0.rawValue, kind: $0) })
        let heading = Kind.allCases.map(\.rawValue).joined(separator: "\t")
        let good = "a\t12\t-3\t14.9\t80%\t2024-02-29\t1970-01-01T00:00:01Z\tyes"
        let reading = try TSVFile("\(heading)\n\(good)\n\t\t\t\t\t\t\t\n").read(shape)
        #expect(reading.rows == ["2: a|#12|#-3|#149000|#8000|#19782|#1|#1", "3: |||||||"])
        for kind in Kind.allCases where kind != .text {
            let cells = Kind.allCases.map { $0 == kind ? "x" : "" }.joined(separator: "\t")
            let bad = try TSVFile("\(heading)\n\(cells)\n").read(shape)
            #expect(bad.rejected == ["2: '\(kind.rawValue)' is 'x', not \(kind.example)"])
            #expect(bad.rows == [])
        }
    }

    @Test(arguments: [(DecimalMark.comma, "#149000"), (.dot, "'price'"), (.either, "#149000")])
    func decimalsBehindAComma(_ mark: DecimalMark, wanted: String) throws {
        let shape = ReportShape(
            name: "prices", columns: [ColumnShape(name: "price", kind: .money)], decimal: mark)
        let reading = try TSVFile("price\n14,90\n").read(shape)
        #expect((reading.rows + reading.rejected).first?.contains(wanted) == true)
    }

    @Test func theWordThatClears() throws {
        let shape = ReportShape(
            name: "prices",
            columns: [
                ColumnShape(name: "price", kind: .money),
                ColumnShape(name: "minimum", kind: .money, clears: true),
            ])
        let reading = try TSVFile("price\tminimum\n1\tdelete\n2\t\ndelete\t3\n4\tDelete\n")
            .read(shape)
        #expect(reading.rows == ["2: #10000|#\(Kind.cleared)", "3: #20000|"])
        #expect(
            reading.rejected == [
                "4: 'price' is 'delete', not an amount such as 14.99",
                "5: 'minimum' is 'Delete', not an amount such as 14.99, or delete",
            ])
    }

    private static let listings = ReportShape(
        name: "listings",
        columns: [
            ColumnShape(name: "sku", required: true),
            ColumnShape(
                name: "status", required: true, otherwise: "Active", widths: [2, 4],
                values: ["Aktiv": "Active"]),
            ColumnShape(name: "note"), ColumnShape(name: "qty", kind: .count),
        ])

    @Test func whatIsNotThere() throws {
        let rows = (0..<2_500).map { "S\($0)\t\($0)\n" }.joined()
        let reading = try TSVFile("sku\tqty\n" + rows).read(Self.listings)
        #expect(reading.rows.count == 2_500)
        #expect(reading.batches > 1)
        #expect(reading.rows == (0..<2_500).map { "\($0 + 2): S\($0)|Active|∅|#\($0)" })
    }

    @Test func aConstantHoldsForItsWidthsAlone() throws {
        for (header, fits) in [
            ("sku\tqty", true), ("sku\tqty\tx", false), ("sku\tqty\tx\ty", true),
            ("sku\tstatus\tx", true),
        ] {
            let bytes = Array((header + "\n").utf8)
            let heading = bytes.withUnsafeBufferPointer { Heading($0, atEnd: true) }
            #expect(Layout(heading, as: Self.listings).fits == fits, "\(header)")
        }
        let own = try TSVFile("sku\tstatus\tx\tqty\nA\tInactive\t-\t1\nB\t\t-\t1\n")
            .read(Self.listings)
        #expect(own.rows == ["2: A|Inactive|∅|#1"])
        #expect(own.rejected == ["3: 'status' is empty"])
    }

    @Test func wordsThatStandForOthers() throws {
        let reading = try TSVFile("sku\tstatus\nAktiv\tAktiv\nB\taktiv\nC\tInactive\n")
            .read(Self.listings)
        #expect(
            reading.rows == ["2: Aktiv|Active|∅|∅", "3: B|aktiv|∅|∅", "4: C|Inactive|∅|∅"])
    }

    /// A row is rejected, or not, whoever reads it; only where all rows were good nobody looks again.
    @Test func columnsThatNobodyWants() throws {
        let file = try TSVFile("sku\tstatus\tqty\nA\tActive\tx\nB\t\t1\nC\tActive\t3\n")
        let wanted = [true, false, false, false]
        let reading = try file.read(Self.listings, wanted: wanted)
        #expect(reading.rows == ["4: C|∅|∅|∅"])
        #expect(
            reading.rejected == [
                "2: 'qty' is 'x', not a whole number such as 12", "3: 'status' is empty",
            ])
        let trusted = try file.read(Self.listings, trusted: true, wanted: wanted)
        #expect(trusted.rows == ["2: A|∅|∅|∅", "3: B|∅|∅|∅", "4: C|∅|∅|∅"])
        #expect(trusted.rejected == [])
    }

    /// Whose row it is can still be told from its texts.
    @Test(arguments: [
        ("B\tInactive\tx", "'qty' is 'x', not a whole number such as 12", "B|Inactive|∅"),
        ("B\t\tx", "'status' is empty", "B|∅|∅"),
        ("\tInactive\t1", "'sku' is empty", "∅|Inactive|∅"),
        ("B\tInactive\t1\tx", "4 cells under 3 columns", "B|Inactive|∅"),
        ("B", "1 cells under 3 columns", "B|∅|∅"),
    ])
    func aRejectedRowKeepsItsTexts(_ row: String, _ reason: String, _ cells: String) throws {
        let file = try TSVFile("sku\tstatus\tqty\nA\tActive\t1\n\(row)\n")
        for encoding in [Encoding.utf8, .cp1252] {
            let reader = SeparatedReader(
                source: try Source(path: file.path, name: "x"), name: "x", encoding: encoding,
                checking: false)
            let heading = try reader.open()
            try reader.begin(
                Layout(heading, as: Self.listings), heading: heading, slots: [0, 1, nil, 2],
                trusted: false)
            let batch = Batch(slots: 3)
            for column in batch.columns { column.update(repeating: Cell(number: 9), count: 2) }
            #expect(try reader.next(into: batch))
            #expect(batch.count == 2 && batch.selected == 1)
            #expect(batch.left.map(\.reason) == [reason])
            #expect(batch.columns.map { TSVFile.text($0[1]) }.joined(separator: "|") == cells)
            #expect(try !reader.next(into: batch))
        }
    }
}
