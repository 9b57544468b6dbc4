import Formats
import Records
import Testing

@Suite struct FlatTests {
    private func form(_ text: String, filled: [Bool] = [true, true, true, true]) throws -> Form {
        var mistakes: [Mistake] = []
        return try #require(Dialects.compile(text, mistakes: &mistakes)).form(filled: filled)
    }

    @Test func aDocumentToTheByte() throws {
        let form = try form(Dialects.flat)
        #expect(form.head == Array("sku\tquantity\thandling-time\n".utf8))
        #expect(form.separator.isEmpty)
        #expect(form.tail.isEmpty)
        #expect(
            Dialects.write(form, [.text("Ä 1"), .number(7), .number(2), .none]) == "Ä 1\t7\t2\n")
        #expect(Dialects.write(form, [.text("B"), .number(0), .none, .none]) == "B\t0\t\n")
        #expect(Dialects.write(form, [.none, .none, .none, .none]) == "\t\t\n")
    }

    @Test func anOptionalColumnThatNobodyFills() throws {
        let form = try form(Dialects.flat, filled: [true, false, false, false])
        #expect(form.head == Array("sku\tquantity\n".utf8))
        #expect(Dialects.write(form, [.text("A"), .none, .none, .none]) == "A\t\n")
    }

    @Test func constantsVariablesAndKinds() throws {
        let form = try form(
            """
            { form: "flat", file: "txt", deliver: "hand", columns: { "no": "$message",
              sku: "$seller-sku", price: "$price", channel: "DEFAULT", pool: "$pool", c: "$$" } }
            """)
        #expect(form.head == Array("no\tsku\tprice\tchannel\tpool\tc\n".utf8))
        let row: [Dialects.Value] = [.number(5), .none, .none, .number(149_900)]
        #expect(Dialects.write(form, row, number: 12) == "12\t5\t14.99\tDEFAULT\teu\t$\n")
    }

    @Test(arguments: [
        (Kind.text, "a text"), (.count, "3"), (.integer, "-3"), (.money, "14.991"),
        (.percent, "80%"), (.percent, "12.5%"), (.date, "2026-11-23"),
        (.time, "2026-11-23T02:30:00Z"), (.flag, "yes"), (.flag, "no"),
    ])
    func valuesComeBack(_ kind: Kind, _ text: String) throws {
        let columns = [TemplateColumn(name: "v", kind: kind)]
        let value =
            kind == .text ? Dialects.Value.text(text) : .number(try #require(kind.read(text)))
        let dialect = #"{ form: "flat", file: "txt", deliver: "hand", columns: { v: "$v" } }"#
        #expect(Dialects.message(dialect, columns: columns, [value]) == text + "\n")
    }

    @Test(arguments: [
        ("a\tb", "a tab in seller-sku"),
        ("a\n", "a line feed in seller-sku"),
        ("\ra", "a carriage return in seller-sku"),
        ("a\r\nb", "a carriage return in seller-sku"),
        ("\0", "the control character U+0000 in seller-sku"),
        ("a\u{1F}", "the control character U+001F in seller-sku"),
        ("a\u{7F}b", "the control character U+007F in seller-sku"),
        ("ä\u{85}", "the control character U+0085 in seller-sku"),
        ("\u{9F}", "the control character U+009F in seller-sku"),
        ("", nil),
        ("A 1 \"x\" 'y' \\ ä © \u{A0} € 漢 😀", nil),
    ])
    func refusals(_ sku: String, _ refusal: String?) throws {
        let form = try form(Dialects.flat)
        #expect(Dialects.refusal(form, [.text(sku), .number(1), .none, .none]) == refusal)
    }

    @Test func aColumnThatIsNotWrittenIsNotRefused() throws {
        let filled = try form(Dialects.flat)
        let cells: [Dialects.Value] = [.text("A"), .number(1), .text("\t"), .text("\t")]
        #expect(Dialects.refusal(filled, cells) == "a tab in handling-time")
        let empty = try form(Dialects.flat, filled: [true, true, false, false])
        #expect(Dialects.refusal(empty, cells) == nil)
    }

    private static let firstOf = """
        { form: "flat", file: "txt", deliver: "hand",
          columns: { sku: "$seller-sku", n: ["$quantity", "$handling-time", "$price"], e: "x" },
          optional: ["n"] }
        """

    @Test(
        arguments: [
            ([.text("A"), .number(1), .number(2), .number(30_000)], "A\t1\tx\n"),
            ([.text("A"), .none, .number(2), .number(30_000)], "A\t2\tx\n"),
            ([.text("A"), .none, .none, .number(30_000)], "A\t3.00\tx\n"),
            ([.text("A"), .none, .none, .none], "A\t\tx\n"),
        ] as [([Dialects.Value], String)])
    func theFirstThatHasAValue(_ cells: [Dialects.Value], _ line: String) throws {
        #expect(Dialects.write(try form(Self.firstOf), cells) == line)
    }

    @Test func aListStandsWhereAnyOfItIsFilled() throws {
        #expect(
            try form(Self.firstOf, filled: [true, false, false, true]).head
                == Array("sku\tn\te\n".utf8))
        #expect(
            try form(Self.firstOf, filled: [true, false, false, false]).head
                == Array("sku\te\n".utf8))
        #expect(
            Dialects.refusal(
                try form(Self.firstOf), [.text("A"), .none, .text("a\tb"), .none])
                == "a tab in handling-time")
    }

    @Test func aListNamesColumns() {
        for (list, column) in [("[\"x\", \"$quantity\"]", 64), ("[\"$message\"]", 64), ("[1]", 64)]
        {
            var mistakes: [Mistake] = []
            let text =
                "{ form: \"flat\", file: \"txt\", deliver: \"hand\", columns: { sku: \(list) } }"
            #expect(Dialects.compile(text, mistakes: &mistakes) == nil)
            #expect(
                mistakes.map(\.message) == [
                    "a list under 'sku' names columns, each as \"$column\""
                ])
            #expect(mistakes.first?.place.column == column)
        }
    }

    /// A value that a dialect has no place for is not to be lost.
    @Test func whatADialectSays() throws {
        var mistakes: [Mistake] = []
        let flat = try #require(Dialects.compile(Dialects.flat, mistakes: &mistakes))
        #expect(flat.says == [0, 1, 2])
        let first = try #require(Dialects.compile(Self.firstOf, mistakes: &mistakes))
        #expect(first.says == [0, 1, 2, 3])
        let json = try #require(
            Dialects.compile(
                Dialects.json("{ a: \"$seller-sku\", b: { when: \"price\", c: 1 } }"),
                mistakes: &mistakes))
        #expect(json.says == [0, 3])
    }

    @Test(
        arguments: [
            ("2", 120_000, "12.00"), ("0", 120_000, "12"), ("0", 120_001, "12.0001"), ("0", 0, "0"),
            ("2", 125_000, "12.50"),
        ] as [(String, Int64, String)])
    func decimalsOfTheCurrency(_ decimals: String, _ amount: Int64, _ text: String) throws {
        for dialect in [
            #"{ form: "flat", file: "txt", deliver: "hand", columns: { p: "$price" } }"#,
            Dialects.json(#"{ p: "$price" }"#),
        ] {
            var mistakes: [Mistake] = []
            let template = try #require(
                Template.compile(
                    Sketch.node(dialect), columns: Dialects.columns,
                    variables: ["decimals": decimals], mistakes: &mistakes))
            let form = template.form(filled: [true, true, true, true])
            let written = Dialects.write(form, [.none, .none, .none, .number(amount)])
            #expect(written == text + "\n" || written == "{\"p\":\(text)}")
        }
    }
}
