/// One of Amazon's marketplaces.
///
/// Ids and codes are those that Amazon publishes, currencies those that offers are priced in there. The languages, the first that a marketplace's
/// listings are kept in, are written from memory and have not been held against an account.
package struct Marketplace: Sendable, Hashable {
    /// Two letters, as Amazon writes them: the United Kingdom is UK.
    package let code: String
    /// Amazon's marketplace id.
    package let id: String
    package let region: Region
    /// A language tag such as en_GB.
    package let language: String
    /// The ISO 4217 code of what its prices are in.
    package let currency: String

    private init(
        _ code: String, _ id: String, _ region: Region, _ language: String, _ currency: String
    ) {
        self.code = code
        self.currency = currency
        self.id = id
        self.region = region
        self.language = language
    }

    /// The marketplace of a code; nil where there is none.
    package init?(code: String) {
        guard let found = Self.all.first(where: { $0.code == code }) else { return nil }
        self = found
    }

    /// How many decimals its prices have: yen have none, all others two.
    package var decimals: Int { currency == "JPY" ? 0 : 2 }

    /// The marketplace of a sales channel such as "Amazon.co.uk", whatever the case of its letters; nil
    /// where it is none of them, as "Non-Amazon" is. The domains are those of Amazon's shops.
    package init?(channel: String) {
        let channel = channel.lowercased()
        guard let found = Self.all.first(where: { $0.channel == channel }) else { return nil }
        self = found
    }

    /// What orders call it, in small letters.
    private var channel: String {
        switch code {
        case "US": "amazon.com"
        case "UK", "JP", "ZA": "amazon.co.\(code.lowercased())"
        case "MX", "BR", "BE", "TR", "AU": "amazon.com.\(code.lowercased())"
        default: "amazon.\(code.lowercased())"
        }
    }

    package static let all = [
        Marketplace("US", "ATVPDKIKX0DER", .northAmerica, "en_US", "USD"),
        Marketplace("CA", "A2EUQ1WTGCTBG2", .northAmerica, "en_CA", "CAD"),
        Marketplace("MX", "A1AM78C64UM0Y8", .northAmerica, "es_MX", "MXN"),
        Marketplace("BR", "A2Q3Y263D00KWC", .northAmerica, "pt_BR", "BRL"),
        Marketplace("UK", "A1F83G8C2ARO7P", .europe, "en_GB", "GBP"),
        Marketplace("DE", "A1PA6795UKMFR9", .europe, "de_DE", "EUR"),
        Marketplace("FR", "A13V1IB3VIYZZH", .europe, "fr_FR", "EUR"),
        Marketplace("IT", "APJ6JRA9NG5V4", .europe, "it_IT", "EUR"),
        Marketplace("ES", "A1RKKUPIHCS9HS", .europe, "es_ES", "EUR"),
        Marketplace("NL", "A1805IZSGTT6HS", .europe, "nl_NL", "EUR"),
        Marketplace("SE", "A2NODRKZP88ZB9", .europe, "sv_SE", "SEK"),
        Marketplace("PL", "A1C3SOZRARQ6R3", .europe, "pl_PL", "PLN"),
        Marketplace("BE", "AMEN7PMS3EDWL", .europe, "fr_BE", "EUR"),
        Marketplace("IE", "A28R8C7NBKEWEA", .europe, "en_IE", "EUR"),
        Marketplace("TR", "A33AVAJ2PDY3EV", .europe, "tr_TR", "TRY"),
        Marketplace("AE", "A2VIGQ35RCS4UG", .europe, "ar_AE", "AED"),
        Marketplace("SA", "A17E79C6D8DWNP", .europe, "ar_SA", "SAR"),
        Marketplace("EG", "ARBP9OOSHTCHU", .europe, "ar_EG", "EGP"),
        Marketplace("IN", "A21TJRUUN4KGV", .europe, "en_IN", "INR"),
        Marketplace("ZA", "AE08WJ6YKNBMC", .europe, "en_ZA", "ZAR"),
        Marketplace("JP", "A1VC38T7YXB528", .farEast, "ja_JP", "JPY"),
        Marketplace("AU", "A39IBJ37TRP1C6", .farEast, "en_AU", "AUD"),
        Marketplace("SG", "A19VAU5U5O7RUS", .farEast, "en_SG", "SGD"),
    ]
}
