import Records

/// A column of a book.
package struct BookColumn: Sendable {
    package let name: String
    package let place: Place
    package let kind: Kind
    package let about: String?
    /// Whether it tells of a person: never shown, and purged by age.
    package let isPersonal: Bool
    /// What becomes of the values of a line that stands in several rows; nil: the first counts.
    package let several: Several?

    /// The column whose value it has where a row leaves it blank.
    package let otherwise: String?

    /// The column of which it keeps the highest value that there ever was.
    package let highest: String?

    /// The column of which it keeps the lowest value that there ever was in rows where another column is a
    /// word.
    package let lowest: String?
    package let when: (column: String, word: String)?

    package enum Several: String, CaseIterable, Sendable { case add, join }

    /// Takes a member that its kind has passed: the word of a kind, or an object.
    init(_ member: Node.Member) {
        name = member.name
        place = member.place
        guard member.value.members != nil else {
            kind = member.value.text.flatMap(Kind.init) ?? .text
            about = nil
            isPersonal = false
            several = nil
            otherwise = nil
            highest = nil
            lowest = nil
            when = nil
            return
        }
        var checked: [Mistake] = []
        let fields = Self.spec.read(member.value, &checked)
        kind = fields.choice("kind", or: .text)
        about = fields.text("about")
        isPersonal = fields.flag("personal")
        otherwise = fields.text("otherwise")
        highest = fields.text("highest")
        lowest = fields.text("lowest")
        when = fields.node("when")?.members?.first.flatMap { member in
            member.value.text.map { (member.name, $0) }
        }
        several = fields.text("several").flatMap(Several.init)
    }

    package static let spec = Spec(
        "column", "a column of a book",
        fields: [
            Field("kind", .choice(Kind.self), standard: "text", "what it holds"),
            Field("about", .text, "what it says"),
            Field("personal", .flag, standard: "false", "whether it tells of a person"),
            Field("otherwise", .text, "the column whose value it has where a row leaves it blank"),
            Field(
                "highest", .text,
                "of lines: the column of which it keeps the highest value there ever was"),
            Field(
                "lowest", .text,
                "of lines: the column of which it keeps the lowest value there ever was"),
            Field(
                "when", .node,
                "with 'lowest': the column and its word in the rows that count for it"),
            Field(
                "several", .choice(Several.self),
                "where a line stands in several rows, one a promotion: add or join their values"),
        ],
        example: #""buyer-name": { personal: true }"#)
}
