import Catalog
import Ledgers
import Records

/// The story of one order, for a person: what reports said of it, what the seller asked for, what was told
/// and answered, in the order of time. Nothing in it tells who the buyer is.
package struct OrderStory: Sendable {
    package struct Event: Sendable {
        /// Unix seconds; nil where it is not known.
        package var time: Int64?
        package var text: String
        package var details: [String] = []
    }

    package private(set) var events: [Event] = []

    /// Nothing where the ledger does not know the order.
    package init(_ open: OpenShop, order: String) throws(Failure) {
        let ledger = try open.ledger(creating: false)
        // What Amazon sold comes before what was done with it.
        let books = try open.catalog.books().filter { $0.column("order-id") != nil }
        for book in books.filter({ $0.kind == .lines }) + books.filter({ $0.kind != .lines }) {
            try addBook(book, order, ledger)
        }
        try addTold(order, ledger, open)
        // A stable order: what has the same time stays as it was found.
        events = events.enumerated().sorted {
            ($0.element.time ?? .min, $0.offset) < ($1.element.time ?? .min, $1.offset)
        }.map(\.element)
    }

    private mutating func addBook(
        _ book: BookDefinition, _ order: String, _ ledger: Ledger
    ) throws(Failure) {
        let columns = book.columns.filter { !$0.isPersonal && $0.name != "order-id" }
        let rows = try ledger.bookRows(
            book.name, columns: columns.map(\.name), where: "order-id", is: order)
        for row in rows {
            let file = try ledger.file(row.file)
            let said = zip(columns, row.values).compactMap { column, value -> String? in
                switch value {
                case .null: return nil
                case .integer(let number): return "\(column.name) \(column.kind.write(number))"
                case .text(let text): return "\(column.name) \(text)"
                case .bytes: return nil
                }
            }
            var own = said
            if row.repeated > 1 { own.append("stood \(row.repeated) times in its file") }
            events.append(
                Event(
                    time: file?.made,
                    text: "\(book.name): \(file?.name ?? "?"):\(row.line)",
                    details: Self.lines(own)))
        }
    }

    /// What was told of the order, by whatever feed: by its key, or by its column order-id.
    private mutating func addTold(
        _ order: String, _ ledger: Ledger, _ open: OpenShop
    ) throws(Failure) {
        for row in try ledger.events(ofOrder: order) {
            let document = try row.document.flatMap { (id) throws(Failure) in
                try ledger.document(id)
            }
            let personal = Set(
                try open.catalog.feed(row.feed).columns.filter(\.isPersonal).map(\.name))
            let key = row.key.replacing("\t", with: " ")
            guard let document else {
                let text: String
                let reason = row.state == .refused ? try ledger.refusal(of: row.id) : nil
                switch row.state {
                case .refused?: text = "\(row.feed) \(key): refused, and so not told"
                case .retell?: text = "\(row.feed) \(key): asked to be told again"
                default: text = "\(row.feed) \(key): \(row.state?.rawValue ?? "noted")"
                }
                events.append(
                    Event(
                        time: events.last?.time, text: text,
                        details: reason.map { Self.lines([$0]) } ?? []))
                continue
            }
            events.append(
                Event(
                    time: document.sent ?? events.last?.time,
                    text:
                        "\(row.feed) \(key): told in \(document.name), message \(row.message ?? 0)",
                    details: Self.lines(Self.values(row.row ?? "{}", without: personal))))
            guard document.state == .answered else { continue }
            let findings = try ledger.findings(document: document.id).filter {
                $0.told == row.id || $0.told == nil
            }
            let answer = try ledger.latestFile(named: document.answer ?? "")
            events.append(
                Event(
                    time: answer?.made ?? document.sent,
                    text:
                        "\(row.feed) \(key): \(row.state?.rawValue ?? "accepted"), says \(document.answer ?? "")",
                    details: findings.map { "\($0.severity) \($0.code): \($0.text)" }))
        }
    }

    /// The values of a told row, "name value".
    private static func values(_ json: String, without personal: Set<String>) -> [String] {
        guard let node = try? JSON5Reader.read(Array(json.utf8), file: "told") else { return [] }
        return (node.members ?? []).filter { !personal.contains($0.name) }.map { member in
            switch member.value.value {
            case .number(let digits): "\(member.name) \(digits)"
            default: "\(member.name) \(member.value.text ?? "")"
            }
        }
    }

    /// A few to a line.
    private static func lines(_ parts: [String]) -> [String] {
        var lines: [String] = []
        for part in parts {
            if let last = lines.last, last.count + part.count < 96 {
                lines[lines.count - 1] = last + ", " + part
            } else {
                lines.append(part)
            }
        }
        return lines
    }
}
