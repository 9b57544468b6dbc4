/// Marketplaces that share one quantity per seller-sku.
package struct Pool: Sendable, Hashable {
    package let name: String
    /// At least one, in the order of the shop's list.
    package let marketplaces: [Marketplace]
}
