import Catalog
import Records

/// A shop whose files are texts.
struct GivenShop {
    var files: [String: String]

    static let settings = """
        {
          seller: "A1B2C3", region: "eu", marketplaces: ["DE", "UK"], "time-zone": "Europe/Berlin",
          feeds: { inventory: { dialect: "flat", deliver: "hand" } },
        }
        """

    static let feed = """
        {
          about: "quantities", key: ["pool", "seller-sku"], drift: "tell",
          columns: { quantity: { kind: "count", shown: "quantity" }, days: { optional: true } },
          dialects: { flat: { deliver: ["hand", "drop"], file: "txt", columns: ["sku"] } },
        }
        """

    static let report = """
        {
          about: "stock",
          columns: {
            item: ["Artikel", "sku"],
            location: { names: "Lager", otherwise: "main", "for-widths": [2, 3] },
            quantity: { names: ["Bestand"], kind: "count", required: true },
            made: { kind: "time" },
            state: { values: { aktiv: "Active" }, personal: true },
          },
          key: ["item", "location"], repeated: "keep", states: "location", location: "location",
          absent: "zero", time: { column: "made" }, decimal: "comma",
        }
        """

    static let pipeline = """
        // What runs at night.
        {
          schedule: "30 2 * * *",
          stages: [
            { stage: "stock", from: { report: "stock" }, into: { current: "stock" } },
            { stage: "quantities", from: { current: "listings", fresh: "3d" },
              through: [ { map: "skus", missing: "reject" } ], // by seller-sku
              into: { feed: "inventory" } },
          ],
        }
        """

    static let table = """
        { from: { current: "stock" }, through: [{ map: "places" }], by: "item", gives: ["on-hand"] }
        """

    /// A shop in which everything is right.
    static let good = GivenShop(files: [
        "feedmill.json5": settings,
        "pipelines/nightly.json5": pipeline,
        "pipelines/reports/stock.json5": report,
        "pipelines/tables/on-hand.json5": table,
        "pipelines/feeds/inventory.json5": feed,
    ])

    func with(_ file: String, _ text: String) -> GivenShop {
        var shop = self
        shop.files[file] = text
        return shop
    }

    var catalog: Catalog {
        let files = self.files
        return Catalog(
            read: { name in files[name].map { Array($0.utf8) } },
            list: { folder in
                files.keys.filter { name in
                    let parts = name.split(separator: "/")
                    return parts.dropLast().joined(separator: "/") == folder
                }
                .map { String($0.split(separator: "/").last ?? "") }
            },
            hasZone: { $0 != "Europe/Atlantis" })
    }
}

extension Mistake {
    /// The mistake on one line: place, width, message and hint.
    var line: String {
        let start = "\(place.line ?? 0):\(place.column ?? 0)+\(width) \(message)"
        return start + (hint.map { " [\($0)]" } ?? "")
    }
}
