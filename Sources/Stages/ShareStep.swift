import CBytes
import Catalog
import Records

/// Says how much each offer may have at most of stock that several offers sell from.
///
/// The columns `share`, `low` and `rank`, where a mapping before it sets them, say how: see `Share` and
/// `Sharing`. Sharers are the offers that the seller fulfils and that are open, or that feedmill may
/// open again, in all pools that sell from a common location; but for those held at zero. Where nothing
/// is to be dealt out the step does nothing.
final class ShareStep: Step {
    static let kind = StepKind(
        spec: Spec(
            "share",
            "says how much each offer may have of stock that several sell from, as the columns "
                + "share (full, split, first), low and rank of a mapping say; without them it does "
                + "nothing",
            value: .text, fields: [], example: "{ share: \"on-hand\" }"),
        make: { fields, builder in ShareStep(fields, builder) })

    let stock: StockColumn
    /// The slot of what an offer may have at most; absent: as much as there is.
    let allotted: Int
    /// The slot of the word that says why.
    let why: Int
    /// How the stock is dealt out; nil where all of it goes to everybody.
    var sharing: Sharing?
    /// The number of the stage's own pool in it.
    var pool = 0

    let sku: Int
    let channel: Int
    let status: Int?
    private let share: Int?
    let low: Int?
    let rank: Int?
    private let reserved: Int?
    private let buffer: Int?
    let kit: KitStep?
    private let hold: Int?
    private let until: Int?
    private let words = Arena(piece: 256)
    private let whys: [Cell]
    private(set) var holds: Hold?

    /// Whether a mapping has a column that may say so.
    var isAsked: Bool { share != nil || low != nil }

    private init?(_ fields: Fields, _ builder: StageBuilder) {
        guard let stock = StockColumn(fields, "share", builder),
            builder.isBeforeAvailable("share", fields)
        else { return nil }
        self.stock = stock
        let columns = builder.columns
        func part(_ name: String, _ kind: Kind) -> Int? {
            guard let slot = columns.slot(of: name) else { return nil }
            columns.use(slot, as: kind)
            return slot
        }
        share = part("share", .text)
        if let share { columns.use(share, as: Share.words) }
        low = part("low", .count)
        // Columns that nobody needs are not cut from the file.
        let isAsked = share != nil || low != nil
        guard
            let sku = isAsked ? builder.slot("seller-sku", fields, "share") : stock.item,
            let channel = isAsked
                ? builder.slot("fulfillment-channel", fields, "share") : stock.item
        else { return nil }
        self.sku = sku
        self.channel = channel
        status = isAsked ? part("status", .text) : nil
        rank = part("rank", .count)
        reserved = part("reserved", .count)
        buffer = part("buffer", .count)
        hold = part("hold", .text)
        until = part("until", .date)
        kit = builder.kit
        allotted = columns.define("allotted", kind: .count, isChecked: true)
        why = columns.define("share-why")
        let words = words
        whys = ["share split", "share first", "share low"].map { words.keep($0) }
        builder.share = self
    }

    /// Whether any row of the mappings before it asks for more than that each offer shows all.
    func isAsked(by steps: ArraySlice<any Step>) -> Bool {
        steps.contains { step in
            guard let map = step as? MapStep else { return false }
            return low.map { map.gives($0, but: "") } ?? false
                || share.map { map.gives($0, but: "full") } ?? false
        }
    }

    func load(_ run: Run, _ scope: StageScope) {
        holds = Hold(hold: hold, until: until, day: run.day)
    }

    func process(_ batch: Batch) {
        guard sharing != nil || share != nil else { return }
        var kept = 0
        for index in 0..<batch.selected {
            let row = Int(batch.selection[index])
            batch.selection[kept] = Int32(truncatingIfNeeded: row)
            batch.columns[allotted][row] = .absent
            guard word(batch, row) != nil else {
                let word = share.map { batch.columns[$0][row].text } ?? ""
                batch.leave(row, .rejected, "share is '\(word)', not 'full', 'split' or 'first'")
                continue
            }
            if let sharing { allot(batch, row, sharing) }
            kept += 1
        }
        batch.selected = kept
    }

    /// What a row says of sharing; nil where that is no word for it.
    @inline(__always)
    func word(_ batch: Batch, _ row: Int) -> Share? {
        guard let share, !batch.columns[share][row].isBlank else { return .full }
        return Share(batch.columns[share][row])
    }

    @inline(__always)
    func number(_ slot: Int?, _ batch: Batch, _ row: Int) -> Int64? {
        guard let slot else { return nil }
        let cell = batch.columns[slot][row]
        return cell.isNumber ? cell.number : nil
    }

    private func allot(_ batch: Batch, _ row: Int, _ sharing: Sharing) {
        forEachItem(batch, row) { (item, quantity) in
            guard let deal = sharing.deal(of: item),
                let units = available(item, quantity, batch, row)
            else { return }
            let turn = sharing.turn(of: batch.columns[sku][row], pool: pool, in: item)
            let pieces = deal.pieces(units, each: quantity, turn)
            let least = batch.columns[allotted][row]
            guard !least.isNumber || pieces < least.number else { return }
            batch.columns[allotted][row] = Cell(number: pieces)
            batch.columns[why][row] = whys[deal.isLow ? 2 : deal.share == .first ? 1 : 0]
        }
    }

    /// The items that an offer takes stock of, and how many units of each make one piece.
    @inline(__always)
    func forEachItem(_ batch: Batch, _ row: Int, _ body: (Key, Int64) -> Void) {
        let item = Key(batch.columns[stock.item][row].hash(after: fm_hash()))
        guard let kits = kit?.kits, let number = kits.kit(item) else { return body(item, 1) }
        for part in kits.parts(of: number) { body(part.key, part.quantity) }
    }

    /// The units of an item that are available to an offer: its stock, less what the offer keeps back.
    func available(
        _ item: Key, _ quantity: Int64, _ batch: Batch, _ row: Int
    ) -> Int64? {
        guard let units = stock.free(item) else { return nil }
        let kept = (number(reserved, batch, row) ?? 0).addingReportingOverflow(
            number(buffer, batch, row) ?? 0)
        let (back, overflow) = kept.partialValue.multipliedReportingOverflow(by: quantity)
        let (left, under) = units.subtractingReportingOverflow(back)
        return kept.overflow || overflow || under ? 0 : left
    }
}
