extension Marketplace {
    /// The currency that prices are in, by its ISO 4217 code.
    package var currency: String {
        switch code {
        case "US": "USD"
        case "CA": "CAD"
        case "MX": "MXN"
        case "BR": "BRL"
        case "UK": "GBP"
        case "SE": "SEK"
        case "PL": "PLN"
        case "TR": "TRY"
        case "AE": "AED"
        case "SA": "SAR"
        case "EG": "EGP"
        case "IN": "INR"
        case "ZA": "ZAR"
        case "JP": "JPY"
        case "AU": "AUD"
        case "SG": "SGD"
        default: "EUR"
        }
    }

    /// How many decimals an amount has: ISO 4217 gives the yen no smaller unit.
    package var decimals: Int { currency == "JPY" ? 0 : 2 }
}
