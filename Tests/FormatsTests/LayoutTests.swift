import Formats
import Records
import Testing

@Suite struct LayoutTests {
    @Test func english() {
        let layout = Layout(
            Shapes.heading("item-name", "seller-sku", "quantity", "fulfillment-channel", "status"),
            as: Shapes.listings)
        #expect(layout.positions == [0, 1, 2, 3, 4])
        #expect(layout.fits)
        #expect(layout.width == 5)
        #expect(layout.present == 5)
        #expect(layout.problem == nil)
        #expect(layout.constant(4) == nil)
    }

    @Test(arguments: ["Händler-SKU", "HÄNDLER-SKU", " händler-sku ", "Ha\u{308}ndler-SKU"])
    func german(_ sku: String) {
        let layout = Layout(
            Shapes.heading("Menge", sku, "Preis", "Versender"), as: Shapes.listings)
        #expect(layout.positions == [nil, 1, 0, 3, nil])
        #expect(layout.unknown.map(\.name) == ["Preis"])
        #expect(layout.unknown.map(\.column) == [3])
        #expect(layout.fits)
    }

    @Test(arguments: [(4, "Active"), (5, "Active"), (6, nil)])
    func otherwiseHoldsForItsWidths(_ width: Int, _ status: String?) {
        let more = (0..<width - 2).map { _ in "Deprecated column" }
        let names = (["seller-sku", "fulfillment-channel"] + more).joined(separator: "\t")
        let layout = Layout(Shapes.heading(names), as: Shapes.listings)
        #expect(layout.constant(4) == status)
        #expect(layout.missing == (status == nil ? ["status"] : []))
        #expect(layout.unknown.count == width - 2)
        #expect(layout.twice.isEmpty)
        #expect(layout.constant(0) == nil)
    }

    @Test func otherwiseWithoutWidthsHoldsForAny() {
        let shape = ReportShape(
            name: "prices",
            columns: [
                ColumnShape(name: "item", required: true),
                ColumnShape(name: "currency", required: true, otherwise: "EUR"),
            ])
        let without = Layout(Shapes.heading("item", "x"), as: shape)
        #expect(without.constant(1) == "EUR")
        #expect(without.fits)
        let with = Layout(Shapes.heading("item", "currency"), as: shape)
        #expect(with.constant(1) == nil)
    }

    @Test func aWantedColumnTwice() {
        let layout = Layout(
            Shapes.heading("item", "Lager", "quantity", "item", "Lagerort"), as: Shapes.stock)
        #expect(!layout.fits)
        #expect(layout.positions == [0, 1, 2])
        #expect(layout.twice.map(\.name) == ["item", "location"])
        #expect(layout.twice.map(\.first) == [1, 2])
        #expect(layout.twice.map(\.second) == [4, 5])
        #expect(
            layout.problem
                == "column 1 and column 4 are both 'item'; column 2 and column 5 are both 'location'"
        )
    }

    @Test func columnsWithoutANameAreNotListed() {
        let layout = Layout(Shapes.heading("item", "", "x", ""), as: Shapes.stock)
        #expect(layout.width == 4)
        #expect(layout.unknown.map(\.column) == [3])
    }

    @Test func whatIsMissing() {
        let layout = Layout(Shapes.heading("x", "y"), as: Shapes.stock)
        #expect(
            layout.problem
                == "it has no column 'item' (also: Artikel),"
                + " no column 'location' (also: Lagerort, Lager, …),"
                + " no column 'quantity' (also: Menge)")
    }

    private static let prices = ReportShape(
        name: "prices",
        columns: [
            ColumnShape(name: "item", aliases: ["Artikel"]), ColumnShape(name: "sku"),
            ColumnShape(name: "price", kind: .money, heading: true),
        ], oneOf: ["item", "sku"])

    @Test(
        arguments: [
            (["item", "price"], nil), (["sku", "price"], nil), (["sku", "item", "price"], nil),
            (["price"], "it has none of the columns 'item' (also: Artikel), 'sku'"),
            (["item"], "it has no column 'price'"),
            (["x"], "it has no column 'price', none of the columns 'item' (also: Artikel), 'sku'"),
        ] as [([String], String?)])
    func oneOfSeveral(_ names: [String], _ problem: String?) {
        let layout = Layout(Shapes.heading(names.joined(separator: "\t")), as: Self.prices)
        #expect(layout.problem == problem)
        #expect(layout.fits == (problem == nil))
    }
}
