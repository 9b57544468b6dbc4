import Formats
import Records

/// Reports and headers that several suites use.
enum Shapes {
    static let listings = ReportShape(
        name: "listings",
        columns: [
            ColumnShape(name: "item-name", aliases: ["Artikelbezeichnung"]),
            ColumnShape(
                name: "seller-sku", aliases: ["Händler-SKU", "sku-vendeur"], required: true),
            ColumnShape(name: "quantity", aliases: ["Menge"], kind: .count),
            ColumnShape(
                name: "fulfillment-channel", aliases: ["fulfilment-channel", "Versender", "canal"],
                required: true),
            ColumnShape(name: "status", required: true, otherwise: "Active", widths: [4, 5]),
        ])

    static let stock = ReportShape(
        name: "stock",
        columns: [
            ColumnShape(name: "item", aliases: ["Artikel"], required: true),
            ColumnShape(
                name: "location", aliases: ["location", "Lagerort", "Lager", "Ort"],
                required: true),
            ColumnShape(name: "quantity", aliases: ["Menge"], kind: .count, required: true),
        ])

    static func heading(_ names: String...) -> Heading {
        Array((names.joined(separator: "\t") + "\n").utf8).withUnsafeBufferPointer {
            Heading($0, atEnd: true)
        }
    }
}
