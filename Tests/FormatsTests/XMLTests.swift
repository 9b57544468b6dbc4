import Formats
import Records
import Testing

@Suite struct XMLTests {
    private func form(_ text: String, currency: String = "EUR") throws -> Form {
        var mistakes: [Mistake] = []
        let template = Dialects.compile(text, currency: currency, mistakes: &mistakes)
        #expect(mistakes.map(\.message) == [])
        return try #require(template).form(filled: [true, true, true, true])
    }

    @Test func aDocumentToTheByte() throws {
        let form = try form(Dialects.xml)
        let first = Dialects.write(form, [.text("A <1> & \"b\""), .number(7), .none, .none])
        let second = Dialects.write(form, [.text("Ä"), .number(0), .number(2), .none], number: 2)
        let document = form.head + first.utf8 + form.separator + second.utf8 + form.tail
        #expect(
            String(decoding: document, as: UTF8.self) == """
                <?xml version="1.0" encoding="UTF-8"?>
                <AmazonEnvelope>
                <Header><DocumentVersion>1.01</DocumentVersion>\
                <MerchantIdentifier>A1B2</MerchantIdentifier></Header>
                <MessageType>Inventory</MessageType>
                <Message><MessageID>1</MessageID><OperationType>Update</OperationType>\
                <Inventory><SKU>A &lt;1&gt; &amp; &quot;b&quot;</SKU><Quantity>7</Quantity>\
                </Inventory></Message>
                <Message><MessageID>2</MessageID><OperationType>Update</OperationType>\
                <Inventory><SKU>Ä</SKU><Quantity>0</Quantity>\
                <FulfillmentLatency>2</FulfillmentLatency></Inventory></Message>
                </AmazonEnvelope>

                """)
    }

    /// What stands inside `<X>`, for the columns a to d, and what is wanted of it where only those
    /// in the set have values: "a", "bb", "2" and "5.00".
    private static let elements: [(inside: String, want: @Sendable (Set<Int>) -> String)] = [
        (
            #"A: "$a", B: "$b", C: "$c", D: "$d""#,
            { has in (0..<4).filter { has.contains($0) }.map { element($0) }.joined() }
        ),
        (
            #"P: { A: "$a", Q: { B: "$b", C: "$c" } }, D: "$d""#,
            { has in
                let inner = [1, 2].filter { has.contains($0) }.map { element($0) }.joined()
                let parts = (has.contains(0) ? element(0) : "") + wrapped("Q", inner)
                return wrapped("P", parts) + (has.contains(3) ? element(3) : "")
            }
        ),
        (
            #"P: { "@u": "$a", "@v": "x", "": "$b" }, Q: { "@u": "$c" }, R: { "@u": "1" }, S: {}"#,
            { has in
                let attribute = has.contains(0) ? " u=\"a\"" : ""
                return (has.contains(1) ? "<P\(attribute) v=\"x\">bb</P>" : "")
                    + (has.contains(2) ? "<Q u=\"2\"/>" : "") + "<R u=\"1\"/><S/>"
            }
        ),
        (
            #"P: { when: "a", unless: ["b", "c"], D: "$d" }, Q: { when: ["a", "d"], K: 5, L: true }"#,
            { has in
                let first = has.contains(0) && has.isDisjoint(with: [1, 2]) && has.contains(3)
                let second = has.isSuperset(of: [0, 3])
                return (first ? "<P><D>5.00</D></P>" : "")
                    + (second ? "<Q><K>5</K><L>true</L></Q>" : "")
            }
        ),
        (
            #"P: "from ${a} to ${b}!", Q: "$$5 ${c}${d}", R: "${pool}-${message}""#,
            { has in
                (has.isSuperset(of: [0, 1]) ? "<P>from a to bb!</P>" : "")
                    + (has.isSuperset(of: [2, 3]) ? "<Q>$$5 25.00</Q>" : "") + "<R>eu-3</R>"
            }
        ),
        (
            #"P: ["$b", "${a}!", "$c"], Q: { "@u": ["$d", "none"], "": ["$c", "$a"] }"#,
            { has in
                let first = has.contains(1) ? "bb" : has.contains(0) ? "a!" : "2"
                let stands = !has.isDisjoint(with: [0, 1, 2])
                let attribute = has.contains(3) ? "5.00" : "none"
                let second = has.contains(2) ? "2" : "a"
                return (stands ? "<P>\(first)</P>" : "")
                    + (has.isDisjoint(with: [0, 2]) ? "" : "<Q u=\"\(attribute)\">\(second)</Q>")
            }
        ),
        (
            #"P: { when: "a", Q: { R: { B: "$b" }, S: { C: "$c", D: "$d" } } }"#,
            { has in
                let inner =
                    wrapped("R", has.contains(1) ? element(1) : "")
                    + wrapped("S", [2, 3].filter { has.contains($0) }.map { element($0) }.joined())
                return has.contains(0) ? wrapped("P", wrapped("Q", inner)) : ""
            }
        ),
    ]

    private static let texts = ["a", "bb", "2", "5.00"]

    private static func element(_ index: Int) -> String {
        let name = ["A", "B", "C", "D"][index]
        return "<\(name)>\(texts[index])</\(name)>"
    }

    private static func wrapped(_ name: String, _ text: String) -> String {
        text.isEmpty ? "" : "<\(name)>\(text)</\(name)>"
    }

    @Test(arguments: elements.indices, 0..<16)
    func everyCombinationOfAbsentCells(_ index: Int, _ bits: Int) throws {
        let (inside, want) = Self.elements[index]
        let has = Set((0..<4).filter { bits >> $0 & 1 == 1 })
        let columns = [
            TemplateColumn(name: "a", kind: .text), TemplateColumn(name: "b", kind: .text),
            TemplateColumn(name: "c", kind: .count), TemplateColumn(name: "d", kind: .money),
        ]
        let values: [Dialects.Value] = [.text("a"), .text("bb"), .number(2), .number(50_000)]
        let cells = values.indices.map { has.contains($0) ? values[$0] : .none }
        let message = "{ MessageID: \"$message\", X: { \(inside), Z: \"z\" } }"
        let got = try #require(
            Dialects.message(
                Dialects.xml(message, type: "X"), columns: columns, cells, number: 3))
        #expect(
            got == "<Message><MessageID>3</MessageID><X>\(want(has))<Z>z</Z></X></Message>\n")
    }

    @Test(arguments: [
        (Kind.text, Dialects.Value.text(""), ""),
        (.text, .text("a&<>\"'"), "a&amp;&lt;&gt;&quot;'"),
        (.count, .number(0), "0"), (.integer, .number(-3), "-3"),
        (.money, .number(149_900), "14.99"), (.money, .number(149_901), "14.9901"),
        (.percent, .number(1_250), "12.5"), (.date, .number(20_780), "2026-11-23"),
        (.time, .number(0), "1970-01-01T00:00:00Z"), (.flag, .number(1), "true"),
        (.flag, .number(0), "false"),
    ])
    func values(_ kind: Kind, _ value: Dialects.Value, _ want: String) {
        let columns = [TemplateColumn(name: "v", kind: kind)]
        let dialect = Dialects.xml("{ MessageID: \"$message\", V: \"$v\" }", type: "V")
        #expect(
            Dialects.message(dialect, columns: columns, [value])
                == "<Message><MessageID>1</MessageID><V>\(want)</V></Message>\n")
    }

    @Test(arguments: [
        ("a\tb", "a tab in seller-sku"), ("a\n", "a line feed in seller-sku"),
        ("\ra", "a carriage return in seller-sku"),
        ("\0", "the control character U+0000 in seller-sku"),
        ("a\u{1F}", "the control character U+001F in seller-sku"),
        ("a\u{FFFE}", "the character U+FFFE in seller-sku"),
        ("\u{FFFF}", "the character U+FFFF in seller-sku"),
        ("", nil), ("\u{7F} \u{85} \u{A0} ﾗ \u{FFFD} \u{F8FF} € 漢 😀 \u{10FFFF}", nil),
    ])
    func refusals(_ sku: String, _ refusal: String?) throws {
        let form = try form(Dialects.xml)
        #expect(Dialects.refusal(form, [.text(sku), .number(1), .none, .none]) == refusal)
    }

    @Test(
        arguments: [
            (nil, nil, nil), (2, 149_900, nil), (30, nil, nil),
            (0, nil, "0, not from 1 to 30, in handling-time"),
            (31, nil, "31, not from 1 to 30, in handling-time"),
            (2, 149_950, "an amount with more than 2 decimals in price"),
        ] as [(Int64?, Int64?, String?)])
    func numbersThatItCannotSay(_ days: Int64?, _ price: Int64?, _ refusal: String?) throws {
        let message = "{ MessageID: \"$message\", Inventory: { SKU: \"$seller-sku\" } }"
        let form = try form(
            Dialects.xml(
                message, more: " bounds: { \"handling-time\": [1, 30] }, decimals: { price: 2 },"))
        let cells: [Dialects.Value] = [
            .text("A"), .none, days.map { .number($0) } ?? .none,
            price.map { .number($0) } ?? .none,
        ]
        #expect(Dialects.refusal(form, cells) == refusal)
    }

    /// Yen have no smaller unit, in any form.
    @Test(arguments: [
        Dialects.xml("{ MessageID: \"$message\", V: \"$price\" }", type: "V"),
        Dialects.json("{ v: \"$price\" }"),
        "{ form: \"flat\", file: \"txt\", deliver: \"hand\", columns: { v: \"$price\" } }",
    ])
    func yen(_ dialect: String) throws {
        let form = try form(dialect, currency: "JPY")
        let row: (Int64) -> [Dialects.Value] = { [.text("A"), .none, .none, .number($0)] }
        #expect(Dialects.refusal(form, row(12_000_000)) == nil)
        let written = Dialects.write(form, row(12_000_000))
        #expect(written.contains("1200") && !written.contains("1200."))
        #expect(
            Dialects.refusal(form, row(12_005_000)) == "an amount with decimals in price")
        #expect(Dialects.write(form, row(12_005_000)).contains("1200.5"))
        #expect(try Dialects.write(self.form(dialect), row(12_000_000)).contains("1200.00"))
    }
}
