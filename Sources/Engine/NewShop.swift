import Catalog
import Files
import Records
import Stages

/// What `init` lays into a folder to make it a shop: settings and mappings to be filled in, the
/// shipped definitions, and the folders that files come and go by.
package struct NewShop: Sendable {
    /// What stands in place of the seller's own id until that is written there.
    package static let placeholder = "YOUR-SELLER-ID"

    /// Files and folders that were made, in that order; a folder ends with a slash.
    package private(set) var made: [String] = []
    /// Files that were there already, and are as they were.
    package private(set) var kept: [String] = []

    /// How the folders are called that documents go and reports come by.
    package enum Layout: String, CaseIterable, Sendable {
        case plain
        /// As Amazon's own program AMTU had them (user guide 2.4, "The Folder Structure"): feedmill's own folders are
        /// links to these, so that both names are right.
        case amtu

        var links: [(name: String, folder: String)] {
            switch self {
            case .plain: []
            case .amtu:
                [
                    (Outbox.ready, "production/outgoing"), (Outbox.sent, "production/sent"),
                    (Outbox.failed, "production/failed"),
                    ("inbox/answers", "production/processingreports"),
                    ("inbox/reports", "production/reports"),
                ]
            }
        }
    }

    /// Lays a shop into the folder of `disk`; `shipped` is the folder of the shipped definitions.
    /// What is there already is kept.
    package init(disk: Disk, shipped: Disk, layout: Layout = .plain) throws(Failure) {
        for (name, folder) in layout.links where !disk.exists(name) {
            try makeFolder(folder, disk)
            try disk.makeFolder(name.split(separator: "/").dropLast().joined(separator: "/"))
            try disk.link(name, to: "../\(folder)")
            made.append("\(name) -> \(folder)")
        }
        try lay("feedmill.json5", Self.settings, disk)
        try copy("", from: shipped, disk)
        for (name, text) in Self.mappings { try lay("mappings/\(name).tsv", text, disk) }
        let shop = try OpenShop.catalog(disk).shop()
        for marketplace in shop.marketplaces { try makeFolder("inbox/\(marketplace.code)", disk) }
        for folder in [
            Outbox.ready, Outbox.sent, Outbox.answered, Outbox.failed, Outbox.office,
        ] {
            try makeFolder(folder, disk)
        }
    }

    private mutating func lay(_ name: String, _ text: String, _ disk: Disk) throws(Failure) {
        try lay(name, Array(text.utf8), disk)
    }

    private mutating func lay(_ name: String, _ bytes: [UInt8], _ disk: Disk) throws(Failure) {
        if disk.exists(name) {
            kept.append(name)
            return
        }
        let folder = name.split(separator: "/").dropLast().joined(separator: "/")
        if !folder.isEmpty { try disk.makeFolder(folder) }
        try disk.write(name, bytes)
        made.append(name)
    }

    private mutating func makeFolder(_ name: String, _ disk: Disk) throws(Failure) {
        if disk.exists(name) { return }
        try disk.makeFolder(name)
        made.append(name + "/")
    }

    private mutating func copy(
        _ folder: String, from shipped: Disk, _ disk: Disk
    ) throws(Failure) {
        let prefix = folder.isEmpty ? "" : folder + "/"
        for name in try shipped.list(folder)
        where name.hasSuffix(".json5") || name.hasSuffix(".sql") {
            try lay("pipelines/\(prefix)\(name)", try shipped.read(prefix + name), disk)
        }
        for inner in try shipped.folders(folder) { try copy(prefix + inner, from: shipped, disk) }
    }

    private static let mappings = [
        ("skus", "seller-sku\titem\n"),
        ("stock-locations", "pool\tlocation\tlocation-buffer\n*\tMAIN\t0\n"),
        ("stock-rules", "pool\tseller-sku\tbuffer\tend-when\tpercent\tmax-listed\n"),
        ("handling-times", "pool\tseller-sku\thandling-time\n"),
        ("holds", "pool\tseller-sku\thold\tuntil\n"),
        ("price-rules", "marketplace\tseller-sku\tpercent\tplus\tending\tfloor\tpriced-by\n"),
        ("locations", "marketplace\tservice-level\tlocation\n*\t*\tMAIN\n"),
        ("shipping", "service-level\tshipping\n*\tSTANDARD\n"),
        ("payments", "payment-method\tpayment\n*\tAMAZON\n"),
        (
            "carriers",
            """
            carrier\tcarrier-code\tcarrier-name\tshipping-method
            DHL\tDHL\t\t
            DPD\tDPD\t\t
            GLS\tGLS\t\t
            UPS\tUPS\t\t
            Evri\tOther\tEvri\t

            """
        ),
        (
            "cancel-reasons",
            """
            reason\tcancel-reason\tadjustment-reason
            out of stock\tNoInventory\tNoInventory
            buyer cancelled\tBuyerCanceled\tCustomerCancel
            address undeliverable\tShippingAddressUndeliverable\tUndeliverable
            pricing error\tPricingError\tPriceError

            """
        ),
        (
            "refund-reasons",
            """
            reason\tadjustment-reason
            return\tCustomerReturn
            concession\tGeneralAdjustment
            wrong item\tDifferentItem
            not sent\tCouldNotShip

            """
        ),
        ("tax-classes", "item\ttax-class\n"),
        ("tax-rates", "marketplace\ttax-class\ttax-rate\n"),
    ]

    private static let settings = """
        // One shop: one seller account. Put your own values here, then run 'feedmill check'.
        {
          // As Seller Central shows it under Account Info: "Your Merchant Token".
          seller: "\(placeholder)",

          // The account's region, eu, na or fe, and those of its marketplaces that you sell in.
          region: "eu",
          marketplaces: ["DE"],

          // Amazon keeps one quantity a seller-sku for all the marketplaces of a pool. All of them
          // are one pool unless you part them: pools: { eu: ["DE", "FR"], uk: ["UK"] },

          // Days, such as that on which a hold ends, are days here.
          "time-zone": "Europe/Berlin",

          // "dry" makes plans, and documents that are marked as dry: Amazon counts as told nothing.
          // Then "on" for some, { skus: ["TEST-*"] }, and "on" for all.
          tell: "dry",

          // How each feed is written and how it leaves: "hand" waits in outbox/ready until you
          // have uploaded it and say 'feedmill sent DOCUMENT'.
          feeds: { inventory: { dialect: "flat", deliver: "hand" } },

          // For prices name their feed as well, price: { dialect: "flat", deliver: "hand" }, and say
          // whether the prices of your files include tax: "included" or "excluded".
          // prices: { tax: "included" },

          // From when on orders go to the back office; earlier ones are only booked.
          // "orders-since": "2026-11-01",

          // When to stop. A share, a count, or both, and then both must be exceeded.
          guards: {
            rejected: "10% and 10", // rows that cannot be used
            fewer: "30%", // rows less than last time
            missing: 0, // locations that were there last time
            zeroed: "20% and 10", // offers going to zero
            raised: "50% and 10", // offers going up
            repriced: "20% and 10", // prices that move by more than 10 %
            highest: 100000, // units: more is a barcode in the wrong column
            moved: "10% and 10", // keys that a changed mapping sends elsewhere
          },
        }

        """
}
