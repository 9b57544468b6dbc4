import Records
import Testing

@testable import Catalog

@Suite("The catalog of a shop")
struct CatalogTests {
    private func failure<R>(_ body: () throws -> R) -> Failure? {
        #expect(throws: Failure.self) { _ = try body() }
    }

    @Test func aGoodShopHasNoMistakes() throws {
        #expect(try GivenShop.good.catalog.mistakes().isEmpty)
    }

    @Test func aNameThatIsNotThereIsAnswered() {
        let catalog = GivenShop.good.catalog
        #expect(
            failure { try catalog.report("stok") }?.text
                == "there is no report 'stok'\n  did you mean 'stock'?")
        #expect(
            failure { try catalog.pipeline("weekly-prices") }?.text
                == "there is no pipeline 'weekly-prices'\n  there is 'nightly'")
        #expect(
            failure { try catalog.feed("../feeds/inventory") }?.message
                == "there is no feed '../feeds/inventory'")
        #expect(
            failure { try GivenShop(files: [:]).catalog.table("x") }?.text
                == "there is no table 'x'")
    }

    @Test func aNameInADefinitionIsAnsweredAtItsPlace() throws {
        let catalog = GivenShop.good.catalog
        var mistakes: [Mistake] = []
        let stage = try catalog.pipeline("nightly").stages[0]
        let node = try #require(stage.into["current"])
        #expect(try catalog.find(Report.self, node, &mistakes)?.name == "stock")
        #expect(mistakes.isEmpty)
        #expect(try catalog.find(FeedDefinition.self, node, &mistakes) == nil)
        #expect(
            catalog.failure(mistakes)?.text == """
                pipelines/nightly.json5:5:67: there is no feed 'stock'
                  5 │     { stage: "stock", from: { report: "stock" }, into: { current: "stock" } },
                    │                                                                   ^^^^^^^ there is \
                'inventory'
                """)
    }

    @Test func mistakesOfANamedDefinitionAreItsOwn() throws {
        let catalog = GivenShop.good.with("pipelines/reports/stock.json5", "{ colums: {} }").catalog
        var mistakes: [Mistake] = []
        let node = Node(.text("stock"), at: Place("x"), source: "'stock'")
        #expect(try catalog.find(Report.self, node, &mistakes) == nil)
        #expect(mistakes.map(\.place.file) == ["pipelines/reports/stock.json5"])
    }

    @Test func severalMistakesOfAFileAreShownTogether() {
        let catalog = GivenShop.good.with(
            "pipelines/nightly.json5",
            "{\n  stages: [\n    { stage: \"a\", from: {}, int: {} },\n  ],\n  shedule: \"x\",\n}"
        ).catalog
        #expect(
            failure { try catalog.pipeline("nightly") }?.text == """
                pipelines/nightly.json5:3:29: a stage has no field 'int'
                  3 │     { stage: "a", from: {}, int: {} },
                    │                             ^^^ did you mean 'into'?
                pipelines/nightly.json5:5:3: a pipeline has no field 'shedule'
                  5 │   shedule: "x",
                    │   ^^^^^^^ did you mean 'schedule'?
                """)
    }

    @Test func noShopIsAnswered() {
        #expect(
            failure { try GivenShop(files: [:]).catalog.shop() }?.text
                == "there is no feedmill.json5 here: 'feedmill init' makes a new shop")
    }

    @Test func aFileIsReadOnce() throws {
        let reads = Counter()
        let catalog = Catalog(
            read: { _ in
                reads.count += 1
                return Array(GivenShop.report.utf8)
            },
            list: { _ in ["stock.json5", ".hidden.json5", "notes.txt"] })
        for _ in 0..<3 { _ = try catalog.report("stock") }
        _ = try catalog.reports()
        #expect(reads.count == 1)
        #expect(catalog.sources["pipelines/reports/stock.json5"] == GivenShop.report)
        #expect(try catalog.names(of: Report.self) == ["stock"])
    }

    @Test func aFileThatCannotBeReadStops() {
        let catalog = Catalog(
            read: { name throws(Failure) in throw Failure(.disk, at: Place(name), "no permission")
            },
            list: { _ in ["stock.json5"] })
        #expect(
            failure { try catalog.report("stock") }?.text
                == "pipelines/reports/stock.json5: no permission")
    }

    @Test func theDigestIsThatOfTheDefinition() throws {
        let catalog = GivenShop.good.catalog
        let report = try catalog.report("stock")
        #expect(catalog.digest(of: report) == Digest(of: GivenShop.report))
        let renamed = GivenShop.good.with(
            "pipelines/reports/stock.json5", "// a comment before it\n" + GivenShop.report)
        let other = try renamed.catalog.report("stock")
        #expect(catalog.digest(of: other) == catalog.digest(of: report))
    }
}

/// Counts across an escaping closure.
private final class Counter {
    var count = 0
}
