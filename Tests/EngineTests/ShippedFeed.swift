import Catalog
import Files
import Formats
import MadeShops
import Records
import Testing

/// A feed as it is shipped, and its dialects.
struct ShippedFeed {
    private let shipped = Disk(root: MadeShop.home + "/pipelines")
    private let name: String

    init(_ name: String) { self.name = name }

    func feed() throws -> FeedDefinition {
        let file = "feeds/\(name).json5"
        var mistakes: [Mistake] = []
        let node = try JSON5Reader.read(try shipped.read(file), file: file)
        let feed = FeedDefinition(node, name: name, &mistakes)
        #expect(mistakes.map(\.message) == [])
        return try #require(feed)
    }

    func columns(_ feed: FeedDefinition) -> [TemplateColumn] {
        feed.key.map { TemplateColumn(name: $0, kind: .text) }
            + feed.columns.map {
                TemplateColumn(name: $0.name, kind: $0.kind, isOptional: $0.isOptional)
            }
    }

    func template(
        _ dialect: DialectDefinition, _ columns: [TemplateColumn]
    ) throws -> Template {
        var mistakes: [Mistake] = []
        var schema: XMLSchema?
        if let name = dialect.schema?.text {
            schema = XMLSchema(try shipped.read("schemas/\(name)"), file: name, &mistakes)
        }
        let template = Template.compile(
            dialect.node, columns: columns,
            variables: ["seller": "A1B2C3", "locale": "de_DE"], schema: schema, mistakes: &mistakes)
        #expect(mistakes.map(\.message) == [])
        return try #require(template)
    }
}
