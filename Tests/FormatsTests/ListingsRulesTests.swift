import Formats
import Records
import Testing

/// What a listings feed must be, told from a template before anything is written, and from a row.
@Suite struct ListingsRulesTests {
    private func mistakes(_ text: String) -> [String] {
        var mistakes: [Mistake] = []
        let template = Dialects.compile(text, mistakes: &mistakes)
        #expect((template == nil) == !mistakes.isEmpty)
        return mistakes.map(\.message)
    }

    private static let offer = """
        { messageId: "$message", sku: "$seller-sku", operationType: "UPDATE", productType: "PRODUCT",
          requirements: "LISTING_OFFER_ONLY",
          attributes: { condition_type: [ { value: "new_new" } ] } }
        """

    @Test(arguments: [
        Dialects.inventory, Dialects.listings(offer),
        Dialects.listings(
            #"{ messageId: "$message", sku: "$seller-sku", operationType: "DELETE" }"#),
        Dialects.listings(
            offer.replacing("UPDATE", with: "PARTIAL_UPDATE")
                .replacing("requirements: \"LISTING_OFFER_ONLY\",", with: "")),
        Dialects.inventory.replacing(
            "header: {",
            with: #"header: { report: { includedData: ["issues"], apiVersion: "2021-08-01" },"#),
    ])
    func whatIsRight(_ text: String) { #expect(mistakes(text) == []) }

    @Test(
        arguments: [
            ("sellerId: \"$seller\"", "sellerId: \"\"", ["'sellerId' is empty"]),
            ("sellerId: \"$seller\",", "", ["'header' needs 'sellerId'"]),
            ("\"2.0\"", "\"2.1\"", ["'version' is \"2.0\", not '2.1'"]),
            ("issueLocale", "locale", ["'header' has no 'locale'"]),
            (
                "header: {", #"header: { report: { includedData: ["isues"] },"#,
                [
                    "'includedData' is one of summaries, attributes, issues, offers, fulfillmentAvailability,"
                        + " procurement, relationships, productTypes, not 'isues'",
                    "'report' needs 'apiVersion'",
                ]
            ),
            (
                "messages: 25000,", "",
                ["a listings feed has at most 25,000 messages: say 'messages'"]
            ),
            ("messages: 25000", "messages: 25001", ["a listings feed has at most 25,000 messages"]),
            (
                "messages: \"$messages\" }", "messages: [\"$messages\"] }",
                ["'messages' is \"$messages\""]
            ),
            ("messageId: \"$message\"", "messageId: 7", ["'messageId' is \"$message\""]),
            (
                "\"$seller-sku\"", "\"SKU\"", ["'sku' is \"$seller-sku\""]
            ),
            (
                "\"PATCH\"", "\"DELETE\"",
                [
                    "a message with DELETE has no 'productType'",
                    "a message with DELETE has no 'patches'",
                ]
            ),
            (
                "\"PATCH\"", "\"UPDATE\"",
                [
                    "a message with UPDATE needs 'attributes'",
                    "a message with UPDATE has no 'patches'",
                ]
            ),
            (
                "\"PATCH\"", "\"PUSH\"",
                ["'operationType' is one of UPDATE, PARTIAL_UPDATE, PATCH, DELETE, not 'PUSH'"]
            ),
            (
                "productType: \"PRODUCT\"", "requirements: \"LISTING\"",
                [
                    "a message with PATCH needs 'productType'",
                    "a message with PATCH has no 'requirements'",
                ]
            ),
            (
                "productType: \"PRODUCT\"", "productType: \"$handling-time\"",
                ["a message with PATCH needs 'productType', which a row may lack"]
            ),
            (
                "op: \"merge\"", "op: \"move\"",
                ["'op' is one of add, replace, merge, delete, not 'move'"]
            ),
            (
                "{ unless: \"handling-time\", op: \"merge\", path: \"/attributes/f",
                "{ unless: \"handling-time\", op: \"merge\", path: \"/f",
                ["'path' is \"/attributes/NAME\": only whole attributes can be patched"]
            ),
            (
                "fulfillment_channel_code: \"DEFAULT\", quantity: \"$quantity\" }", "",
                [
                    "an entry to merge needs 'fulfillment_channel_code'",
                    "'value' has at least one entry",
                ]
            ),
        ] as [(String, String, [String])])
    func whatIsWrong(_ from: String, _ to: String, _ want: [String]) {
        let text = Dialects.inventory
        #expect(text.contains(from))
        var changed = text.replacing(from, with: to)
        if to.isEmpty, from.hasPrefix("fulfillment") {
            changed = text.replacing("[ { \(from)", with: "[ ")
            #expect(mistakes(changed) == Array(want.dropFirst()))
            changed = text.replacing("[ { \(from)", with: "[ { quantity: \"$quantity\" }")
            #expect(mistakes(changed) == Array(want.dropLast()))
        } else {
            #expect(mistakes(changed) == want)
        }
    }

    /// A drop that is no listings feed may be any JSON.
    @Test func onlyWhatMayGoToTheAPIIsAListingsFeed() {
        #expect(mistakes(Dialects.json("{ anything: \"$quantity\" }")) == [])
        let api = Dialects.json("{ anything: \"$quantity\" }").replacing("hand", with: "api")
        #expect(!mistakes(api).isEmpty)
    }

    private static func patch(_ value: String, _ conditions: String = "") -> String {
        Dialects.listings(
            """
            { messageId: "$message", sku: "$seller-sku", operationType: "PATCH",
              productType: "PRODUCT", patches: [
                { \(conditions) op: "replace", path: "/attributes/list_price", value: \(value) } ] }
            """)
    }

    /// A message of which a row leaves nothing is not told.
    @Test(arguments: [
        (patch("[ { value: 1 } ]"), false, false, nil),
        (patch("[ { value: 1 } ]", "when: \"price\","), true, false, nil),
        (
            patch("[ { value: 1 } ]", "when: \"price\","), false, true,
            "a message with an empty 'patches'"
        ),
        (
            patch("[ { when: \"price\", value: 1 }, { when: \"handling-time\", value: 2 } ]"), true,
            false, nil
        ),
        (
            patch("[ { when: \"price\", value: 1 }, { when: \"handling-time\", value: 2 } ]"),
            false,
            true, nil
        ),
        (
            patch("[ { when: \"price\", value: 1 }, { when: \"handling-time\", value: 2 } ]"),
            false,
            false, "a message with an empty 'value'"
        ),
        (
            patch("[ { unless: [\"price\", \"handling-time\"], value: 1 } ]"), true, true,
            "a message with an empty 'value'"
        ),
    ])
    func whatARowLeavesEmpty(
        _ dialect: String, _ price: Bool, _ days: Bool, _ refusal: String?
    ) throws {
        var mistakes: [Mistake] = []
        let template = try #require(Dialects.compile(dialect, mistakes: &mistakes))
        let form = template.form(filled: [true, true, true, true])
        let cells: [Dialects.Value] = [
            .text("A"), .number(1), days ? .number(2) : .none, price ? .number(50_000) : .none,
        ]
        #expect(Dialects.refusal(form, cells) == refusal)
    }
}
