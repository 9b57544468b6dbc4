import Catalog
import Files
import Formats
import Ledgers
import Records

/// Writes the messages of a feed into as many documents as its limits ask.
package final class DocumentWriter {
    struct Written {
        var name: String
        /// The finished draft; nil where nothing was written.
        var draft: String?
        /// The name that the draft is to take, relative to the shop.
        var path: String
        var digest: Digest
        var messages: Int
        var bytes: Int
    }

    private final class Part {
        let id: Int64
        let name: String
        let path: String
        let draft: Draft
        var messages = 0
        var first: Int64 = 0
        var last: Int64 = 0

        init(id: Int64, name: String, path: String, draft: Draft) {
            self.id = id
            self.name = name
            self.path = path
            self.draft = draft
        }
    }

    /// Only to learn the digests: no file, nothing in the ledger.
    var isRehearsal = false
    /// For people to look at: into the run's folder, nothing in the ledger.
    var isDry = false

    private let run: Run
    private let target: FeedTarget
    private let scope: StageScope
    private let template: Template
    private let form: Form
    private var nextId: Int64
    private var part: Part?
    private var parts: [Part] = []
    private var message: [UInt8] = []
    private var row: [UInt8] = []

    init(
        _ run: Run, _ target: FeedTarget, _ scope: StageScope, _ template: Template,
        filled: [Bool], nextId: Int64
    ) {
        self.run = run
        self.target = target
        self.scope = scope
        self.template = template
        self.nextId = nextId
        form = template.form(filled: filled)
    }

    /// Adds a message. `cells` are the key's and then the feed's columns, which `values` points at.
    /// Returns the id that it has in `told`, 0 where it is not recorded there.
    @discardableResult
    func add(
        _ entry: Pending.Entry, _ cells: UnsafePointer<Cell>, _ values: UnsafePointer<Cell>,
        before: Int64?, told: ToldWriter?
    ) throws(Failure) -> Int64 {
        message.removeAll(keepingCapacity: true)
        form.append(cells, message: (part?.messages ?? 0) + 1, to: &message)
        if let part, isFull(part, adding: message.count) {
            try close()
            message.removeAll(keepingCapacity: true)
            form.append(cells, message: 1, to: &message)
        }
        if part == nil { try open() }
        guard let current = part else { return 0 }
        if current.messages > 0 { try current.draft.append(form.separator) }
        try current.draft.append(message)
        current.messages += 1
        var id: Int64 = 0
        if let told {
            row.removeAll(keepingCapacity: true)
            target.rowText.append(values, to: &row)
            id = try append(
                told, key: entry.key, document: current.id, message: Int64(current.messages),
                before: before, flags: ToldRow.Flags(rawValue: UInt32(entry.flags)))
            if current.messages == 1 { current.first = id }
            current.last = id
        }
        return id
    }

    /// Adds the rows of one message of an event feed. Each has its key, and cells as `add` takes them.
    /// Returns the ids that they have in `told`.
    func add(
        group rows: [EventRow], told: ToldWriter?
    ) throws(Failure) -> [Int64] {
        let pointers = rows.map { UnsafePointer($0.cells) }
        write(pointers, from: part?.messages ?? 0)
        if let part, isFull(part, adding: message.count, messages: form.joinsRows ? 1 : rows.count)
        {
            try close()
            write(pointers, from: 0)
        }
        if part == nil { try open() }
        guard let current = part else { return [] }
        if current.messages > 0 { try current.draft.append(form.separator) }
        try current.draft.append(message)
        let first = current.messages + 1
        current.messages += form.joinsRows ? 1 : rows.count
        guard let told else { return [] }
        var ids: [Int64] = []
        for (number, entry) in rows.enumerated() {
            row.removeAll(keepingCapacity: true)
            target.rowText.append(entry.cells + target.key.count, to: &row)
            let id = try entry.key.withUnsafeBufferPointer { (key) throws(Failure) in
                try append(
                    told, key: key, document: current.id,
                    message: Int64(form.joinsRows ? first : first + number),
                    before: entry.before, flags: .event)
            }
            if current.first == 0 { current.first = id }
            current.last = id
            ids.append(id)
        }
        return ids
    }

    /// Writes the rows into `message`: as one, or each as one, numbered after `count`.
    private func write(_ rows: [UnsafePointer<Cell>], from count: Int) {
        message.removeAll(keepingCapacity: true)
        guard !form.joinsRows else {
            rows.withUnsafeBufferPointer { form.append($0, message: count + 1, to: &message) }
            return
        }
        for (number, row) in rows.enumerated() {
            if number > 0 { message += form.separator }
            form.append(row, message: count + number + 1, to: &message)
        }
    }

    private func append(
        _ told: ToldWriter, key: UnsafeBufferPointer<UInt8>, document: Int64, message: Int64,
        before: Int64?, flags: ToldRow.Flags
    ) throws(Failure) -> Int64 {
        try row.withUnsafeBufferPointer { (row) throws(Failure) in
            try told.append(
                key: key, row: row, document: document, message: message, before: before,
                flags: flags)
        }
    }

    private func isFull(_ part: Part, adding count: Int, messages: Int = 1) -> Bool {
        if let most = template.messages, part.messages + messages > most { return true }
        guard let most = template.bytes else { return false }
        return part.draft.count + form.separator.count + count + form.tail.count > most
    }

    private func open() throws(Failure) {
        let stem =
            "\(isDry ? "dry." : "")\(target.feed.name)"
            + (scope.name.isEmpty ? "" : ".\(scope.name)")
        let name = DocumentRow.name(stem, nextId, template.suffix)
        let folder = target.feed.reader == .seller ? Outbox.office : Outbox.ready
        let path = isDry ? "\(run.folder)/\(name)" : "\(folder)/\(name)"
        let draft = isRehearsal ? Draft.unwritten() : try run.draft(path)
        try draft.append(form.head)
        part = Part(id: nextId, name: name, path: path, draft: draft)
        nextId += 1
    }

    private func close() throws(Failure) {
        guard let part else { return }
        try part.draft.append(form.tail)
        if !isRehearsal, !run.isPlan {
            try part.draft.finish()
            try validate(part)
        }
        parts.append(part)
        self.part = nil
    }

    /// Holds a finished draft against the dialect's schema. One that is not valid is a wrong template
    /// or schema, or a fault of feedmill: it is put into the run's folder, and the stage fails; the
    /// parts before it are of no use.
    private func validate(_ part: Part) throws(Failure) {
        guard let schema = template.schema else { return }
        let name = "\(run.folder)/invalid.\(part.name)"
        do throws(Failure) {
            try schema.validate(run.disk.path(part.draft.name), name: name)
        } catch {
            try run.disk.makeFolder(run.folder)
            if run.disk.exists(name) { try run.disk.remove(name) }
            try run.disk.move(part.draft.name, name)
            for part in parts { part.draft.discard() }
            throw error
        }
    }

    /// Finishes the last document and, with `told`, records all of them in the ledger.
    func finish(told: ToldWriter?) throws(Failure) -> [Written] {
        try close()
        if told != nil {
            let isSent = target.deliver == .drop
            for (number, part) in parts.enumerated() {
                try run.ledger.record(
                    DocumentRow(
                        id: part.id, feed: target.feed.name, scope: scope.name, name: part.name,
                        dialect: target.dialect(for: scope), deliver: target.deliver.rawValue,
                        digest: part.draft.digest, bytes: Int64(part.draft.count),
                        messages: Int64(part.messages), first: part.first, last: part.last,
                        run: run.id, part: Int64(number + 1), parts: Int64(parts.count),
                        state: isSent ? .sent : .ready, sent: isSent ? run.now : nil))
            }
        }
        return parts.map { part in
            Written(
                name: part.name,
                draft: isRehearsal || run.isPlan ? nil : part.draft.name, path: part.path,
                digest: part.draft.digest, messages: part.messages, bytes: part.draft.count)
        }
    }
}
