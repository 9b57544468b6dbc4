import Formats
import Testing

@Suite struct RecognitionTests {
    private func text(_ names: String..., among shapes: [ReportShape]) -> String? {
        Recognition.match(Shapes.heading(names.joined(separator: "\t")), shapes).text
    }

    private let both = [Shapes.stock, Shapes.listings]

    @Test func theOneThatExplainsMost() {
        let quantities = ReportShape(
            name: "quantities", columns: [ColumnShape(name: "quantity", required: true)])
        let heading = Shapes.heading("item", "location", "quantity")
        guard case .one(let layout) = Recognition.match(heading, [quantities] + both) else {
            Issue.record("not one")
            return
        }
        #expect(layout.shape.name == "stock")
    }

    @Test func severalThatExplainAsMuch() {
        var other = Shapes.stock
        other.name = "purchases"
        #expect(
            text("item", "location", "quantity", among: [Shapes.stock, other])
                == "not recognised: it may be 'purchases' or 'stock', whose columns it fits equally"
                + " well; require a column that only one of them has")
    }

    @Test func theNearest() {
        #expect(
            text("item", "quantity", among: both)
                == "not recognised: nearest is 'stock', which knows 2 of its 2 columns;"
                + " it has no column 'location' (also: Lagerort, Lager, …)")
        #expect(
            text("item", "quantity", "item", "location", among: both)
                == "not recognised: nearest is 'stock', which knows 3 of its 4 columns;"
                + " column 1 and column 3 are both 'item'")
        #expect(
            text("Artikelbezeichnung", "Händler-SKU", "Menge", among: both)
                == "not recognised: nearest is 'listings', which knows 3 of its 3 columns;"
                + " it has no column 'fulfillment-channel' (also: fulfilment-channel, Versender, …),"
                + " no column 'status'")
    }

    @Test func noneIsNear() {
        #expect(
            text("item", "a", "b", "c", "", "d", among: [Shapes.stock])
                == "not recognised: no report is near; nearest is 'stock', which knows 1 of its 5"
                + " columns; it has no column 'location' (also: Lagerort, Lager, …),"
                + " no column 'quantity' (also: Menge)")
        #expect(
            text("item", "a", "b", "c", among: [Shapes.stock])?
                .hasPrefix("not recognised: nearest is 'stock', which knows 1 of its 4") == true)
    }

    @Test func aHeaderlessFileIsNotShown() {
        #expect(
            text("Erika Muster", "Am Weg 1", among: both)
                == "not recognised: no report knows any of its columns;"
                + " the first line must name them")
    }

    @Test func aReportThatRequiresNothingFitsNothingUnknown() {
        let loose = ReportShape(name: "loose", columns: [ColumnShape(name: "a")])
        #expect(text("x", "y", among: [loose])?.hasPrefix("not recognised: no report") == true)
    }

    @Test func noTable() {
        #expect(
            text("Report is not ready", among: both)
                == "not a table: the first line holds no column names: 'Report is not ready'")
        #expect(text("<html>", among: both)?.hasPrefix("a web page, not a report") == true)
        #expect(text("", among: both)?.hasPrefix("the first line is empty") == true)
    }

    @Test func theOnlyColumnWanted() {
        let holds = ReportShape(
            name: "skus", columns: [ColumnShape(name: "sku", required: true)])
        guard case .one(let layout) = Recognition.match(Shapes.heading("SKU"), [holds] + both)
        else {
            Issue.record("not one")
            return
        }
        #expect(layout.shape.name == "skus")
    }
}
