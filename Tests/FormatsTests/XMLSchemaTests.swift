import Formats
import Foundation
import Records
import Testing

@Suite struct XMLSchemaTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func schema(_ name: String) throws -> XMLSchema {
        let file = "pipelines/schemas/\(name)"
        var mistakes: [Mistake] = []
        let bytes = Array(try Data(contentsOf: root.appending(path: file)))
        let schema = XMLSchema(bytes, file: file, &mistakes)
        #expect(mistakes.map(\.message) == [])
        return try #require(schema)
    }

    /// What is found in a document; nil where it is valid.
    private func finding(_ document: String, _ schema: XMLSchema) throws -> String? {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).xml")
        try Data(document.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        do throws(Failure) {
            try schema.validate(file.path, name: "d.xml")
            return nil
        } catch {
            return "\(error.place?.text ?? "-"): "
                + error.message.replacing("is not valid by \(schema.file): ", with: "")
        }
    }

    private static let inventory = """
        <?xml version="1.0" encoding="UTF-8"?>
        <AmazonEnvelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
        xsi:noNamespaceSchemaLocation="amzn-envelope.xsd">
        <Header><DocumentVersion>1.01</DocumentVersion><MerchantIdentifier>A1</MerchantIdentifier></Header>
        <MessageType>Inventory</MessageType>
        <Message><MessageID>1</MessageID><OperationType>Update</OperationType><Inventory><SKU>A</SKU>\
        <Quantity>5</Quantity><RestockDate>2026-12-15</RestockDate>\
        <FulfillmentLatency>2</FulfillmentLatency></Inventory></Message>
        <Message><MessageID>2</MessageID><Inventory><SKU>B</SKU><Quantity>0</Quantity></Inventory></Message>
        </AmazonEnvelope>
        """

    private static let price = """
        <?xml version="1.0" encoding="UTF-8"?>
        <AmazonEnvelope>
        <Header><DocumentVersion>1.01</DocumentVersion><MerchantIdentifier>A1</MerchantIdentifier></Header>
        <MessageType>Price</MessageType>
        <Message><MessageID>1</MessageID><OperationType>Update</OperationType><Price><SKU>A</SKU>\
        <StandardPrice currency="EUR">14.99</StandardPrice><BusinessPrice>13.9901</BusinessPrice>\
        <QuantityPriceType>fixed</QuantityPriceType><QuantityPrice><QuantityPrice1>12.99</QuantityPrice1>\
        <QuantityLowerBound1>5</QuantityLowerBound1></QuantityPrice>\
        <MinimumSellerAllowedPrice currency="EUR">delete</MinimumSellerAllowedPrice>\
        <MaximumSellerAllowedPrice currency="EUR">20</MaximumSellerAllowedPrice>\
        <Sale><StartDate>2026-11-27T00:00:00Z</StartDate><EndDate>2026-11-30T00:00:00Z</EndDate>\
        <SalePrice currency="EUR">9.99</SalePrice></Sale></Price></Message>
        </AmazonEnvelope>
        """

    @Test func whatIsRightIsValid() throws {
        #expect(try finding(Self.inventory, Self.schema("inventory.xsd")) == nil)
        #expect(try finding(Self.price, Self.schema("price.xsd")) == nil)
    }

    /// One thing changed in a document that is right: how what is found begins. The rest is libxml2's
    /// own words.
    struct Broken: Sendable, CustomTestStringConvertible {
        var from: String
        var to: String
        var want: String
        var testDescription: String { "\(from) -> \(to)" }

        init(_ from: String, _ to: String, _ want: String) {
            (self.from, self.to, self.want) = (from, to, want)
        }
    }

    private static let brokenInventories = [
        Broken(
            "<SKU>A</SKU><Quantity>5</Quantity>", "<Quantity>5</Quantity><SKU>A</SKU>",
            "d.xml:5: element 'Quantity': "),
        Broken(
            "<SKU>A</SKU>", "",
            "d.xml:5: element 'Quantity': "),
        Broken(
            "<SKU>A</SKU>", "<SKU></SKU>",
            "d.xml:5: element 'SKU': "),
        Broken(
            "<SKU>B</SKU>", "<SKU>\(String(repeating: "ä", count: 41))</SKU>",
            "d.xml:6: element 'SKU': "),
        Broken(
            "<Quantity>5<", "<Quantity>-5<",
            "d.xml:5: element 'Quantity': "),
        Broken(
            "<Quantity>0</Quantity>", "",
            "d.xml:6: element 'Inventory': "),
        Broken(
            "<Quantity>5</Quantity>", "<Available>true</Available>",
            "d.xml:5: element 'Available': "),
        Broken(
            "2026-12-15", "15.12.2026",
            "d.xml:5: element 'RestockDate': "),
        Broken(
            "<FulfillmentLatency>2", "<FulfillmentLatency>0",
            "d.xml:5: element 'FulfillmentLatency': "),
        Broken(
            "<MessageID>2<", "<MessageID>1<", "d.xml:6: MessageID 1 follows 1"),
        Broken(
            "<MessageID>1<", "<MessageID>0<",
            "d.xml:5: "),
        Broken(
            ">Update<", ">Upsert<",
            "d.xml:5: element 'OperationType': "),
        Broken(
            "<MessageType>Inventory", "<MessageType>Price",
            "d.xml:4: element 'MessageType': "),
        Broken(
            "</MessageType>", "</MessageType>\n<PurgeAndReplace>true</PurgeAndReplace>",
            "d.xml:5: element 'PurgeAndReplace': "),
        Broken(
            "<Header>", "<Header><OverrideReleaseId>1.0</OverrideReleaseId>",
            "d.xml:3: element 'OverrideReleaseId': "),
        Broken(
            "</Inventory></Message>\n</AmazonEnvelope>", "</Inventory></Message>",
            "d.xml:6: "),
        Broken("<SKU>A<", "<SKU>A & B<", "d.xml:5: xmlParse"),
        Broken(
            "<AmazonEnvelope", "<!DOCTYPE AmazonEnvelope [<!ENTITY e \"x\">]>\n<AmazonEnvelope",
            "d.xml:2: it has a document type"),
    ]

    @Test(arguments: brokenInventories)
    func whatIsBrokenIsRefused(_ broken: Broken) throws {
        try refuse(broken, Self.inventory, "inventory.xsd")
    }

    private static let brokenPrices = [
        Broken(
            "<StandardPrice currency=\"EUR\">", "<StandardPrice>",
            "d.xml:5: element 'StandardPrice': "),
        Broken(
            "currency=\"EUR\">14.99", "currency=\"EURO\">14.99",
            "d.xml:5: element 'StandardPrice', attribute 'currency': "),
        Broken(
            ">14.99<", ">14.991<",
            "d.xml:5: element 'StandardPrice': "),
        Broken(
            ">14.99<", ">14,99<",
            "d.xml:5: element 'StandardPrice': "),
        Broken(
            ">14.99<", ">0.00<",
            "d.xml:5: element 'StandardPrice': "),
        Broken(
            "2026-11-27T00:00:00Z", "2026-11-27",
            "d.xml:5: element 'StartDate': "),
        Broken(
            "<EndDate>2026-11-30T00:00:00Z</EndDate>", "",
            "d.xml:5: element 'SalePrice': "),
        Broken(
            ">fixed<", ">fix<",
            "d.xml:5: element 'QuantityPriceType': "),
    ]

    @Test(arguments: brokenPrices)
    func brokenPricesAreRefused(_ broken: Broken) throws {
        try refuse(broken, Self.price, "price.xsd")
    }

    private func refuse(_ broken: Broken, _ document: String, _ schema: String) throws {
        #expect(document.contains(broken.from))
        let text = document.replacing(broken.from, with: broken.to)
        let found = try finding(text, Self.schema(schema))
        #expect(found?.hasPrefix(broken.want) == true, "\(found ?? "nothing was found")")
    }

    @Test func everyDocumentOfTheSamplesIsValid() throws {
        let samples = Self.root.appending(path: "samples")
        let names = FileManager.default.enumerator(atPath: samples.path)
        var count = 0
        while let name = names?.nextObject() as? String {
            guard name.contains("/want/outbox/"), name.hasSuffix(".xml") else { continue }
            let text = try String(
                contentsOf: samples.appending(path: name), encoding: .utf8)
            let type = try #require(text.firstMatch(of: /<MessageType>([A-Za-z]+)</)?.1)
            let schema = try Self.schema(type.lowercased() + ".xsd")
            #expect(try finding(text, schema) == nil, "\(name)")
            count += 1
        }
        #expect(count >= 5)
    }

    @Test(arguments: [
        ("", "it is empty"), ("<a>", "is no schema"), ("<a/>", "is no schema"),
    ])
    func whatIsNoSchema(_ text: String, _ want: String) {
        var mistakes: [Mistake] = []
        let schema = XMLSchema(Array(text.utf8), file: "s.xsd", &mistakes)
        #expect(schema == nil)
        #expect(mistakes.count == 1)
        #expect(mistakes.first?.message.contains(want) == true)
    }

    @Test func aFileIsReadAsItsBytesAre() throws {
        let schema = try Self.schema("inventory.xsd")
        let folder = FileManager.default.temporaryDirectory.appending(path: "a%20b \(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "d.xml")
        try Data(Self.inventory.utf8).write(to: file)
        try schema.validate(file.path, name: "d.xml")
        #expect(throws: Failure.self) { try schema.validate(file.path + "x", name: "d.xml") }
    }
}
