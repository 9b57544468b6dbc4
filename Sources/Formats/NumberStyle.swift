/// How a dialect writes amounts.
struct NumberStyle: Sendable {
    /// Decimals that an amount has at least: 2, or 0 where the currency has no smaller unit.
    var decimals = 2
    /// What stands before the decimals: a dot or a comma.
    var mark = UInt8(ascii: ".")
}
