import Files
import Formats
import Records
import Testing

/// What a report says of its values holds in whatever its files are written.
struct ValuesInOtherFormsTests {
    private static func shape(_ form: RowForm) -> ReportShape {
        ReportShape(
            name: "payments",
            columns: [
                ColumnShape(name: "sku", required: true),
                ColumnShape(name: "amount", kind: .money, none: ["--"]),
                ColumnShape(
                    name: "posted", kind: .date,
                    forms: ["iso", "dd.MM.yyyy"].compactMap { TimeForm($0) }),
            ], decimal: .either, form: form)
    }

    private static let wrapped = RowForm(isWrapped: true)
    private static let commas = RowForm(formats: [.csv])
    private static let json = RowForm(formats: [.json])

    @Test(arguments: [
        (
            wrapped,
            "\"sku\"\t\"amount\"\t\"posted\"\n\"A\"\t\"3,5 \"\t\"29.02.2024\"\nB\t\"--\"\t\n"
        ),
        (commas, "sku;amount;posted\nA;\"3,5 \";29.02.2024\nB;\"--\";\n"),
        (commas, "sku,amount,posted\nA,\"3,5 \",\"2024-02-29\"\nB,--,\"\"\n"),
    ])
    func ofLines(_ form: RowForm, _ text: String) throws {
        let reading = try TSVFile(text).read(Self.shape(form))
        #expect(reading.rows == ["2: A|#35000|#19782", "3: B||"])
        #expect(reading.rejected == [])
    }

    @Test func ofJSON() throws {
        let text = """
            [{"sku": "A", "amount": "3,5 ", "posted": "29.02.2024"},
             {"sku": "B", "amount": "--", "posted": null},
             {"sku": "C", "amount": 2.25}, {"sku": "D", "amount": 1.234},
             {"sku": "E", "amount": "1.234"}]
            """
        let reading = try TSVFile(text).read(Self.shape(Self.json))
        #expect(
            reading.rows == ["1: A|#35000|#19782", "2: B||", "3: C|#22500|∅", "3: D|#12340|∅"])
        #expect(
            reading.rejected == [
                "4: 'amount' is '1.234', not an amount that can be read in one way:"
                    + " three digits may be thousands"
            ])
    }

    @Test(arguments: [
        (wrapped, "sku\tamount\tposted\nA\t\"3,5\"\t\nB\t\"2.5\"\t\n", 3, 2),
        (commas, "sku;amount;posted\nA;\"3,5\";\nB;2.5;\n", 3, 2),
        (
            json, "[{\"sku\": \"A\", \"amount\": \"3,5\"},\n{\"sku\": \"B\", \"amount\": \"2.5\"}]",
            2, 1
        ),
    ])
    func bothMarks(_ form: RowForm, _ text: String, _ line: Int, _ first: Int) throws {
        for block in [64, 1 << 18] {
            #expect(
                throws: Failure(
                    .data, at: Place("inbox/rows.txt", line: line),
                    "'amount' is '2.5', and line \(first) has '3,5': nobody can say whether a comma"
                        + " or a dot stands before decimals")
            ) { try TSVFile(text).read(Self.shape(form), block: block) }
        }
    }

    @Test(arguments: [
        (
            wrapped,
            "\"sku\"\t\"amount\"\t\"posted\"\nA\t\t\n\"sku\"\t\"amount\"\t\"posted\"\nB\t\t\n"
        ),
        (commas, "sku,amount,posted\r\nA,,\r\nsku,amount,posted\r\nB,,\r\n"),
    ])
    func theHeadingAgain(_ form: RowForm, _ text: String) throws {
        let reading = try TSVFile(text).read(Self.shape(form))
        #expect(reading.rows == ["2: A||", "4: B||"])
        #expect(reading.rejected == ["3: the names of the columns again"])
    }

    /// A member of an object is there once: names that are counted are none of JSON's.
    @Test func countedNames() throws {
        let shape = ReportShape(
            name: "x",
            columns: [
                ColumnShape(name: "listing-id", aliases: [ColumnName("id", nth: 1)]),
                ColumnShape(name: "sku", required: true),
            ], form: Self.json)
        #expect(try TSVFile("[{\"sku\": \"A\", \"id\": 1}]").read(shape).rows == ["1: ∅|A"])
        #expect(try TSVFile("[{\"sku\": \"A\", \"listing-id\": 1}]").read(shape).rows == ["1: 1|A"])
    }
}
