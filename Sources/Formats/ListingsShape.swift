import Records

/// Which names may stand where in a JSON_LISTINGS_FEED, as far as they are the same for all product
/// types (Amazon, "Listings Feed Schema v2"; "Manage purchasable offer"; "Merge a listing").
///
/// Amazon passes over a name that it does not know: what it says is then not done.
indirect enum ListingsShape: Sendable {
    /// Anything.
    case any
    /// One of these texts, or a list of such.
    case words([String])
    /// An object with these names, or a list of such.
    case object([String: ListingsShape])
    /// An object in which these names have their shapes, and others may stand.
    case open([String: ListingsShape])

    func check(_ node: Node, _ subject: String, _ mistakes: inout [Mistake]) {
        if let nodes = node.list {
            for node in nodes { check(node, subject, &mistakes) }
            return
        }
        switch self {
        case .any: break
        case .words(let words):
            guard !words.contains(node.text ?? "") else { return }
            mistakes.append(
                Mistake(
                    on: node,
                    "\(subject) is one of \(words.joined(separator: ", ")), not "
                        + DialectFields.shown(node)))
        case .open(let shapes):
            for member in node.members ?? [] {
                shapes[member.name]?.check(member.value, "'\(member.name)'", &mistakes)
            }
        case .object(let shapes):
            for member in node.members ?? []
            where !TemplateNames.conditions.contains(member.name) {
                if let shape = shapes[member.name] {
                    shape.check(member.value, "'\(member.name)'", &mistakes)
                } else {
                    mistakes.append(
                        Mistake(
                            at: member.place, width: member.name.count,
                            "\(subject) has no '\(member.name)'",
                            hint: Suggestion.nearest(to: member.name, in: shapes.keys.sorted())
                                .map { "did you mean '\($0)'?" }))
                }
            }
        }
    }

    static let document = ListingsShape.object([
        "header": .object([
            "sellerId": .any, "version": .any, "issueLocale": .any,
            "report": .object([
                "includedData": .words([
                    "summaries", "attributes", "issues", "offers", "fulfillmentAvailability",
                    "procurement", "relationships", "productTypes",
                ]),
                "apiVersion": .words(["2021-08-01"]),
            ]),
        ]),
        "messages": .any,
    ])

    static let message = ListingsShape.object([
        "messageId": .any, "sku": .any, "operationType": .any, "productType": .any,
        "requirements": .words(["LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY"]),
        "attributes": .open(attributes), "patches": .any,
    ])

    static let patch = ListingsShape.object([
        "op": .any, "path": .any, "value": .any,
    ])

    private static let price = ListingsShape.object([
        "schedule": .object(["value_with_tax": .any, "start_at": .any, "end_at": .any])
    ])

    /// By the attribute's name.
    static let attributes: [String: ListingsShape] = [
        "fulfillment_availability": .object([
            "fulfillment_channel_code": .any, "quantity": .any,
            "lead_time_to_ship_max_days": .any, "restock_date": .any,
            "is_inventory_available": .any, "marketplace_id": .any,
        ]),
        "purchasable_offer": .object([
            "marketplace_id": .any, "currency": .any,
            "audience": .any, "start_at": .object(["value": .any]),
            "end_at": .object(["value": .any]), "our_price": price, "discounted_price": price,
            "minimum_seller_allowed_price": price, "maximum_seller_allowed_price": price,
            "map_price": price,
            "quantity_discount_plan": .object([
                "schedule": .object([
                    "discount_type": .any, "levels": .object(["lower_bound": .any, "value": .any]),
                ])
            ]),
            "automated_pricing_merchandising_rule_plan": .any,
        ]),
    ]

    /// The members by which Amazon finds the entry to merge into, by the attribute's name; those of
    /// no name may serve for any.
    static let selectors: [String: [String]] = [
        "fulfillment_availability": ["fulfillment_channel_code"],
        "purchasable_offer": ["marketplace_id", "currency", "audience"],
        "": ["marketplace_id", "language_tag"],
    ]
}
