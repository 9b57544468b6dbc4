import Records
import Testing

@testable import Catalog

@Suite("Definition files")
struct DefinitionTests {
    @Test func aShopIsRead() throws {
        let shop = try GivenShop.good.catalog.shop()
        #expect(shop.seller == "A1B2C3")
        #expect(shop.marketplaces.map(\.language) == ["de_DE", "en_GB"])
        #expect(shop.pools == [Pool(name: "eu", marketplaces: shop.marketplaces)])
        #expect(shop.pool(of: "UK")?.name == "eu")
        #expect(shop.pool(of: "FR") == nil)
        #expect(shop.scope == .dry)
        #expect(shop.feeds["inventory"]?.dialect == "flat")
        #expect(shop.feeds["inventory"]?.deliver == .hand)
        #expect(shop.guards == nil)
    }

    @Test func poolsAndAScopeAreRead() throws {
        let text = GivenShop.settings.replacing(
            "feeds:",
            with: """
                pools: { islands: "UK", land: ["DE"] }, guards: { fewer: "30%" },
                tell: { marketplaces: ["DE"], skus: ["X1", "TEST-*"] }, feeds:
                """)
        let shop = try GivenShop.good.with("feedmill.json5", text).catalog.shop()
        #expect(shop.pools.map(\.name) == ["islands", "land"])
        #expect(shop.pool(of: "DE")?.name == "land")
        #expect(shop.guards?["fewer"]?.text == "30%")
        #expect(shop.scope.covers(pool: "land", sku: "X1"))
        #expect(shop.scope.covers(pool: "land", sku: "TEST-7"))
        #expect(!shop.scope.covers(pool: "land", sku: "X12"))
        #expect(!shop.scope.covers(pool: "islands", sku: "X1"))
        let on = GivenShop.settings.replacing("feeds:", with: "tell: \"on\", feeds:")
        #expect(try GivenShop.good.with("feedmill.json5", on).catalog.shop().scope == .all)
    }

    @Test func aPipelineIsRead() throws {
        let pipeline = try GivenShop.good.catalog.pipeline("nightly")
        #expect(pipeline.schedule?.text == "30 2 * * *")
        #expect(pipeline.stages.map(\.name) == ["stock", "quantities"])
        #expect(pipeline.stages[0].through.isEmpty)
        #expect(
            pipeline.stages[1].through.map(\.source) == [#"{ map: "skus", missing: "reject" }"#])
        #expect(pipeline.stages[1].place == Place("pipelines/nightly.json5", line: 6, column: 5))
    }

    @Test func aCommentDoesNotChangeAStage() throws {
        let changed = GivenShop.good.with(
            "pipelines/nightly.json5",
            GivenShop.pipeline.replacing("// by seller-sku", with: "/* seller-sku to item */"))
        let (old, new) = (
            try GivenShop.good.catalog.pipeline("nightly"), try changed.catalog.pipeline("nightly")
        )
        #expect(old.stages.map(\.plain) == new.stages.map(\.plain))
        #expect(old.stages[1].source != new.stages[1].source)
    }

    @Test func aReportIsRead() throws {
        let report = try GivenShop.good.catalog.report("stock")
        #expect(report.column("item")?.aliases == ["item", "Artikel", "sku"])
        #expect(report.column("location")?.otherwise == "main")
        #expect(report.column("location")?.widths == [2, 3])
        #expect(report.column("quantity")?.kind == .count)
        #expect(report.column("quantity")?.isRequired == true)
        #expect(report.column("state")?.values == ["aktiv": "Active"])
        #expect(report.column("state")?.isPersonal == true)
        #expect(report.key == ["item", "location"])
        #expect(report.repeated == .keep)
        #expect(report.states == .location)
        #expect(report.location == "location")
        #expect(report.absent == .zero)
        #expect(report.time == .column("made"))
        #expect(report.decimal == .comma)
        #expect(!report.isPersonal)
    }

    /// How a report tells its files from those of others, and its columns from each other.
    @Test func aReportOfAmazonsIsRead() throws {
        let text = """
            {
              columns: {
                sku: { required: true }, listed: { heading: true, tells: true }, status: {},
                "listing-id": ["Angebot", { name: "编码", nth: 1 }],
                date: { names: [{ name: "date", nth: 2 }], kind: "date", forms: ["iso", "MM/dd/yyyy"] },
                price: { kind: "money", none: "--" }, units: { kind: "integer" },
              },
              without: ["status", "*"], decimal: "either",
              amazon: { sku: "sku", where: "listed", equal: ["Yes", "Y"] },
            }
            """
        let file = "pipelines/reports/fba.json5"
        let report = try GivenShop.good.with(file, text).catalog.report("fba")
        #expect(
            report.column("listing-id")?.aliases
                == ["listing-id", "Angebot", ColumnName("编码", nth: 1)])
        #expect(report.column("date")?.aliases == [ColumnName("date", nth: 2)])
        #expect(report.column("date")?.forms.map(\.pattern) == ["iso", "MM/dd/yyyy"])
        #expect(report.column("price")?.none == ["--"])
        #expect(report.column("listed")?.isHeading == true)
        #expect(report.column("listed")?.tells == true)
        #expect(report.column("status")?.isHeading == false)
        #expect(report.column("status")?.tells == false)
        #expect(report.without == ["status"])
        #expect(report.isClosed)
        #expect(report.decimal == .either)
        #expect(report.amazon?.sku == "sku")
        #expect(report.amazon?.column == "listed")
        #expect(report.amazon?.condition == .equal(["Yes", "Y"]))
        let stock = text.replacing(
            "where: \"listed\", equal: [\"Yes\", \"Y\"]", with: "where: \"units\", above: 0")
        let other = try GivenShop.good.with(file, stock).catalog.report("fba")
        #expect(other.amazon?.condition == .above(0))
        #expect(try GivenShop.good.catalog.report("stock").amazon == nil)
        #expect(try !GivenShop.good.catalog.report("stock").isClosed)
    }

    @Test func aSmallReportHasStandards() throws {
        let catalog = GivenShop.good.with(
            "pipelines/reports/small.json5",
            "{ columns: { sku: ['SKU', 'sku'] }, time: { name: 'yyyyMMddHHmm' } }"
        ).catalog
        let report = try catalog.report("small")
        #expect(report.column("sku")?.aliases == ["sku", "SKU"])
        #expect(report.formats == [.tsv])
        #expect(report.repeated == .reject)
        #expect(report.states == .all)
        #expect(report.absent == .unknown)
        #expect(report.time == .name(pattern: "yyyyMMddHHmm"))
        #expect(report.decimal == .dot)
        #expect(try catalog.reports().map(\.name) == ["small", "stock"])
    }

    @Test func aTableAndAFeedAreRead() throws {
        let catalog = GivenShop.good.catalog
        let table = try catalog.table("on-hand")
        #expect(table.by == ["item"])
        #expect(table.gives == ["on-hand"])
        let feed = try catalog.feed("inventory")
        #expect(feed.kind == .state)
        #expect(feed.key == ["pool", "seller-sku"])
        #expect(feed.column("quantity")?.shown == "quantity")
        #expect(feed.column("days")?.isOptional == true)
        #expect(feed.drift == .tell)
        #expect(feed.settles == 28_800)
        #expect(feed.offers == nil)
        #expect(feed.dialect("flat")?.deliver == [.hand, .drop])
        #expect(feed.dialect("flat")?.file == "txt")
        #expect(feed.dialect("flat")?.node["columns"]?.list?.count == 1)
    }

    @Test func aDialectMayBeChosenForOneMarketplace() throws {
        let settings = GivenShop.settings.replacing(
            "dialect: \"flat\"", with: "dialect: \"flat\", except: { JP: \"jp\", UK: \"comma\" }")
        let catalog = GivenShop.good.with("feedmill.json5", settings).catalog
        let choice = try #require(try catalog.shop().feeds["inventory"])
        #expect(choice.dialect(for: "DE") == "flat")
        #expect(choice.dialect(for: "UK") == "comma")
        #expect(choice.dialects.map(\.name) == ["flat", "jp", "comma"])
    }

    @Test func aDialectMayBeWithdrawn() throws {
        let feed = GivenShop.feed.replacing(
            "flat: {",
            with: "json: { deliver: \"api\", file: \"json\" }, flat: { "
                + "withdrawn: { api: \"2025-07-31\", choose: \"json\" }, schema: \"x.xsd\",")
        let catalog = GivenShop.good.with("pipelines/feeds/inventory.json5", feed).catalog
        let dialect = try #require(try catalog.feed("inventory").dialect("flat"))
        #expect(dialect.withdrawn?.day == "2025-07-31")
        #expect(dialect.withdrawn?.choose.text == "json")
        #expect(dialect.schema?.text == "x.xsd")
        #expect(try catalog.feed("inventory").dialect("json")?.withdrawn == nil)
    }

    @Test func aSchemaIsFoundByItsName() throws {
        let catalog = GivenShop.good.with("pipelines/schemas/price.xsd", "<x/>").catalog
        var mistakes: [Mistake] = []
        func node(_ name: String) -> Node {
            Node(.text(name), at: Place("f", line: 1, column: 2), source: name)
        }
        let found = try catalog.schema(node("price.xsd"), &mistakes)
        #expect(found?.file == "pipelines/schemas/price.xsd")
        #expect(found?.bytes == Array("<x/>".utf8))
        #expect(mistakes.isEmpty)
        for name in ["prise.xsd", "../schemas/price.xsd", "price"] {
            #expect(try catalog.schema(node(name), &mistakes) == nil)
        }
        #expect(
            mistakes.map(\.message) == [
                "there is no schema 'prise.xsd' in pipelines/schemas",
                "there is no schema '../schemas/price.xsd' in pipelines/schemas",
                "there is no schema 'price' in pipelines/schemas",
            ])
        #expect(mistakes.first?.hint == "did you mean 'price.xsd'?")
    }

    @Test func aTableEndedByASumNeedsNoBy() throws {
        let text = "{ from: {}, through: [{ sum: 'quantity', by: 'item' }] }"
        let catalog = GivenShop.good.with("pipelines/tables/on-hand.json5", text).catalog
        #expect(try catalog.table("on-hand").by == [])
    }

    @Test func everyMarketplaceHasItsOwnCodeAndId() {
        #expect(Set(Marketplace.all.map(\.code)).count == 23)
        #expect(Set(Marketplace.all.map(\.id)).count == 23)
    }
}
