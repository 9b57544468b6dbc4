import Records

/// What Amazon asks of a JSON_LISTINGS_FEED, held against a template when it is compiled (Amazon,
/// "Listings Feed Schema v2" and "Merge a listing"), and what that schema does not catch: unknown
/// names, numbers that messages share, patches without a value.
///
/// What only a row decides is left as `demands`. A sku's length is looked at where rows are told.
struct ListingsRules {
    let names: TemplateNames
    private(set) var demands: [Refusals.Demand] = []

    private static let most = 25_000
    private static let operations = ["UPDATE", "PARTIAL_UPDATE", "PATCH", "DELETE"]

    init(_ names: TemplateNames) { self.names = names }

    mutating func check(
        _ fields: DialectFields, _ document: Node, _ message: Node, _ mistakes: inout [Mistake]
    ) {
        if let limit = fields.node["messages"] {
            if case .number(let digits) = limit.value, let count = Int(digits), count > Self.most {
                mistakes.append(
                    Mistake(on: limit, "a listings feed has at most 25,000 messages"))
            }
        } else {
            mistakes.append(
                Mistake(
                    on: fields.node, "a listings feed has at most 25,000 messages: say 'messages'"))
        }
        check(document, &mistakes)
        guard message.members != nil else { return }
        checkMessage(message, &mistakes)
    }

    private func check(_ document: Node, _ mistakes: inout [Mistake]) {
        need(document, "'document'", ["header", "messages"], &mistakes)
        ListingsShape.document.check(document, "'document'", &mistakes)
        if let messages = document["messages"], messages.text != "$messages" {
            mistakes.append(Mistake(on: messages, "'messages' is \"$messages\""))
        }
        guard let header = document["header"] else { return }
        need(header, "'header'", ["sellerId", "version"], &mistakes)
        if let version = header["version"], version.text != "2.0" {
            mistakes.append(
                Mistake(on: version, "'version' is \"2.0\", not \(DialectFields.shown(version))"))
        }
        if let seller = header["sellerId"], literal(seller, .document) ?? "" == "" {
            mistakes.append(Mistake(on: seller, "'sellerId' is empty"))
        }
        if let report = header["report"] {
            need(report, "'report'", ["includedData", "apiVersion"], &mistakes)
        }
    }

    private mutating func checkMessage(_ message: Node, _ mistakes: inout [Mistake]) {
        ListingsShape.message.check(message, "'message'", &mistakes)
        need(message, "'message'", ["messageId", "sku", "operationType"], &mistakes)
        for (name, wanted) in [("messageId", "$message"), ("sku", "$seller-sku")] {
            guard let node = message[name], node.text != wanted else { continue }
            mistakes.append(Mistake(on: node, "'\(name)' is \"\(wanted)\""))
        }
        guard let node = message["operationType"] else { return }
        let operation = node.text ?? ""
        let rules: (needs: [String], never: [String])
        switch operation {
        case "UPDATE": rules = (["productType", "attributes"], ["patches"])
        case "PARTIAL_UPDATE":
            rules = (["productType", "attributes"], ["patches", "requirements"])
        case "PATCH": rules = (["productType", "patches"], ["attributes", "requirements"])
        case "DELETE":
            rules = ([], ["productType", "attributes", "patches", "requirements"])
        default:
            mistakes.append(
                Mistake(
                    on: node,
                    "'operationType' is one of \(Self.operations.joined(separator: ", ")), not "
                        + DialectFields.shown(node),
                    hint: Suggestion.nearest(to: operation, in: Self.operations)
                        .map { "did you mean '\($0)'?" }))
            return
        }
        need(message, "a message with \(operation)", rules.needs, &mistakes)
        for member in message.members ?? [] where rules.never.contains(member.name) {
            mistakes.append(
                Mistake(
                    at: member.place, width: member.name.count,
                    "a message with \(operation) has no '\(member.name)'"))
        }
        if let attributes = message["attributes"] {
            checkFilled(attributes, "attributes", &mistakes)
        }
        guard let patches = message["patches"] else { return }
        checkFilled(patches, "patches", &mistakes)
        for patch in patches.list ?? [] { checkPatch(patch, &mistakes) }
    }

    private mutating func checkPatch(_ patch: Node, _ mistakes: inout [Mistake]) {
        guard patch.members != nil else {
            mistakes.append(Mistake(on: patch, "a patch is an object, not \(patch.kind)"))
            return
        }
        ListingsShape.patch.check(patch, "a patch", &mistakes)
        need(patch, "a patch", ["op", "path"], &mistakes)
        let op = patch["op"]?.text ?? ""
        if let node = patch["op"], !["add", "replace", "merge", "delete"].contains(op) {
            mistakes.append(
                Mistake(
                    on: node,
                    "'op' is one of add, replace, merge, delete, not "
                        + DialectFields.shown(node)))
        }
        var attribute = ""
        if let path = patch["path"] {
            attribute =
                path.text?.wholeMatch(of: /\/attributes\/([a-z0-9_]+)/).map { String($0.1) } ?? ""
            if attribute.isEmpty {
                mistakes.append(
                    Mistake(
                        on: path,
                        "'path' is \"/attributes/NAME\": only whole attributes can be patched"))
            }
        }
        if op != "delete" { need(patch, "a patch", ["value"], &mistakes) }
        guard let value = patch["value"] else { return }
        guard let entries = value.list else {
            mistakes.append(Mistake(on: value, "'value' is a list of objects, not \(value.kind)"))
            return
        }
        checkFilled(value, "value", &mistakes)
        for entry in entries {
            guard entry.members != nil else {
                mistakes.append(
                    Mistake(on: entry, "an entry of 'value' is an object, not \(entry.kind)"))
                continue
            }
            ListingsShape.attributes[attribute]?.check(entry, "'\(attribute)'", &mistakes)
            if op == "merge", !attribute.isEmpty { checkSelectors(entry, attribute, &mistakes) }
        }
    }

    /// An entry that is merged must say which entry it is merged into.
    private func checkSelectors(
        _ entry: Node, _ attribute: String, _ mistakes: inout [Mistake]
    ) {
        let known = ListingsShape.selectors
        var needs = known[attribute] ?? []
        if attribute == "fulfillment_availability",
            literal(entry["fulfillment_channel_code"] ?? entry, .message) == "DEFAULT"
        {
            needs.append("quantity")
        }
        need(entry, "an entry to merge", needs, &mistakes)
        let given = known.values.joined().filter { entry[$0] != nil }
        for name in given where literal(entry[name] ?? entry, .message) == "" {
            mistakes.append(Mistake(on: entry[name] ?? entry, "'\(name)' is empty"))
        }
        if needs.isEmpty, given.isEmpty {
            mistakes.append(
                Mistake(
                    on: entry,
                    "an entry to merge says which it is, such as by 'marketplace_id'"))
        }
    }

    // What holds of every object.

    /// Adds mistakes where `node` is no object in which `names` stand whatever a row lacks. A name that
    /// is only misspelt is said as such, elsewhere.
    private func need(
        _ node: Node, _ subject: String, _ names: [String], _ mistakes: inout [Mistake]
    ) {
        guard let members = node.members else {
            mistakes.append(Mistake(on: node, "\(subject) is an object, not \(node.kind)"))
            return
        }
        for name in names {
            if let member = node[name] {
                if member.list == nil, !isSure(member) {
                    mistakes.append(
                        Mistake(on: member, "\(subject) needs '\(name)', which a row may lack"))
                }
            } else if !members.contains(where: {
                Suggestion.nearest(to: $0.name, in: [name]) != nil
            }) {
                mistakes.append(Mistake(on: node, "\(subject) needs '\(name)'"))
            }
        }
    }

    /// Adds a demand where all that stands in `node` may be left out, and a mistake where nothing
    /// does.
    private mutating func checkFilled(
        _ node: Node, _ name: String, _ mistakes: inout [Mistake]
    ) {
        let entries =
            node.list
            ?? (node.members ?? []).filter { !TemplateNames.conditions.contains($0.name) }.map(
                \.value)
        if entries.isEmpty {
            let what = node.list == nil && node.members == nil ? ", not \(node.kind)" : ""
            mistakes.append(Mistake(on: node, "'\(name)' has at least one entry\(what)"))
            return
        }
        if entries.contains(where: isSure) { return }
        demands.append(
            Refusals.Demand(
                name: name, alternatives: entries.flatMap { alternatives(of: $0) }))
    }

    private func isSure(_ node: Node) -> Bool { alternatives(of: node).contains(where: \.isEmpty) }

    /// What must hold for a value to stand: all tests of one of these lists.
    private func alternatives(of node: Node) -> [[(column: Int, present: Bool)]] {
        var quiet: [Mistake] = []
        if node.text != nil {
            guard case .column(let column, _)? = names.meaning(of: node, in: .message, &quiet),
                names.columns[column].isOptional
            else { return [[]] }
            return [[(column, true)]]
        }
        if let list = node.list { return list.count == 1 ? alternatives(of: list[0]) : [[]] }
        var all: [(column: Int, present: Bool)] = []
        var some: [[(column: Int, present: Bool)]] = [[]]
        for member in TemplateNames.conditions(of: node) {
            let columns = names.columns(of: member, &quiet)
            if member.name == "any" {
                some = columns.map { [($0, true)] }
            } else {
                all += columns.map { ($0, member.name == "when") }
            }
        }
        return some.map { all + $0 }
    }

    /// The text that a value always is; nil where it is no text, or differs.
    private func literal(_ node: Node, _ part: TemplateNames.Part) -> String? {
        var quiet: [Mistake] = []
        guard node.text != nil,
            case .literal(let text)? = names.meaning(of: node, in: part, &quiet)
        else { return nil }
        return text
    }
}
