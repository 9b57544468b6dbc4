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

    @Test(
        arguments: [
            (nil, nil, "\n"), (5, nil, "5\n"), (nil, 149_900, "14.99\n"), (5, 149_900, "5\n"),
        ] as [(Int64?, Int64?, String)])
    func theFirstThatHasAValue(_ days: Int64?, _ price: Int64?, _ want: String) throws {
        let form = try form(
            """
            { form: "flat", file: "txt", deliver: "hand",
              columns: { v: ["$handling-time", "$price"] } }
            """)
        let cells: [Dialects.Value] = [
            .none, .none, days.map { .number($0) } ?? .none, price.map { .number($0) } ?? .none,
        ]
        #expect(Dialects.write(form, cells) == want)
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
}
