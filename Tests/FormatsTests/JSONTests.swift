import Formats
import Foundation
import Records
import Testing

@Suite struct JSONTests {
    @Test func aDocumentToTheByte() throws {
        var mistakes: [Mistake] = []
        let template = try #require(Dialects.compile(Dialects.inventory, mistakes: &mistakes))
        #expect(template.suffix == "json")
        #expect(template.deliver == ["drop", "api"])
        #expect(template.messages == 25_000)
        let form = template.form(filled: [true, true, false, false])
        let first = Dialects.write(form, [.text("A \"1\""), .number(7), .none, .none])
        let second = Dialects.write(form, [.text("Ä"), .number(0), .number(2), .none], number: 2)
        let document = form.head + first.utf8 + form.separator + second.utf8 + form.tail
        #expect(
            String(decoding: document, as: UTF8.self) == """
                {"header":{"sellerId":"A1B2","version":"2.0","issueLocale":"de_DE"},"messages":[
                {"messageId":1,"sku":"A \\"1\\"","operationType":"PATCH","productType":"PRODUCT",\
                "patches":[{"op":"merge","path":"/attributes/fulfillment_availability","value":\
                [{"fulfillment_channel_code":"DEFAULT","quantity":7}]}]},
                {"messageId":2,"sku":"Ä","operationType":"PATCH","productType":"PRODUCT",\
                "patches":[{"op":"replace","path":"/attributes/fulfillment_availability","value":\
                [{"fulfillment_channel_code":"DEFAULT","quantity":0,\
                "lead_time_to_ship_max_days":2}]}]}
                ]}

                """)
    }

    @Test func limits() throws {
        var mistakes: [Mistake] = []
        let text = Dialects.json("{}").replacing(
            "form:", with: "messages: 25000, bytes: \"10 MiB\", form:")
        let template = try #require(Dialects.compile(text, mistakes: &mistakes))
        #expect(template.messages == 25_000)
        #expect(template.bytes == 10_485_760)
    }

    /// Messages whose commas depend on which cells there are, and what stands in them: `a` to `d`
    /// for the columns that have values.
    private static let commas: [(message: String, want: @Sendable (Set<Int>) -> String)] = [
        (
            #"{ a: "$seller-sku", b: "$quantity", c: "$handling-time", d: "$price" }"#,
            { object($0.sorted().map { member($0) }) }
        ),
        (
            #"{ a: "$seller-sku", x: 1, b: "$quantity", y: null, c: "$handling-time", d: "$price" }"#,
            { has in
                func some(_ index: Int) -> [String] { has.contains(index) ? [member(index)] : [] }
                return object(
                    some(0) + ["\"x\":1"] + some(1) + ["\"y\":null"] + some(2) + some(3))
            }
        ),
        (
            #"{ l: [ "$seller-sku", "$quantity", "$handling-time", "$price" ] }"#,
            { "{\"l\":[" + $0.sorted().map { value($0) }.joined(separator: ",") + "]}" }
        ),
        (
            #"{ l: [ { when: "seller-sku", b: "$quantity" }, { unless: ["seller-sku", "price"] },"#
                + #" { when: ["handling-time", "price"], unless: "quantity", x: [ "$price" ] } ] }"#,
            { has in
                var parts: [String] = []
                if has.contains(0) { parts.append(object(has.contains(1) ? [member(1)] : [])) }
                if !has.contains(0), !has.contains(3) { parts.append("{}") }
                if has.isSuperset(of: [2, 3]), !has.contains(1) { parts.append("{\"x\":[5.00]}") }
                return "{\"l\":[" + parts.joined(separator: ",") + "]}"
            }
        ),
        (
            #"{ o: { when: "quantity", i: { when: "price", d: "$price" }, c: "$handling-time" },"#
                + #" a: "$seller-sku" }"#,
            { has in
                var parts: [String] = []
                if has.contains(1) {
                    let inner = has.contains(3) ? ["\"i\":{\"d\":5.00}"] : []
                    parts.append("\"o\":" + object(inner + (has.contains(2) ? [member(2)] : [])))
                }
                return object(parts + (has.contains(0) ? [member(0)] : []))
            }
        ),
    ]

    /// Lists of one, which stand where what is in them does, and `any`.
    private static let conditions: [(message: String, want: @Sendable (Set<Int>) -> String)] = [
        (
            #"{ l: [ { when: "price", d: "$price" } ], a: "$seller-sku" }"#,
            { has in
                object(
                    (has.contains(3) ? ["\"l\":[{\"d\":5.00}]"] : [])
                        + (has.contains(0) ? [member(0)] : []))
            }
        ),
        (
            #"{ o: { any: ["quantity", "price"], b: "$quantity", d: "$price" }, c: "$handling-time" }"#,
            { has in
                let inner = object([1, 3].filter(has.contains).map(member))
                return object(
                    (inner == "{}" ? [] : ["\"o\":" + inner])
                        + (has.contains(2) ? [member(2)] : []))
            }
        ),
        (
            #"{ x: 1, m: [ { any: ["quantity", "handling-time", "price"], unless: "seller-sku","#
                + #" s: [ { when: ["quantity"], b: "$quantity" } ] } ] }"#,
            { has in
                guard !has.contains(0), !has.isEmpty else { return "{\"x\":1}" }
                let inner = has.contains(1) ? "{\"s\":[{\"b\":3}]}" : "{}"
                return "{\"x\":1,\"m\":[\(inner)]}"
            }
        ),
        (
            #"{ o: { any: "price", when: ["seller-sku", "quantity"], d: "$price" }, y: [ [ "$price" ] ] }"#,
            { has in
                var parts: [String] = []
                if has.isSuperset(of: [0, 1, 3]) { parts.append("\"o\":{\"d\":5.00}") }
                if has.contains(3) { parts.append("\"y\":[[5.00]]") }
                return object(parts)
            }
        ),
    ]

    @Test(arguments: conditions.indices, 0..<16)
    func everyCombinationOfConditions(_ index: Int, _ bits: Int) throws {
        let (message, want) = Self.conditions[index]
        let has = Set((0..<4).filter { bits >> $0 & 1 == 1 })
        let values: [Dialects.Value] = [.text("S"), .number(3), .number(2), .number(50_000)]
        let cells = values.indices.map { has.contains($0) ? values[$0] : .none }
        let got = try #require(Dialects.message(Dialects.json(message), cells))
        #expect(got == want(has))
        _ = try JSONSerialization.jsonObject(with: Data(got.utf8))
    }

    private static func value(_ index: Int) -> String { ["\"S\"", "3", "2", "5.00"][index] }

    private static func member(_ index: Int) -> String {
        ["\"a\":", "\"b\":", "\"c\":", "\"d\":"][index] + value(index)
    }

    private static func object(_ members: [String]) -> String {
        "{" + members.joined(separator: ",") + "}"
    }

    @Test(arguments: commas.indices, 0..<16)
    func everyCombinationOfAbsentCells(_ index: Int, _ bits: Int) throws {
        let (message, want) = Self.commas[index]
        let has = Set((0..<4).filter { bits >> $0 & 1 == 1 })
        let values: [Dialects.Value] = [.text("S"), .number(3), .number(2), .number(50_000)]
        let cells = values.indices.map { has.contains($0) ? values[$0] : .none }
        let got = try #require(Dialects.message(Dialects.json(message), cells))
        #expect(got == want(has))
        _ = try JSONSerialization.jsonObject(with: Data(got.utf8))
    }

    @Test(arguments: [
        (Kind.text, Dialects.Value.text(""), "\"\""),
        (.text, .number(12), "\"12\""),
        (.count, .number(0), "0"),
        (.count, .number(.max), "9223372036854775807"),
        (.integer, .number(-3), "-3"),
        (.integer, .number(.min), "-9223372036854775808"),
        (.count, .text("x\""), "\"x\\\"\""),
        (.money, .number(149_900), "14.99"),
        (.money, .number(149_000), "14.90"),
        (.money, .number(149_901), "14.9901"),
        (.money, .number(149_910), "14.991"),
        (.money, .number(5), "0.0005"),
        (.money, .number(10_000), "1.00"),
        (.money, .number(-25_000), "-2.50"),
        (.money, .number(.min), "-922337203685477.5808"),
        (.percent, .number(8_000), "80"),
        (.percent, .number(1_250), "12.5"),
        (.percent, .number(-1_205), "-12.05"),
        (.date, .number(20_780), "\"2026-11-23\""),
        (.time, .number(0), "\"1970-01-01T00:00:00Z\""),
        (.flag, .number(1), "true"),
        (.flag, .number(0), "false"),
    ])
    func values(_ kind: Kind, _ value: Dialects.Value, _ want: String) {
        let columns = [TemplateColumn(name: "v", kind: kind)]
        let dialect = Dialects.json("{ v: \"$v\" }")
        #expect(Dialects.message(dialect, columns: columns, [value]) == "{\"v\":\(want)}")
    }

    @Test func literals() {
        let message =
            #"{ "a\"b": "$$5", n: [1, -2.50, 1e3, true, false, null, [], {}], v: "$pool" }"#
        #expect(
            Dialects.message(Dialects.json(message), [.none, .none, .none, .none])
                == #"{"a\"b":"$5","n":[1,-2.50,1e3,true,false,null,[],{}],"v":"eu"}"#)
    }

    @Test func messagesInTheMiddle() throws {
        var mistakes: [Mistake] = []
        let text = Dialects.json("{}", document: #"[1, { m: "$messages", z: "$pool" }]"#)
        let form = try #require(Dialects.compile(text, mistakes: &mistakes)).form(filled: [])
        #expect(String(decoding: form.head, as: UTF8.self) == "[1,{\"m\":[\n")
        #expect(String(decoding: form.tail, as: UTF8.self) == "\n],\"z\":\"eu\"}]\n")
    }

    @Test func allControlCharactersAreEscaped() {
        let text = String(String.UnicodeScalarView((0..<32).compactMap { Unicode.Scalar($0) }))
        let escaped = (0..<32).map { code in
            let digits = String(code, radix: 16)
            return "\\u00" + (digits.count < 2 ? "0" : "") + digits
        }
        #expect(
            Dialects.message(
                Dialects.json("{ v: \"$seller-sku\" }"), [.text(text), .none, .none, .none])
                == "{\"v\":\"" + escaped.joined() + "\"}")
    }

    @Test(arguments: 0..<40)
    func anyTextComesBack(_ seed: Int) throws {
        var state = UInt64(seed + 1)
        func random(_ limit: UInt32) -> UInt32 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt32(state >> 33) % limit
        }
        let ranges: [ClosedRange<UInt32>] = [
            0x00...0x1F, 0x20...0x7F, 0x80...0xFF, 0x370...0x3FF, 0x590...0x6FF, 0x2028...0x2029,
            0x3040...0x30FF, 0x4E00...0x9FFF, 0xE000...0xFFFD, 0x1F300...0x1F6FF, 0x22...0x22,
            0x5C...0x5C, 0x10FFFF...0x10FFFF,
        ]
        var view = String.UnicodeScalarView()
        for _ in 0..<random(200) {
            let range = ranges[Int(random(UInt32(ranges.count)))]
            let code = range.lowerBound + random(range.upperBound - range.lowerBound + 1)
            view.append(try #require(Unicode.Scalar(code)))
        }
        let text = String(view)
        let got = try #require(
            Dialects.message(
                Dialects.inventory, [.text(text), .number(Int64(seed)), .none, .none]))
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(got.utf8)) as? [String: any Sendable])
        let sku = try #require(object["sku"] as? String)
        #expect(Array(sku.unicodeScalars) == Array(view))
    }

    @Test func nothingIsRefused() throws {
        var mistakes: [Mistake] = []
        let template = try #require(Dialects.compile(Dialects.inventory, mistakes: &mistakes))
        let form = template.form(filled: [true, true, true, true])
        #expect(Dialects.refusal(form, [.text("a\tb\n\0"), .number(1), .none, .none]) == nil)
    }

    @Test func messagesAreAppended() throws {
        var mistakes: [Mistake] = []
        let dialect = Dialects.json("{ n: \"$message\" }")
        let form = try #require(Dialects.compile(dialect, mistakes: &mistakes)).form(filled: [])
        var bytes = Array("before ".utf8)
        withUnsafeTemporaryAllocation(of: Cell.self, capacity: 4) { row in
            row.initialize(repeating: .absent)
            guard let start = row.baseAddress else { return }
            for number in 1...1_000 { form.append(start, message: number, to: &bytes) }
        }
        let want = "before " + (1...1_000).map { "{\"n\":\($0)}" }.joined()
        #expect(String(decoding: bytes, as: UTF8.self) == want)
    }
}
