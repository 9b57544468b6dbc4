import Records

/// A book, `pipelines/books/NAME.json5`: facts that add up, kept as rows of a table in the ledger.
package struct BookDefinition: Definition {
    package static let what = "book"
    package static let folder = "pipelines/books"

    /// What a row means whose key is there already.
    package enum Kind: String, CaseIterable, Sendable {
        /// What a later file says takes the place of what was there.
        case latest
        /// Lines of orders: a row with a later time changes what it names, an earlier one nothing, and
        /// lines of reports without item ids find theirs by the sku.
        case lines
        /// What a person asks for: an identity is booked once, with all its rows.
        case once
    }

    package let name: String
    package let place: Place
    package let source: String
    package let about: String?
    package let kind: Kind
    /// At least one, no two of one name in SQL.
    package let columns: [BookColumn]
    /// The columns that tell its rows apart. For lines two: the order and the item in it.
    package let key: [String]
    /// Of a book that books once: those columns of the key that name what is booked; its rows come whole.
    package let identity: [String]
    /// Of a book that books once: the columns that a later row, which says yes under `edit`, may change.
    package let edits: [String]
    /// Of lines: the column that a line without an item id is found by.
    package let sku: String
    /// Of lines: the column with the time that tells which row is later.
    package let later: String
    /// Columns that it is looked up by in queries.
    package let indexes: [String]

    package init?(_ node: Node, name: String, _ mistakes: inout [Mistake]) {
        let before = mistakes.count
        let fields = Self.spec.read(node, &mistakes)
        guard mistakes.count == before else { return nil }
        self.name = name
        place = node.place
        source = node.source
        about = fields.text("about")
        kind = fields.choice("kind", or: .latest)
        columns = fields.members("columns").map(BookColumn.init)
        key = fields.texts("key")
        identity = fields.texts("identity")
        edits = fields.texts("edits")
        sku = fields.word("sku")
        later = fields.word("later")
        indexes = fields.texts("indexes")
        check(fields, &mistakes)
        if mistakes.count > before { return nil }
    }

    package func column(_ name: String) -> BookColumn? { columns.first { $0.name == name } }

    private func check(_ fields: Fields, _ mistakes: inout [Mistake]) {
        for member in fields.members("columns") {
            Self.checkName(of: member, &mistakes)
            if Self.own.contains(member.name) {
                mistakes.append(
                    Mistake(on: member, "'\(member.name)' is a column that every book has"))
            }
        }
        for field in ["key", "identity", "edits", "indexes", "sku", "later"] {
            for node in fields.textNodes(field) where column(node.text ?? "") == nil {
                mistakes.append(
                    Mistake(
                        on: node, "'\(field)' names '\(node.text ?? "")', which is no column",
                        hint: Mistake.hint(for: node.text ?? "", in: columns.map(\.name))))
            }
        }
        for member in fields.members("columns") {
            for field in ["otherwise", "highest", "lowest"] {
                guard let node = member.value[field], column(node.text ?? "") == nil else {
                    continue
                }
                mistakes.append(
                    Mistake(
                        on: node, "'\(field)' names '\(node.text ?? "")', which is no column",
                        hint: Mistake.hint(for: node.text ?? "", in: columns.map(\.name))))
            }
            if let when = member.value["when"] { checkWhen(when, of: member, &mistakes) }
        }
        let wanted: [(field: String, kind: Kind)] = [
            ("identity", .once), ("sku", .lines), ("later", .lines),
        ]
        for (field, kind) in wanted where fields.isGiven(field) != (self.kind == kind) {
            mistakes.append(
                fields.mistake(
                    field,
                    self.kind == kind
                        ? "a book of kind \"\(kind.rawValue)\" needs '\(field)'"
                        : "'\(field)' is for a book of kind \"\(kind.rawValue)\""))
        }
        if !edits.isEmpty, kind != .once || column("edit")?.kind != .flag {
            mistakes.append(
                fields.mistake(
                    "edits",
                    "'edits' is for a book of kind \"once\" that has a column 'edit' of kind \"flag\""
                ))
        }
        if kind == .lines, key.count != 2 {
            mistakes.append(
                fields.mistake("key", "the key of lines is the order and the item in it"))
        }
        if kind == .once, identity != Array(key.prefix(identity.count)) {
            mistakes.append(fields.mistake("identity", "the key begins with the identity"))
        }
        if kind == .lines, let later = column(later), later.kind != .time {
            mistakes.append(fields.mistake("later", "'later' is a column of kind \"time\""))
        }
    }

    private func checkWhen(_ when: Node, of member: Node.Member, _ mistakes: inout [Mistake]) {
        guard member.value["lowest"] != nil, let condition = when.members, condition.count == 1,
            condition[0].value.text != nil
        else {
            mistakes.append(
                Mistake(
                    on: when, "'when' says with 'lowest' which rows count for it",
                    hint: "when: { \"item-status\": \"Shipped\" }"))
            return
        }
        guard column(condition[0].name) == nil else { return }
        mistakes.append(
            Mistake(
                on: condition[0], "'when' names '\(condition[0].name)', which is no column",
                hint: Mistake.hint(for: condition[0].name, in: columns.map(\.name))))
    }

    /// Columns that every book has beside its own.
    package static let own = ["id", "file", "line", "run", "nth", "repeated", "made"]

    package static let spec = Spec(
        "book", "facts that add up, kept in the ledger",
        fields: [
            Field("about", .text, "what it holds"),
            Field(
                "kind", .choice(Kind.self), standard: "latest",
                "latest: a later file's row counts; lines: lines of orders; once: an identity is "
                    + "booked once"),
            Field(
                "columns", .named(.orObject(.choice(Records.Kind.self), BookColumn.spec)),
                required: true, "its columns: the kind of each, or an object"),
            Field("key", .texts, required: true, "the columns that tell its rows apart"),
            Field("identity", .texts, "what is booked once: the first columns of the key"),
            Field(
                "edits", .texts,
                "the columns that a later row, which says yes under 'edit', may change"),
            Field("sku", .text, "what a line without an item id is found by"),
            Field("later", .text, "the time that says which of two rows of a line is later"),
            Field("indexes", .texts, "columns that queries look it up by"),
        ],
        example: """
            {
              kind: "once", key: ["refund-id", "sku"], identity: ["refund-id"],
              columns: { "refund-id": "text", sku: "text", principal: "money" },
            }
            """)
}
