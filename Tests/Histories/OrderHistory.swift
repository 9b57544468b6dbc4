import Catalog
import Engine
import Files
import Ledgers
import MadeShops
import Records
import Stages

/// A shop that goes through random days: orders come in, people despatch, cancel, pay back and change their
/// minds, files come twice, Amazon answers in part, and the machine fails in the middle.
struct OrderHistory {
    struct Line {
        var order: String
        var item: String
        var sku: String
        var ordered: Int64
        /// Cents.
        var price: Int64
        var shipping: Int64
    }

    let shop: MadeShop
    var noise: Noise
    var now: Int64 = 1_767_225_600  // 2026-01-01
    let lines: [Line]
    private(set) var known: Set<String> = []
    private var old: [(name: String, text: String)] = []
    private var files = 0

    init(seed: Int) throws {
        noise = Noise(seed)
        let approves = noise.once(in: 2)
        let dialect = noise.once(in: 2) ? "xml" : "flat"
        let feeds = ["fulfillment", "cancellation", "cancelled-units", "refund"]
            .map { "\"\($0)\": { dialect: \"\(dialect)\", deliver: \"drop\" }" }
        shop = try MadeShop(
            unchanging:
                """
                seller: "A1TEST", region: "eu", marketplaces: ["DE"], "time-zone": "Europe/Berlin",
                tell: "on", "orders-since": "2025-12-01", refunds: { approve: \(approves) },
                feeds: { inventory: { dialect: "flat", deliver: "drop" }, \(feeds.joined(separator: ", ")) },
                """)
        var lines: [Line] = []
        for order in 1...4 {
            for line in 1...(1 + noise.next(below: 2)) {
                lines.append(
                    Line(
                        order: "302-000000\(order)-0000001", item: "4000000000\(order)00\(line)",
                        sku: "SKU-\(line)", ordered: Int64(1 + noise.next(below: 3)),
                        price: Int64(500 + noise.next(below: 4000)),
                        shipping: noise.once(in: 2) ? 490 : 0))
            }
        }
        self.lines = lines
        try shop.put("seller-sku\titem\nSKU-1\tI1\nSKU-2\tI2\n", "mappings/skus.tsv")
        try shop.put("carrier\tcarrier-code\nDHL\tDHL\n", "mappings/carriers.tsv")
        try shop.put(
            "reason\tcancel-reason\tadjustment-reason\nout\tNoInventory\tNoInventory\n",
            "mappings/cancel-reasons.tsv")
        try shop.put(
            "reason\tadjustment-reason\nback\tCustomerReturn\n", "mappings/refund-reasons.tsv")
    }

    private static func money(_ cents: Int64) -> String {
        "\(cents / 100)." + (cents % 100 < 10 ? "0" : "") + "\(cents % 100)"
    }

    private mutating func drop(_ stem: String, _ rows: [String]) throws {
        files += 1
        let text = rows.joined(separator: "\n") + "\n"
        try shop.put(text, "inbox/\(stem)\(files).txt", made: now - 10)
        old.append((stem, text))
    }

    /// What arrives on the next day.
    mutating func dawn() throws {
        now += 40_000
        for order in Set(lines.map(\.order)).sorted()
        where noise.once(in: known.contains(order) ? 6 : 2) {
            known.insert(order)
            try dropOrder(order)
        }
        if noise.next(below: 3) > 0 { try dropRefunds() }
        if noise.next(below: 3) > 0 { try dropDespatches() }
        if noise.once(in: 2) { try dropCancellations() }
        if !old.isEmpty, noise.once(in: 2) {
            let (stem, text) = noise.pick(old)
            files += 1
            // The same bytes, or the same lines in a file of other bytes.
            try shop.put(
                noise.once(in: 2) ? text : text + "\n", "inbox/\(stem)\(files).txt", made: now - 5)
        }
        try answer()
    }

    private mutating func dropOrder(_ order: String) throws {
        var rows = [
            "order-id\torder-item-id\tpurchase-date\tpayments-date\tsku\tquantity-purchased\tcurrency\titem-price\tshipping-price\trecipient-name\tsales-channel"
        ]
        for line in lines where line.order == order {
            rows.append(
                "\(line.order)\t\(line.item)\t2025-12-20T10:00:00Z\t2025-12-20T10:00:00Z\t\(line.sku)\t\(line.ordered)\tEUR\t\(Self.money(line.price))\t\(Self.money(line.shipping))\tAda\tAmazon.de"
            )
        }
        try drop("orders", rows)
    }

    private mutating func dropRefunds() throws {
        var rows = ["refund-id\torder-id\tsku\tfull\tamount\tshipping\treason"]
        for _ in 0...noise.next(below: 2) {
            let id = "R\(1 + noise.next(below: 12))"
            let first = noise.pick(lines)
            let own = lines.filter { $0.order == first.order }
            for line in own where line.item == first.item || noise.once(in: 2) {
                let isFull = noise.once(in: 3)
                let amount = isFull ? "" : Self.money(Int64(1 + noise.next(below: 3000)))
                let shipping =
                    isFull || noise.next(below: 3) > 0
                    ? "" : Self.money(Int64(1 + noise.next(below: 400)))
                let row =
                    "\(id)\t\(line.order)\t\(line.sku)\t\(isFull ? "yes" : "")\t\(amount)\t\(shipping)\tback"
                rows.append(row)
                if noise.once(in: 8) { rows.append(row) }
            }
        }
        try drop("refunds", rows)
    }

    private mutating func dropDespatches() throws {
        var rows = [
            "despatch-id\torder-id\tsku\tquantity\tdespatch-date\tcarrier\ttracking-number\tedit"
        ]
        for _ in 0...noise.next(below: 2) {
            let id = "D\(1 + noise.next(below: 12))"
            let line = noise.pick(lines)
            let isWhole = noise.once(in: 4)
            let quantity = isWhole || noise.once(in: 3) ? "" : "\(1 + noise.next(below: 2))"
            rows.append(
                "\(id)\t\(line.order)\t\(isWhole ? "" : line.sku)\t\(quantity)\t2025-12-2\(noise.next(below: 10))\tDHL\tT\(noise.next(below: 5))\t\(noise.once(in: 3) ? "yes" : "")"
            )
        }
        try drop("despatches", rows)
    }

    private mutating func dropCancellations() throws {
        var rows = ["cancellation-id\torder-id\tsku\tquantity\treason"]
        let id = "C\(1 + noise.next(below: 8))"
        let line = noise.pick(lines)
        let isWhole = noise.once(in: 2)
        let quantity = isWhole || noise.once(in: 3) ? "" : "1"
        rows.append("\(id)\t\(line.order)\t\(isWhole ? "" : line.sku)\t\(quantity)\tout")
        try drop("cancellations", rows)
    }

    /// Amazon answers some of what was sent: every message or some, whole or cut in its counts.
    private mutating func answer() throws {
        let feeds: Set = ["fulfillment", "cancellation", "cancelled-units", "refund"]
        for document in try shop.documents(.sent)
        where feeds.contains(document.feed) && noise.once(in: 2) {
            files += 1
            var results = ""
            var errors = 0
            for message in 1...document.messages where noise.once(in: 3) {
                let isError = noise.next(below: 3) > 0
                errors += isError ? 1 : 0
                results +=
                    "<Result><MessageID>\(message)</MessageID><ResultCode>\(isError ? "Error" : "Warning")</ResultCode><ResultMessageCode>18028</ResultMessageCode><ResultDescription>no</ResultDescription></Result>"
            }
            let processed = noise.once(in: 6) ? 0 : document.messages
            try shop.put(
                "<AmazonEnvelope><MessageType>ProcessingReport</MessageType><Message><ProcessingReport><StatusCode>Complete</StatusCode><ProcessingSummary><MessagesProcessed>\(processed)</MessagesProcessed><MessagesSuccessful>\(Int(processed) - errors)</MessagesSuccessful><MessagesWithError>\(errors)</MessagesWithError></ProcessingSummary>\(results)</ProcessingReport></Message></AmazonEnvelope>",
                "inbox/answer \(document.name).\(files).xml", made: now - 5)
        }
    }

    /// Drops what people decide as a file: some of it with values that wait, some with others.
    private mutating func drop(decisions keys: [String]) throws {
        var sums: [String: Int64] = [:]
        let waiting = try Approving(try shop.open(at: now + 60), skus: [], who: "")
        for entry in waiting.entries {
            let amount = entry.waiting.measured.split(separator: " ").first.map(String.init) ?? ""
            sums[entry.key, default: 0] += (Kind.money.read(amount) ?? 0) / 100
        }
        var rows = ["decision\tkey\tvalue"]
        for (key, sum) in sums.sorted(by: { $0.key < $1.key }) where noise.once(in: 2) {
            rows.append("approve\t\(key)\t\(Self.money(noise.once(in: 4) ? sum + 1 : sum))")
        }
        for key in keys {
            rows.append("\(noise.pick(["requeue", "applied", "not-applied"]))\t\(key)\t")
        }
        try drop("decisions", rows)
    }

    /// What people do after a run.
    mutating func evening() throws {
        if noise.once(in: 2) {
            _ = try Approving(
                try shop.open(at: now + 60), skus: noise.once(in: 2) ? nil : ["R1", "R2"], who: "")
        }
        let keys =
            (1...12).flatMap { ["R\($0)", "D\($0)", "C\($0)"] } + Set(lines.map(\.order)).sorted()
        let some = keys.filter { _ in noise.once(in: 4) }
        if noise.once(in: 3) { return try drop(decisions: some) }
        if noise.once(in: 2) {
            _ = try Requeueing(try shop.open(at: now + 120), .again, keys: some)
        }
        if noise.once(in: 2) {
            _ = try Requeueing(
                try shop.open(at: now + 180), noise.once(in: 2) ? .applied : .notApplied, keys: some
            )
        }
    }
}
