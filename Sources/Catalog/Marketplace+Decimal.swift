extension Marketplace {
    /// What stands before the decimals of an amount in the store's own files: "comma" or "dot".
    ///
    /// That flat files of European stores take a comma is seen in sellers' programs; which stores
    /// are of that kind goes by how their countries write.
    package var decimal: String {
        ["DE", "FR", "IT", "ES", "NL", "SE", "PL", "BE", "TR", "BR"].contains(code)
            ? "comma" : "dot"
    }
}
