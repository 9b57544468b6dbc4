import Catalog
import Files
import Formats
import Glibc
import Records

/// xmlbench PIPELINES MESSAGES FILE: writes so many Inventory messages into a file, as a feed does,
/// and validates it. For `scripts/bench xml`; it is no part of the program.
@main
struct XMLBench {
    static func main() throws(Failure) {
        guard CommandLine.arguments.count == 4, let count = Int(CommandLine.arguments[2]) else {
            throw Failure(.definition, "usage: xmlbench PIPELINES MESSAGES FILE")
        }
        let shipped = Disk(root: CommandLine.arguments[1])
        let file = CommandLine.arguments[3]
        let template = try template(shipped)
        let form = template.form(filled: [true, true, true, false])
        let draft = Draft(Disk(root: "/"), name: String(file.dropFirst()))
        try write(form, count, to: draft)
        try draft.finish()
        try template.schema?.validate("/\(draft.name)", name: file)
        if rename("/\(draft.name)", file) != 0 {
            throw Failure(.disk, at: Place(file), "cannot be named")
        }
    }

    /// The XML dialect of the shipped inventory feed.
    private static func template(_ shipped: Disk) throws(Failure) -> Template {
        let name = "feeds/inventory.json5"
        var mistakes: [Mistake] = []
        let node: Node
        do throws(Mistake) {
            node = try JSON5Reader.read(try bytes(shipped, name), file: name)
        } catch {
            throw Failure(.definition, at: error.place, error.message)
        }
        let feed = FeedDefinition(node, name: "inventory", &mistakes)
        if let feed, let dialect = feed.dialect("xml"),
            let schema = XMLSchema(
                try shipped.read("schemas/inventory.xsd"), file: "inventory.xsd", &mistakes),
            let template = Template.compile(
                dialect.node,
                columns: [TemplateColumn(name: "seller-sku", kind: .text)]
                    + feed.columns.map { TemplateColumn(name: $0.name, kind: $0.kind) },
                variables: ["seller": "A1BENCH"], schema: schema, mistakes: &mistakes)
        {
            return template
        }
        throw Failure(.definition, mistakes.first?.message ?? "there is no dialect 'xml'")
    }

    private static func bytes(_ disk: Disk, _ name: String) throws(Mistake) -> [UInt8] {
        do throws(Failure) {
            return try disk.read(name)
        } catch {
            throw Mistake(at: Place(name), error.message)
        }
    }

    private static func write(
        _ form: Form, _ count: Int, to draft: Draft
    ) throws(Failure) {
        try draft.append(form.head)
        let arena = Arena()
        var (sku, message): ([UInt8], [UInt8]) = ([], [])
        let cells = UnsafeMutablePointer<Cell>.allocate(capacity: 4)
        defer { cells.deallocate() }
        for number in 1...count {
            arena.clear()
            sku.removeAll(keepingCapacity: true)
            sku.append(contentsOf: "SKU-&-".utf8)
            Decimal.append(Int64(number), to: &sku)
            cells[0] = sku.withUnsafeBufferPointer { arena.keep($0) }
            cells[1] = Cell(number: Int64(number % 1_000))
            cells[2] = number % 4 == 0 ? Cell(number: Int64(number % 30 + 1)) : .absent
            cells[3] = .absent
            message.removeAll(keepingCapacity: true)
            form.append(cells, message: number, to: &message)
            try draft.append(message)
        }
        try draft.append(form.tail)
    }
}
