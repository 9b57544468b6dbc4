import Records
import Testing

@testable import Catalog

@Suite("Specs and words")
struct SpecTests {
    static let map = Spec(
        "map", "looks up what the mapping says", value: .text,
        fields: [
            Field("on", .texts, "the columns looked up"),
            Field(
                "missing", .oneOf(["reject", "keep", "none"]), standard: "reject",
                "what becomes of a row that it does not know"),
            Field("keep", .texts, "columns kept"),
        ],
        example: #"{ map: "skus", missing: "keep" }"#)

    static let guarded = Spec(
        "guard", "stops the stage", value: .object(limits), fields: [], example: "")

    static let limits = Spec(
        "guard", "limits",
        fields: [
            Field("fewer", .share, "rows fewer than last time"),
            Field("fresh", .duration, standard: "3d", "how old"),
            Field("size", .size, "how large"),
            Field("highest", .count, standard: "1000", "the highest quantity"),
            Field("sure", .flag, standard: "true", "whether"),
            Field("name", .name, "a name"),
            Field("widths", .list(.count), "widths"),
            Field("any", .named(.text), "any names"),
            Field("time", .orObject(.oneOf(["modified"]), Spec("time", "", fields: [])), "time"),
        ])

    static let keep = Spec(
        "keep", "keeps rows", value: .text,
        fields: [Field("equal", .texts, required: true, "the values kept")])

    static let steps = Words("step", [map, guarded, keep])

    static let mistakes: [(String, String)] = [
        ("'map'", "1:1+5 a step in 'through' is an object, not a text"),
        (
            "{}",
            "1:1+1 this step in 'through' has no word that says what it is [there are 'map', 'guard' and 'keep']"
        ),
        (
            "{ missing: 'keep' }",
            "1:1+1 this step in 'through' has no word that says what it is [there are 'map', 'guard' and 'keep']"
        ),
        (
            "{ mpa: 'skus', missing: 'keep' }",
            "1:3+3 'through' has no step 'mpa' [did you mean 'map'?]"
        ),
        (
            "{ missing: 'keep', translate: 'skus' }",
            "1:20+9 'through' has no step 'translate' [there are 'map', 'guard' and 'keep']"
        ),
        (
            "{ guard: {}, map: 'skus' }",
            "1:14+3 'guard' and 'map' are two steps: each needs its own object"
        ),
        (
            "{ map: 'skus', mising: 'keep' }",
            "1:16+6 'map' has no field 'mising' [did you mean 'missing'?]"
        ),
        (
            "{ map: 'skus', xyz: 'keep' }",
            "1:16+3 'map' has no field 'xyz' [there are 'map', 'on', 'missing' and 'keep']"
        ),
        ("{ map: 1 }", "1:8+1 'map' is a text, not 1"),
        ("{ map: ['skus'] }", "1:8+1 'map' is a text, not a list"),
        (
            "{ map: 'skus', missing: 'kep' }",
            "1:25+5 'missing' is \"reject\", \"keep\" or \"none\", not \"kep\" [did you mean \"keep\"?]"
        ),
        (
            "{ map: 'skus', missing: 'stop' }",
            "1:25+6 'missing' is \"reject\", \"keep\" or \"none\", not \"stop\""
        ),
        (
            "{ map: 'skus', missing: null }",
            "1:25+4 'missing' is \"reject\", \"keep\" or \"none\", not null"
        ),
        ("{ map: 'skus', on: [] }", "1:20+1 'on' is an empty list"),
        ("{ map: 'skus', on: ['a', 2] }", "1:26+1 an entry of 'on' is a text, not 2"),
        (
            "{ map: 'skus', on: true }",
            "1:20+4 'on' is a text or a list of texts, not true or false"
        ),
        ("{ keep: 'channel' }", "1:1+1 'keep' needs the field 'equal': the values kept"),
        ("{ guard: 'all' }", "1:10+5 'guard' is an object, not a text"),
        (
            "{ guard: { fewr: '30%' } }",
            "1:12+4 'guard' has no field 'fewr' [did you mean 'fewer'?]"
        ),
        (
            "{ guard: { fewer: ['30%'] } }",
            "1:19+1 'fewer' is a share such as \"30%\" or a count, not a list"
        ),
        (
            "{ guard: { fewer: '30 percent' } }",
            "1:19+12 'fewer' is a share such as \"30%\" or a count, not \"30 percent\""
        ),
        (
            "{ guard: { fewer: '3% and 4%' } }",
            "1:19+11 'fewer' is a share such as \"30%\" or a count, not \"3% and 4%\""
        ),
        (
            "{ guard: { fewer: -3 } }",
            "1:19+2 'fewer' is a share such as \"30%\" or a count, not -3"
        ),
        (
            "{ guard: { fresh: 3 } }",
            "1:19+1 'fresh' is a time such as \"90m\", \"8h\" or \"3d\", not 3"
        ),
        (
            "{ guard: { fresh: '3 days' } }",
            "1:19+8 'fresh' is a time such as \"90m\", \"8h\" or \"3d\", not \"3 days\""
        ),
        (
            "{ guard: { fresh: '999999999999999d' } }",
            "1:19+18 'fresh' is a time such as \"90m\", \"8h\" or \"3d\", not \"999999999999999d\""
        ),
        (
            "{ guard: { size: '10MiB' } }",
            "1:18+7 'size' is a size such as \"10 MiB\" or a number of bytes, not \"10MiB\""
        ),
        (
            "{ guard: { size: '10 MiB extra' } }",
            "1:18+14 'size' is a size such as \"10 MiB\" or a number of bytes, not \"10 MiB extra\""
        ),
        ("{ guard: { highest: 1.5 } }", "1:21+3 'highest' is a whole number from 0 on, not 1.5"),
        (
            "{ guard: { highest: '1000' } }",
            "1:21+6 'highest' is a whole number from 0 on, not a text"
        ),
        ("{ guard: { sure: 'yes' } }", "1:18+5 'sure' is true or false, not a text"),
        (
            "{ guard: { name: 'My Name' } }",
            "1:18+9 'name' is a name of small letters, digits and hyphens, not \"My Name\""
        ),
        ("{ guard: { widths: 3 } }", "1:20+1 'widths' is a list, not 3"),
        (
            "{ guard: { widths: [3, 'x'] } }",
            "1:24+3 an entry of 'widths' is a whole number from 0 on, not a text"
        ),
        ("{ guard: { any: [] } }", "1:17+1 'any' is an object, not a list"),
        ("{ guard: { any: { a: 1 } } }", "1:22+1 'a' is a text, not 1"),
        (
            "{ guard: { time: 'modifed' } }",
            "1:18+9 'time' is \"modified\", or an object, not \"modifed\" [did you mean \"modified\"?]"
        ),
        ("{ guard: { time: { column: 1 } } }", "1:20+6 'time' has no field 'column'"),
        (
            "{ guard: { highest: 'x', fewer: 'y' } }",
            "1:21+3 'highest' is a whole number from 0 on, not a text\n1:33+3 'fewer' is a share such as \"30%\" or a count, not \"y\""
        ),
    ]

    @Test(arguments: mistakes)
    func answersMistakes(_ text: String, _ want: String) throws {
        var mistakes: [Mistake] = []
        let node = try JSON5Reader.read(text, file: "x")
        _ = Self.steps.pick(node, in: "through", &mistakes)
        #expect(mistakes.map(\.line).joined(separator: "\n") == want)
    }

    @Test func theWordNeedNotComeFirstAndMayBeAFieldOfAnother() throws {
        var mistakes: [Mistake] = []
        let node = try JSON5Reader.read("{ keep: ['a'], map: 'skus' }", file: "x")
        let choice = try #require(Self.steps.pick(node, in: "through", &mistakes))
        #expect(choice.word == "map")
        #expect(choice.fields.word("map") == "skus")
        #expect(choice.fields.texts("keep") == ["a"])
        #expect(choice.fields.texts("on") == [])
        #expect(choice.fields.word("missing") == "reject")
        #expect(!choice.fields.isGiven("missing"))
        #expect(mistakes.isEmpty)
    }

    @Test func fieldsAreReadAsTheirKindSays() throws {
        var mistakes: [Mistake] = []
        let node = try JSON5Reader.read(
            "{ fewer: '2.5% and 10', size: '10 MiB', widths: [2, 3], any: { 'A b': 'c' } }",
            file: "x")
        let fields = Self.limits.read(node, &mistakes)
        #expect(mistakes.isEmpty)
        #expect(fields.limit("fewer") == Limit(share: 250, count: 10))
        #expect(fields.limit("fewer")?.text == "2.5% and 10")
        #expect(fields.seconds("fresh") == 259_200)
        #expect(fields.bytes("size") == 10_485_760)
        #expect(fields.count("highest") == 1_000)
        #expect(fields.flag("sure"))
        #expect(fields.text("name") == nil)
        #expect(fields.list("widths").count == 2)
        #expect(fields.members("any").map(\.name) == ["A b"])
        #expect(fields.place(of: "size") == Place("x", line: 1, column: 31))
        #expect(fields.place(of: "fresh") == Place("x", line: 1, column: 1))
    }

    @Test(arguments: [
        ("'30%'", 300, 1_000, false), ("'30%'", 301, 1_000, true), ("'0%'", 1, 1_000, true),
        ("20", 20, 20, false), ("'20'", 21, 100, true),
        ("'20% and 10'", 10, 20, false), ("'20% and 10'", 11, 100, false),
        ("'20% and 10'", 11, 20, true), ("'10 and 20%'", 11, 20, true), ("'30%'", 0, 0, false),
        ("'100%'", Int64.max, Int64.max, false),
    ])
    func limitsTripWhenExceeded(_ text: String, _ part: Int64, _ whole: Int64, _ want: Bool) throws
    {
        let limit = try #require(Limit(try JSON5Reader.read(text, file: "x")))
        #expect(limit.isExceeded(by: part, of: whole) == want)
    }

    @Test func helpIsMadeFromTheSpec() {
        #expect(
            Self.map.help == """
                map: looks up what the mapping says

                  map: a text; required
                  on: a text or a list of texts
                      the columns looked up
                  missing: "reject", "keep" or "none"; "reject" if not given
                      what becomes of a row that it does not know
                  keep: a text or a list of texts
                      columns kept

                Example:
                  { map: "skus", missing: "keep" }

                """)
    }
}
