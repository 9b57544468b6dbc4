import Foundation
import Records
import Testing

@testable import Catalog

/// The reports that a new shop gets.
@Suite("Shipped reports")
struct ShippedReportsTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static var catalog: Catalog {
        Catalog(
            read: { name in
                (try? Data(contentsOf: root.appending(path: name))).map { Array($0) }
            },
            list: { folder in
                (try? FileManager.default.contentsOfDirectory(
                    atPath: root.appending(path: folder).path)) ?? []
            })
    }

    /// Which rows show that Amazon fulfils an offer. Where a report is not named, none do.
    @Test func theyTellWhatAmazonFulfils() throws {
        let catalog = Self.catalog
        var told: [String: AmazonRows.Condition] = [:]
        for report in try catalog.reports() {
            guard let amazon = report.amazon else { continue }
            #expect(amazon.sku == "seller-sku")
            told[report.name] = amazon.condition
        }
        #expect(
            told == [
                "fba-inventory": .equal(["Yes"]), "afn-inventory": .above(0),
                "afn-inventory-by-country": .above(0),
                "listings-inactive": .equal(["AMAZON_EU", "AMAZON_NA", "AMAZON_JP"]),
            ])
    }

    /// What stands in a report of Amazon's and is not there next time is not known to be gone.
    @Test func nothingIsConcludedFromAbsence() throws {
        for report in try Self.catalog.reports() where report.about?.hasPrefix("Amazon") == true {
            #expect(report.absent == .unknown, "\(report.name)")
            #expect(report.repeated == .keep, "\(report.name)")
        }
    }

    /// Two reports that know a language have the same names for its columns.
    @Test func inactiveOffersHaveTheNamesOfAllOffers() throws {
        let catalog = Self.catalog
        let all = try catalog.report("listings")
        for column in try catalog.report("listings-inactive").columns
        where column.name != "business-price" {
            #expect(all.column(column.name)?.aliases == column.aliases, "\(column.name)")
        }
    }
}
