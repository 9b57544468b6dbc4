import Records

/// Where a price step finds what the price file and the rules say of a row. Every part but the base
/// may be missing.
struct PriceColumns {
    let base: Int
    let taxRate: Int?
    let percent: Int?
    let plus: Int?
    let endingSlot: Int?
    let floor: Int?
    let pricedBy: Int?
    let sale: Int?
    let saleStart: Int?
    let saleEnd: Int?
    let minimum: Int?
    let maximum: Int?
    let business: Int?
    let breakType: Int?
    /// The number of units from which on, and the price: at most five.
    let breaks: [(bound: Int, price: Int)]
    private let named: [(name: String, slot: Int, kind: Kind)]

    init(_ base: Int, _ columns: Columns) {
        var named: [(name: String, slot: Int, kind: Kind)] = []
        func part(_ name: String, _ kind: Kind) -> Int? {
            guard let slot = columns.slot(of: name) else { return nil }
            columns.use(slot, as: kind)
            named.append((name, slot, kind))
            return slot
        }
        columns.use(base, as: .money)
        named.append(("base", base, .money))
        self.base = base
        taxRate = part("tax-rate", .percent)
        percent = part("percent", .percent)
        plus = part("plus", .money)
        endingSlot = part("ending", .text)
        floor = part("floor", .money)
        pricedBy = part("priced-by", .text)
        sale = part("sale-price", .money)
        saleStart = part("sale-start", .date)
        saleEnd = part("sale-end", .date)
        minimum = part("minimum-price", .money)
        maximum = part("maximum-price", .money)
        business = part("business-price", .money)
        breakType = part("quantity-price-type", .text)
        var breaks: [(bound: Int, price: Int)] = []
        for number in 1...5 {
            guard let bound = part("quantity-bound-\(number)", .count),
                let price = part("quantity-price-\(number)", .money)
            else { break }
            breaks.append((bound, price))
        }
        self.breaks = breaks
        self.named = named
    }

    @inline(__always)
    func number(_ slot: Int?, _ batch: Batch, _ row: Int) -> Int64? {
        guard let slot else { return nil }
        let cell = batch.columns[slot][row]
        return cell.isNumber ? cell.number : nil
    }

    /// Why an ending cannot be used.
    struct BadEnding: Error { var text: String }

    /// The ending in ten-thousandths; nil where the price may end as it does.
    func ending(_ batch: Batch, _ row: Int) -> Result<Int64, BadEnding>? {
        guard let endingSlot else { return nil }
        let cell = batch.columns[endingSlot][row]
        if cell.isBlank || cell.equals("none") { return nil }
        let bytes = cell.bytes
        if bytes.count == 3, bytes[0] == UInt8(ascii: "."), let ending = Kind.money.read(bytes) {
            return .success(ending)
        }
        return .failure(BadEnding(text: "ending is '\(cell.text)', not such as .99, or none"))
    }

    /// What is there, for a person.
    func lines(_ batch: Batch, _ row: Int) -> [String] {
        named.compactMap { name, slot, kind in
            let cell = batch.columns[slot][row]
            if cell.isBlank { return nil }
            return "\(name) \(cell.isNumber ? kind.write(cell.number) : cell.text)"
        }
    }
}
