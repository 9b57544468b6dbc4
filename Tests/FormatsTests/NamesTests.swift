import Formats
import Records
import Testing

/// Which column is which where a file has a name several times, and which columns tell reports apart.
@Suite struct NamesTests {
    /// As Chinese listings have it.
    private static let listings = ReportShape(
        name: "listings",
        columns: [
            ColumnShape(name: "listing-id", aliases: [ColumnName("编码", nth: 1)]),
            ColumnShape(name: "product-id", aliases: [ColumnName("编码", nth: 2)]),
            ColumnShape(name: "sku", aliases: ["卖家 SKU"], required: true),
        ])

    @Test(
        arguments: [
            ("编码\tsku\t编码", [0, 2, 1]), ("x\tsku\t编码\tx\tx\t编码", [2, 5, 1]),
            ("listing-id\tproduct-id\tsku", [0, 1, 2]),
            // Not as often as the report counts: nobody can say which is which.
            ("编码\tsku", [nil, nil, 1]), ("编码\tsku\t编码\t编码", [nil, nil, 1]),
        ] as [(String, [Int?])])
    func countedNames(_ header: String, _ positions: [Int?]) {
        let layout = Layout(Shapes.heading(header), as: Self.listings)
        #expect(layout.positions == positions)
        #expect(layout.fits)
    }

    @Test func aCountedNameBesideThePlainOne() {
        let layout = Layout(Shapes.heading("编码", "sku", "编码", "product-id"), as: Self.listings)
        #expect(layout.twice.map(\.name) == ["product-id"])
        #expect(layout.problem == "column 3 and column 4 are both 'product-id'")
    }

    @Test func aColumnsOwnNameIsCounted() {
        let shape = ReportShape(
            name: "x",
            columns: [
                ColumnShape(name: "date", aliases: [ColumnName("date", nth: 1)]),
                ColumnShape(name: "paid", aliases: [ColumnName("date", nth: 2)]),
            ])
        #expect(Layout(Shapes.heading("date", "Date"), as: shape).positions == [0, 1])
        #expect(Layout(Shapes.heading("date", "x"), as: shape).positions == [nil, nil])
    }

    @Test func namesThatNobodyWantsMayRepeat() {
        let layout = Layout(
            Shapes.heading("sku", "Deprecated column", "Deprecated column"), as: Self.listings)
        #expect(layout.fits)
        #expect(layout.unknown.map(\.column) == [2, 3])
    }

    private static let inactive = ReportShape(
        name: "inactive",
        columns: [
            ColumnShape(name: "sku", required: true), ColumnShape(name: "group", heading: true),
            ColumnShape(name: "status", aliases: ["Stand"]), ColumnShape(name: "price"),
        ], without: ["status", "price"])
    private static let short = ReportShape(
        name: "short",
        columns: [
            ColumnShape(name: "sku", required: true), ColumnShape(name: "quantity", heading: true),
        ], isClosed: true)

    @Test func whatAFileHasWithoutBeingRequired() {
        let layout = Layout(Shapes.heading("sku", "x"), as: Self.inactive)
        #expect(layout.missing == ["group"])
        #expect(layout.problem == "it has no column 'group'")
    }

    @Test func whatAFileDoesNotHave() {
        let layout = Layout(Shapes.heading("sku", "group", "Stand", "price"), as: Self.inactive)
        #expect(layout.barred == ["Stand", "price"])
        #expect(layout.problem == "it has 'Stand' and 1 more, which no file of it has")
        #expect(Layout(Shapes.heading("sku", "group", "x"), as: Self.inactive).fits)
    }

    @Test func aClosedReportHasNoOtherColumn() {
        #expect(Layout(Shapes.heading("quantity", "SKU"), as: Self.short).fits)
        let layout = Layout(Shapes.heading("sku", "quantity", "x"), as: Self.short)
        #expect(layout.problem == "it has 'x', which no file of it has")
    }

    @Test(arguments: [
        (["sku", "quantity"], "short"), (["sku", "group", "quantity"], "inactive"),
        (["sku", "group"], "inactive"), (["sku", "quantity", "status"], nil),
    ])
    func theyTellReportsApart(_ names: [String], _ wanted: String?) {
        let heading = Shapes.heading(names.joined(separator: "\t"))
        var found: String?
        if case .one(let layout) = Recognition.match(heading, [Self.inactive, Self.short]) {
            found = layout.shape.name
        }
        #expect(found == wanted)
    }

    /// A file of Amazon's that lacks something is not taken for one of the seller's.
    @Test func aColumnThatTellsWhoseFileItIs() {
        let prices = ReportShape(
            name: "prices",
            columns: [
                ColumnShape(name: "sku", required: true),
                ColumnShape(name: "price", required: true), ColumnShape(name: "Kanal"),
            ])
        let offers = ReportShape(
            name: "offers",
            columns: [
                ColumnShape(name: "sku", required: true),
                ColumnShape(name: "channel", aliases: ["canal", "Kanal"], tells: true),
                ColumnShape(name: "status", required: true),
            ])
        func found(_ names: String...) -> String {
            let heading = Shapes.heading(names.joined(separator: "\t"))
            let recognition = Recognition.match(heading, [prices, offers])
            if case .one(let layout) = recognition { return layout.shape.name }
            if case .none(let nearest?) = recognition { return "not \(nearest.shape.name)" }
            return "nothing"
        }
        #expect(found("sku", "price") == "prices")
        #expect(found("sku", "price", "canal") == "not prices")
        #expect(found("sku", "canal") == "not offers")
        #expect(found("sku", "price", "canal", "status") == "offers")
        // One that names the column itself may have it.
        #expect(found("sku", "price", "Kanal") == "prices")
    }

    @Test func whatAFileHasBeyondTheNearest() {
        let names = (1...10).map { "x\($0)" }
        let heading = Shapes.heading((["sku"] + names).joined(separator: "\t"))
        #expect(
            Recognition.match(heading, [Self.inactive]).beyond
                == "beyond those of 'inactive' it has 'x1', 'x2', 'x3', 'x4', 'x5', 'x6', 'x7', 'x8'"
                + " and 2 more")
        #expect(Recognition.match(Shapes.heading("sku", "group"), [Self.inactive]).beyond == nil)
        #expect(Recognition.match(Shapes.heading("sku", ""), [Self.inactive]).beyond == nil)
    }
}
