import Files
import Formats
import Records
import Testing

/// Cells as files write them: blanks behind numbers, words for nothing, days and times in every form.
struct TSVValueTests {
    private func read(
        _ column: ColumnShape, _ cells: String..., decimal: DecimalMark = .dot
    ) throws -> TSVFile.Reading {
        let shape = ReportShape(
            name: "one", columns: [column, ColumnShape(name: "n", kind: .count)],
            decimal: decimal)
        let rows = cells.map { $0 + "\t1\n" }.joined()
        return try TSVFile("\(column.name)\tn\n" + rows).read(shape)
    }

    private func cells(_ reading: TSVFile.Reading) -> [String] {
        reading.rows.map { String($0.dropFirst(3).prefix { $0 != "|" }) }
    }

    @Test(arguments: [
        (Kind.money, "62.31    ", "#623100"), (.count, "5 ", "#5"), (.integer, "-6  ", "#-6"),
        (.percent, "80% ", "#8000"), (.date, "2024-02-29 ", "#19782"), (.flag, "Y ", "#1"),
        (.time, "1970-01-01T00:00:01Z  ", "#1"), (.count, "   ", ""), (.money, " ", ""),
        (.text, "a  ", "a  "), (.text, "  ", "  "),
    ])
    func blanksBehind(_ kind: Kind, _ cell: String, _ wanted: String) throws {
        let reading = try read(ColumnShape(name: "c", kind: kind), cell)
        #expect(cells(reading) == [wanted])
    }

    @Test func blanksBeforeANumberAreAMistake() throws {
        let reading = try read(ColumnShape(name: "c", kind: .count), " 5")
        #expect(reading.rejected == ["2: 'c' is ' 5', not a whole number such as 12"])
    }

    @Test func blanksAloneAreNoValue() throws {
        let reading = try read(ColumnShape(name: "c", kind: .count, required: true), "  ", "3")
        #expect(reading.rejected == ["2: 'c' is empty"])
        #expect(cells(reading) == ["#3"])
    }

    @Test(arguments: Kind.allCases)
    func wordsForNothing(_ kind: Kind) throws {
        let none = ["--", "0", "n/a"]
        let reading = try read(
            ColumnShape(name: "c", kind: kind, none: none), "--", "0", "n/a", "", "?")
        let other = kind == .text ? ["?"] : []
        #expect(cells(reading) == ["", "", "", ""] + other)
        #expect(reading.rejected.count == (kind == .text ? 0 : 1))
        let required = try read(
            ColumnShape(name: "c", kind: kind, none: none, required: true), "--", "0")
        #expect(required.rejected == ["2: 'c' is empty", "3: 'c' is empty"])
    }

    /// In cp1252 a dash is one byte, which is no UTF-8.
    @Test func aWordForNothingInCP1252() throws {
        let shape = ReportShape(
            name: "one", columns: [ColumnShape(name: "c", kind: .money, none: ["–"])])
        let file = try TSVFile(Array("c\tx\n".utf8) + [0x96, 9, 10] + Array("1\t\n".utf8))
        #expect(
            try file.read(shape, encoding: .cp1252, checking: false).rows == ["2: ", "3: #10000"])
    }

    private static let posted = ColumnShape(
        name: "posted", kind: .date,
        forms: ["iso", "MM/dd/yyyy", "dd.MM.yyyy", "dd-MMM-yyyy"].compactMap { TimeForm($0) })

    @Test func daysInSeveralForms() throws {
        let reading = try read(
            Self.posted, "2024-02-29", "02/29/2024", "29.02.2024", "29-Feb-2024", "29-FEB-2024",
            "2024-02-29T23:30:00-08:00", "")
        #expect(cells(reading) == Array(repeating: "#19782", count: 6) + [""])
        #expect(
            try read(Self.posted, "29/02/2024").rejected == [
                "2: 'posted' is '29/02/2024',"
                    + " not as iso or MM/dd/yyyy or dd.MM.yyyy or dd-MMM-yyyy"
            ])
    }

    @Test func timesInSeveralForms() throws {
        let opened = ColumnShape(
            name: "opened", kind: .time,
            forms: ["dd/MM/yyyy HH:mm:ss zzz", "yyyy-MM-dd HH:mm:ss zzz", "iso"].compactMap {
                TimeForm($0)
            })
        let reading = try read(
            opened, "29/09/2026 16:19:39 BST", "2026-09-29 15:19:39 GMT",
            "2026-09-29 08:19:39 PDT", "2026-09-29T15:19:39Z", "2026-09-29T08:19:39-0700")
        #expect(cells(reading) == Array(repeating: "#1790695179", count: 5))
    }

    private func amounts(_ cells: String..., at block: Int = 1 << 18) throws -> TSVFile.Reading {
        let shape = ReportShape(
            name: "amounts",
            columns: [
                ColumnShape(name: "a", kind: .money), ColumnShape(name: "b", kind: .money),
                ColumnShape(name: "note"),
            ], decimal: .either)
        return try TSVFile("a\tb\tnote\n" + cells.map { $0 + "\n" }.joined())
            .read(shape, block: block)
    }

    @Test func eitherMarkOfAFile() throws {
        #expect(
            try amounts("95\t\t1.5", "\t3,5\t", "0,123\t95,00\t").rows
                == ["2: #950000||1.5", "3: |#35000|", "4: #1230|#950000|"])
        #expect(
            try amounts("1.5\t2\t3,5", "25.0\t\t").rows == ["2: #15000|#20000|3,5", "3: #250000||"])
    }

    @Test(arguments: [64, 100, 1 << 18])
    func bothMarksAreAMistake(_ block: Int) {
        #expect(
            throws: Failure(
                .data, at: Place("inbox/rows.txt", line: 4),
                "'a' is '95.00', and line 3 has '3,5': nobody can say whether a comma or a dot stands"
                    + " before decimals")
        ) { try amounts("1\t2\t", "\t3,5\t", "95.00\t1,5\t", at: block) }
    }

    @Test func whatMayBeAThousand() throws {
        let reading = try amounts("1.234\t1\t", "3,5\t\t", "1,234\t\t")
        #expect(
            reading.rejected == [
                "2: 'a' is '1.234', not an amount that can be read in one way:"
                    + " three digits may be thousands",
                "4: 'a' is '1,234', not an amount that can be read in one way:"
                    + " three digits may be thousands",
            ])
        #expect(reading.rows == ["3: #35000||"])
    }

    /// Where no row was rejected, nobody looks again; what the marks are is still to be known.
    @Test func theMarkOfAColumnThatNobodyWants() throws {
        let shape = ReportShape(
            name: "amounts",
            columns: [ColumnShape(name: "a", kind: .money), ColumnShape(name: "b", kind: .money)],
            decimal: .either)
        let file = try TSVFile("a\tb\n1,5\t7\n2\t3,25\n")
        #expect(
            try file.read(shape, trusted: true, wanted: [false, true]).rows
                == ["2: ∅|#70000", "3: ∅|#32500"])
    }

    @Test(arguments: [Kind.text, .count, .date])
    func theHeadingAgain(_ kind: Kind) throws {
        let shape = ReportShape(
            name: "x", columns: [ColumnShape(name: "sku"), ColumnShape(name: "c", kind: kind)])
        for end in ["\n", "\r\n"] {
            let file = try TSVFile("\u{FEFF}sku\tc\(end)A\t\(end)sku\tc\(end)B\t\(end)")
            let reading = try file.read(shape)
            #expect(reading.rows == ["2: A|", "4: B|"])
            #expect(reading.rejected == ["3: the names of the columns again"])
        }
    }
}
