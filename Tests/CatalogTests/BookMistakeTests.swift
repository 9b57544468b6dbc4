import Records
import Testing

@testable import Catalog

@Suite("What is wrong in books, event feeds and queries")
struct BookMistakeTests {
    private static let lines = "pipelines/books/orders.json5"
    private static let once = "pipelines/books/refunds.json5"
    private static let feed = "pipelines/feeds/refund.json5"
    private static let query = "pipelines/queries/refunds.sql"

    private static let good = GivenShop(
        files: GivenShop.good.files.merging([
            lines: """
            {
              kind: "lines", key: ["order-id", "item"], sku: "sku", later: "changed",
              columns: {
                "order-id": "text", item: "text", sku: { otherwise: "item" }, changed: "time", quantity: "count",
                ordered: { kind: "count", highest: "quantity" }, status: "text",
                sent: { kind: "time", lowest: "changed", when: { status: "Shipped" } },
              },
              indexes: ["order-id"],
            }
            """,
            once: """
            {
              kind: "once", key: ["refund-id", "sku"], identity: ["refund-id"], edits: ["note"],
              columns: { "refund-id": "text", sku: "text", note: { personal: true }, edit: "flag" },
            }
            """,
            feed: """
            {
              kind: "event", key: ["refund-id", "sku"], group: ["refund-id"], edits: "said",
              columns: { amount: { kind: "money" } },
              dialects: { flat: { deliver: ["hand", "drop"], file: "txt", columns: ["sku"] } },
            }
            """,
            query: """
            -- What is to be paid back.
            -- amount: money
            SELECT refund_id, sku, 1 AS amount FROM refunds
            """,
        ]) { $1 })

    static let slips: [DefinitionMistakeTests.Slip] = [
        .init(
            lines, "kind: \"lines\"", "kind: \"line\"",
            "2:9+6 'kind' is \"latest\", \"lines\" or \"once\", not \"line\" [did you mean \"lines\"?]"
        ),
        .init(
            lines, "key: [\"order-id\", \"item\"]", "key: [\"order-id\"]",
            "2:23+1 the key of lines is the order and the item in it"),
        .init(
            lines, "\"item\"], sku", "\"itm\"], sku",
            "2:36+5 'key' names 'itm', which is no column [did you mean 'item'?]"),
        .init(
            lines, "sku: \"sku\", later", "later",
            "1:1+1 a book of kind \"lines\" needs 'sku'"),
        .init(
            lines, "later: \"changed\"", "later: \"quantity\"",
            "2:64+10 'later' is a column of kind \"time\""),
        .init(
            lines, "indexes: [\"order-id\"]", "indexes: [\"order_id\"]",
            "8:13+10 'indexes' names 'order_id', which is no column [did you mean 'order-id'?]"),
        .init(
            lines, "highest: \"quantity\"", "highest: \"quantities\"",
            "5:40+12 'highest' names 'quantities', which is no column [did you mean 'quantity'?]"),
        .init(
            lines, "when: { status: \"Shipped\" }", "when: \"Shipped\"",
            "6:52+9 'when' says with 'lowest' which rows count for it [when: { \"item-status\": \"Shipped\" }]"
        ),
        .init(
            lines, "when: { status:", "when: { state:",
            "6:54+5 'when' names 'state', which is no column [there are 'order-id', 'item', 'sku', 'changed', 'quantity', 'ordered', 'status' and 'sent']"
        ),
        .init(
            lines, "quantity: \"count\"", "quantity: \"number\"",
            "4:94+8 'quantity' is \"text\", \"count\", \"integer\", \"money\", \"percent\", \"date\", \"time\" or \"flag\", or an object, not \"number\""
        ),
        .init(
            lines, "quantity: \"count\"", "quantity: \"count\", line: \"count\"",
            "4:103+4 'line' is a column that every book has"),
        .init(
            once, "identity: [\"refund-id\"], ", "",
            "1:1+1 a book of kind \"once\" needs 'identity'"),
        .init(
            once, "identity: [\"refund-id\"]", "identity: [\"sku\"]",
            "2:54+1 the key begins with the identity"),
        .init(
            once, "edit: \"flag\"", "edited: \"flag\"",
            "2:76+1 'edits' is for a book of kind \"once\" that has a column 'edit' of kind \"flag\""
        ),
        .init(
            once, "kind: \"once\"", "kind: \"latest\"",
            "2:56+1 'identity' is for a book of kind \"once\"\n2:78+1 'edits' is for a book of kind \"once\" that has a column 'edit' of kind \"flag\""
        ),
        .init(
            feed, "group: [\"refund-id\"]", "group: [\"sku\"]",
            "2:52+1 the key begins with the columns of 'group'"),
        .init(
            feed, "edits: \"said\"", "edits: \"some\"",
            "2:74+6 'edits' is \"none\", \"said\" or \"any\", not \"some\""),
        .init(
            feed, "edits: \"said\"", "drift: \"tell\"",
            "2:74+6 'drift' is for a feed of kind \"state\""),
        .init(
            feed, "kind: \"money\"", "kind: \"money\", move: \"30%\"",
            "3:45+5 'move' is for a feed of kind \"state\""),
        .init(
            feed, "edits: \"said\"", "answered: \"soon\"",
            "2:77+6 'answered' is a time such as \"90m\", \"8h\" or \"3d\", not \"soon\""),
    ]

    @Test func theGoodFilesAreGood() throws {
        #expect(try Self.good.catalog.mistakes().map(\.line) == [])
    }

    @Test func aQuerySaysTheKindsOfItsColumns() throws {
        let text = try #require(Self.good.files[Self.query])
        let changed = Self.good.with(Self.query, text.replacing("money", with: "mony"))
        var mistakes: [Mistake] = []
        _ = try changed.catalog.query("refunds", &mistakes)
        #expect(
            mistakes.map(\.line) == [
                "2:4+12 'mony' is no kind that a column has [did you mean 'money'?]"
            ])
    }

    @Test(arguments: slips)
    func answersMistakes(_ slip: DefinitionMistakeTests.Slip) throws {
        let text = try #require(Self.good.files[slip.file])
        #expect(text.contains(slip.from))
        let changed = Self.good.with(slip.file, text.replacing(slip.from, with: slip.to))
        let mistakes = try changed.catalog.mistakes()
        #expect(mistakes.map(\.line).joined(separator: "\n") == slip.want)
        #expect(mistakes.allSatisfy { $0.place.file == slip.file })
    }
}
