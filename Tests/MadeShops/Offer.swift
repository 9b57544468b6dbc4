/// A row of a listings report.
package struct Offer: Equatable {
    package var sku: String
    package var channel: String
    package var status: String
    package var quantity: Int64?
    /// Its quantity is no number.
    package var isBroken: Bool

    package init(
        sku: String, channel: String = "DEFAULT", status: String = "Active", quantity: Int64? = nil,
        isBroken: Bool = false
    ) {
        self.sku = sku
        self.channel = channel
        self.status = status
        self.quantity = quantity
        self.isBroken = isBroken
    }

    package static func report(_ offers: [Offer]) -> String {
        offers.reduce("seller-sku\tquantity\tfulfillment-channel\tstatus\n") { text, offer in
            let quantity = offer.isBroken ? "x" : offer.quantity.map(String.init) ?? ""
            return text + "\(offer.sku)\t\(quantity)\t\(offer.channel)\t\(offer.status)\n"
        }
    }

    /// The stock file: units of items at locations.
    package static func stock(_ units: [String: [String: Int64]]) -> String {
        units.sorted { $0.key < $1.key }.reduce("item\tlocation\tquantity\n") { text, item in
            item.value.sorted { $0.key < $1.key }
                .reduce(text) { $0 + "\(item.key)\t\($1.key)\t\($1.value)\n" }
        }
    }
}
