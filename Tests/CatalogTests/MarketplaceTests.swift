import Testing

@testable import Catalog

@Suite("Amazon's marketplaces")
struct MarketplaceTests {
    @Test func haveACurrency() {
        let euros = Marketplace.all.filter { $0.currency == "EUR" }.map(\.code)
        #expect(euros == ["DE", "FR", "IT", "ES", "NL", "BE", "IE"])
        for marketplace in Marketplace.all {
            #expect(marketplace.currency.count == 3, "\(marketplace.code)")
            #expect(marketplace.decimals == (marketplace.code == "JP" ? 0 : 2))
        }
        #expect(Set(Marketplace.all.map(\.id)).count == Marketplace.all.count)
    }
}
