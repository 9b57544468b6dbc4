import Formats
import Records
import Testing

@Suite struct MistakeTests {
    /// Each mistake as `LINE:COLUMN+WIDTH message | hint`.
    private func mistakes(_ text: String) -> [String] {
        var mistakes: [Mistake] = []
        let template = Dialects.compile(text, mistakes: &mistakes)
        #expect((template == nil) == !mistakes.isEmpty)
        return mistakes.map {
            "\($0.place.line ?? 0):\($0.place.column ?? 0)+\($0.width) \($0.message)"
                + ($0.hint.map { " | \($0)" } ?? "")
        }
    }

    @Test(arguments: [
        ("\"json\"", "1:1+6 a dialect is an object, not a text"),
        ("{ file: \"x\" }", "1:1+1 a dialect needs 'form': \"json\", \"xml\" or \"flat\""),
        (
            "{ form: \"jsn\" }",
            "1:9+5 'form' is \"json\", \"xml\" or \"flat\", not 'jsn' | did you mean 'json'?"
        ),
        ("{ form: 3 }", "1:9+1 'form' is \"json\", \"xml\" or \"flat\", not '3'"),
    ])
    func forms(_ text: String, _ want: String) { #expect(mistakes(text) == [want]) }

    @Test(arguments: [
        ("mesages: 1", "1:3+7 a json dialect has no field 'mesages' | did you mean 'messages'?"),
        ("columns: {}", "1:3+7 a json dialect has no field 'columns'"),
        ("messages: 0", "1:13+1 'messages' is a whole number from 1 on, not '0'"),
        ("messages: \"many\"", "1:13+6 'messages' is a whole number from 1 on, not 'many'"),
        ("bytes: \"10 miles\"", "1:10+10 'bytes' is a size such as \"10 MiB\", not '10 miles'"),
        ("bytes: -1", "1:10+2 'bytes' is a size such as \"10 MiB\", not '-1'"),
        (
            "bytes: \"9999999999 GiB\"",
            "1:10+16 'bytes' is a size such as \"10 MiB\", not '9999999999 GiB'"
        ),
        ("bytes: [1]", "1:10+1 'bytes' is a size such as \"10 MiB\", not a list"),
    ])
    func limits(_ field: String, _ want: String) {
        let text = "{ \(field), " + Dialects.json("{}").dropFirst()
        #expect(mistakes(text) == [want])
    }

    @Test(arguments: [
        (
            "file: \".json\"", "file: \"json\"",
            "1:23+7 'file' is what a document's name ends with, such as \"json\":"
                + " small letters and digits, not '.json'"
        ),
        (
            "file: [1]", "file: \"json\"",
            "1:23+1 'file' is what a document's name ends with, such as \"json\":"
                + " small letters and digits, not a list"
        ),
        (
            "deliver: [\"drp\"]", "deliver: [\"drop\", \"hand\"]",
            "1:41+5 'deliver' has no way 'drp'; known: drop, hand, api | did you mean 'drop'?"
        ),
        (
            "deliver: 3", "deliver: [\"drop\", \"hand\"]",
            "1:40+1 'deliver' has no way '3'; known: drop, hand, api"
        ),
        (
            "deliver: []", "deliver: [\"drop\", \"hand\"]",
            "1:40+1 'deliver' names no way; known: drop, hand, api"
        ),
    ])
    func ways(_ wrong: String, _ right: String, _ want: String) {
        #expect(mistakes(Dialects.json("{}").replacing(right, with: wrong)) == [want])
    }

    @Test func whatIsMissing() {
        #expect(
            mistakes("{ form: \"json\" }") == [
                "1:1+1 a json dialect needs 'file'", "1:1+1 a json dialect needs 'deliver'",
                "1:1+1 a json dialect needs 'document'", "1:1+1 a json dialect needs 'message'",
            ])
        #expect(
            mistakes("{ form: \"flat\", file: \"txt\", deliver: \"drop\" }")
                == ["1:1+1 a flat dialect needs 'columns'"])
    }

    @Test(arguments: [
        (
            "{ a: \"$quantty\" }",
            "3:17+10 there is no column or variable 'quantty' | did you mean '$quantity'?"
        ),
        (
            "{ a: \"$mesage\" }",
            "3:17+9 there is no column or variable 'mesage' | did you mean '$message'?"
        ),
        ("{ a: \"$zzz\" }", "3:17+6 there is no column or variable 'zzz'"),
        (
            "{ a: [ \"$\" ] }",
            "3:19+3 '$' names nothing; a text that begins with a dollar is \"$$…\""
        ),
        ("{ a: \"$messages\" }", "3:17+11 '$messages' can stand in 'document' only"),
        ("[ 1 ]", "3:12+1 'message' is an object, not a list"),
        ("\"$quantity\"", "3:12+11 'message' is an object, not a text"),
        ("{ when: \"price\", a: 1 }", "3:14+4 'when' cannot stand here: every row has a message"),
        (
            "{ a: { when: \"prise\" } }",
            "3:25+7 'when' names 'prise', which is no column | did you mean 'price'?"
        ),
        (
            "{ a: { unless: [\"price\", \"$price\"] } }",
            "3:37+8 'unless' names '$price', which is no column | did you mean 'price'?"
        ),
        (
            "{ a: { when: 3 } }",
            "3:25+1 'when' is a column's name or a list of such, not a number"
        ),
        (
            "{ a: { when: [] } }",
            "3:25+1 'when' is a column's name or a list of such, not an empty list"
        ),
        (
            "{ a: { when: [1] } }",
            "3:25+1 'when' is a column's name or a list of such, not a list"
        ),
        ("{ a: +5 }", "3:17+2 '+5' is no number in JSON"),
        ("{ a: 0x1F }", "3:17+4 '0x1F' is no number in JSON"),
        ("{ a: .5 }", "3:17+2 '.5' is no number in JSON"),
    ])
    func messages(_ message: String, _ want: String) {
        #expect(mistakes(Dialects.json(message)) == [want])
    }

    @Test(arguments: [
        (
            "{ a: [] }",
            "2:13+1 'document' does not say where its messages go: put \"$messages\" there"
        ),
        (
            "{ a: \"$messages\", b: \"$messages\" }",
            "2:34+11 '$messages' stands twice, first at feed.json5:2:18"
        ),
        (
            "{ a: \"$messages\", b: \"$quantity\" }",
            "2:34+11 'quantity' is a column: it has a value in a message only"
        ),
        ("{ a: \"$messages\", b: \"$message\" }", "2:34+10 '$message' can stand in 'message' only"),
        (
            "{ a: \"$messages\", b: \"$seler\" }",
            "2:34+8 there is no variable 'seler' | did you mean '$seller'?"
        ),
        (
            "{ a: \"$messages\", b: { when: \"quantity\" } }",
            "2:36+4 'when' can stand in 'message' only"
        ),
    ])
    func documents(_ document: String, _ want: String) {
        #expect(mistakes(Dialects.json("{}", document: document)) == [want])
    }

    @Test(arguments: [
        ("columns: []", "1:56+1 'columns' is an object from headings to values, not a list"),
        ("columns: {}", "1:56+1 'columns' is an object from headings to values, not an empty one"),
        ("columns: { a: 3 }", "1:61+1 'a' is a text such as \"$column\", not a number"),
        (
            "columns: { a: \"$sku\" }", "1:61+6 there is no column or variable 'sku'"
        ),
        ("columns: { a: \"x\\ty\" }", "1:61+6 a tab cannot stand in a flat file"),
        ("columns: { \"a\\nb\": \"x\" }", "1:58+3 a line feed cannot stand in a heading"),
        (
            "columns: { a: [\"x\", \"$price\"] }",
            "1:62+3 a list under 'a' names columns, each as \"$column\""
        ),
        ("columns: { a: \"$messages\" }", "1:61+11 '$messages' can stand in 'document' only"),
        (
            "columns: { price: \"$price\" }, optional: [\"prise\"]",
            "1:88+7 'optional' names 'prise', which is no heading | did you mean 'price'?"
        ),
        (
            "columns: { a: \"x\" }, optional: \"a\"",
            "1:78+3 'optional' names 'a', which no row leaves empty"
        ),
        ("columns: { a: \"x\" }, optional: 3", "1:78+1 'optional' names '3', which is no heading"),
        (
            "columns: { a: \"x\" }, encoding: \"cp1252\"",
            "1:78+8 'encoding' is \"UTF-8\" or \"cp932\", not 'cp1252'"
        ),
        (
            "columns: { a: \"x\" }, optinal: 3",
            "1:68+7 a flat dialect has no field 'optinal' | did you mean 'optional'?"
        ),
    ])
    func flat(_ fields: String, _ want: String) {
        #expect(
            mistakes("{ form: \"flat\", file: \"txt\", deliver: \"drop\", \(fields) }") == [want])
    }

    @Test func severalAtOnce() {
        #expect(
            mistakes(Dialects.json("{ a: \"$x1\", b: { when: \"y1\", c: \"$z1\" } }")).sorted() == [
                "3:17+5 there is no column or variable 'x1'",
                "3:35+4 'when' names 'y1', which is no column",
                "3:44+5 there is no column or variable 'z1'",
            ])
    }
}
