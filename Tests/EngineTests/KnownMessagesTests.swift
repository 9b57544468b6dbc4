import Engine
import Files
import Ledgers
import MadeShops
import Records
import Stages
import Testing

/// Messages of XML files that a book knows are not read again: it makes no difference but to the time that it takes.
struct KnownMessagesTests {
    private static let begin: Int64 = 1_790_000_000
    private static let pipeline = """
        { stages: [{ stage: "orders", into: { book: "orders" },
          from: { report: ["all-orders", "all-orders-xml"], files: "inbox/orders*" } }] }
        """

    private func shop() throws -> MadeShop {
        let shop = try MadeShop(
            MadeShop.settings("flat", "drop") + "\"orders-since\": \"2020-01-01\"")
        try shop.put(Self.pipeline, "pipelines/orders.json5")
        return shop
    }

    /// An order as it stands at some time.
    private struct Order {
        var minute = 0
        var status = "Pending"
        var quantities: [Int]
        var hasItems: Bool

        func message(_ number: Int, _ noise: inout Noise) -> String {
            let time = 10 + minute / 60
            let updated = "2026-09-20T\(time):\(minute % 60 < 10 ? "0" : "")\(minute % 60):00+00:00"
            var text = """
                <Message>
                <Order><AmazonOrderID>302-000000\(number)-0000001</AmazonOrderID>
                <PurchaseDate>2026-09-20T09:00:00+00:00</PurchaseDate><LastUpdatedDate>\(updated)</LastUpdatedDate>
                <OrderStatus>\(status)</OrderStatus><SalesChannel>Amazon.de</SalesChannel>

                """
            // What seems to be the end of a message and is none.
            if noise.once(in: 6) { text += "<!-- </Message> -->\n" }
            if noise.once(in: 6) { text += "<Note><![CDATA[</Message><Message>]]></Note>" }
            for (item, quantity) in quantities.enumerated() {
                let code =
                    hasItems
                    ? "<AmazonOrderItemCode>4000000000\(number)\(item)</AmazonOrderItemCode>" : ""
                text +=
                    "<OrderItem>\(code)<SKU>SKU-\(item / 2)</SKU><Quantity>\(quantity)</Quantity></OrderItem>\n"
            }
            return text + "</Order></Message>"
        }
    }

    private func file(_ orders: inout [Order], _ noise: inout Noise) -> String {
        var text =
            "<?xml version=\"1.0\"?>\n<AmazonEnvelope><MessageType>AllOrdersReport</MessageType>"
        for number in orders.indices where noise.next(below: 5) > 0 {
            if noise.once(in: 5) {
                // Sometimes changed without another time, so that the file decides which counts.
                orders[number].minute += noise.next(below: 3)
                orders[number].status = noise.pick(["Pending", "Unshipped", "Shipped", "Cancelled"])
                orders[number].quantities[0] = noise.next(below: 4)
            }
            let before = orders[number]
            // An older state once more, or a row that cannot be used.
            if noise.once(in: 12) { orders[number].minute = max(0, before.minute - 1) }
            var message = orders[number].message(number, &noise)
            let isBroken = noise.once(in: 15)
            if isBroken {
                message = message.replacing("<Quantity>", with: "<Quantity>x")
            }
            orders[number] = before
            text += noise.pick(["\n", "", "\r\n", "\n<!-- </Message> -->\n", "<Message />"])
            text += message
            // The order once more, as it was or is.
            if !isBroken, noise.once(in: 10) {
                orders[number].minute = noise.next(below: before.minute + 1)
                text += orders[number].message(number, &noise)
                orders[number] = before
            }
        }
        return text + "\n</AmazonEnvelope>\n"
    }

    private func book(_ shop: MadeShop) throws -> [String] {
        let disk = Disk(root: shop.root)
        let database = try Ledger(disk: disk).database
        let names = try database.all("SELECT name FROM pragma_table_info('orders')") { $0.text(0) }
        let columns = names.map { "coalesce(\($0), '-')" }.joined(separator: " || ',' || ")
        let rows = try database.all("SELECT \(columns) FROM orders ORDER BY id") { $0.text(0) }
        let hours = try Ledger(disk: disk).coverage().map { "\($0)" }
        return rows + hours
    }

    /// What a person is told of a run, but for lines of known messages that were older than the book.
    private func told(_ report: RunReport) -> [String] {
        report.entries.map { entry in
            let groups =
                entry.result?.groups.filter { $0.name != "older than the book" }
                .map { "\($0.name) \($0.count)" } ?? []
            return "\(entry.result?.rows ?? -1) rows, \(entry.result?.rejected ?? -1) rejected, "
                + groups.joined(separator: ", ") + (entry.failure?.text ?? "")
        }
    }

    @Test(arguments: 0..<4)
    func makesNoDifference(seed: Int) throws {
        var noise = Noise(seed)
        let (knowing, forgetting) = (try shop(), try shop())
        var orders = (0..<9).map { _ in
            Order(
                quantities: (0...noise.next(below: 3)).map { _ in 1 + noise.next(below: 3) },
                hasItems: noise.next(below: 4) > 0)
        }
        var files: [String] = []
        for day in 0..<12 {
            let now = Self.begin + Int64(day) * 86_400
            let text =
                !files.isEmpty && noise.once(in: 4)
                ? noise.pick(files) + "\n" : file(&orders, &noise)
            files.append(text)
            var reports: [[String]] = []
            for shop in [knowing, forgetting] {
                if shop === forgetting {
                    try? Disk(root: shop.root).remove("index/messages.orders")
                }
                try shop.put(text, "inbox/orders-\(day).xml", made: now - 60)
                let report = try shop.run(at: now) {
                    $0 = RunRequest(pipeline: "orders")
                    $0.allowed = [.rejected, .empty]
                }
                reports.append(told(report))
            }
            #expect(reports[0] == reports[1], "seed \(seed), day \(day)")
            #expect(try book(knowing) == book(forgetting), "seed \(seed), day \(day)")
        }
    }
}
