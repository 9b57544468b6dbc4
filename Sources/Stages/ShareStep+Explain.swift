import CBytes
import Records

extension ShareStep {
    func explain(
        _ batch: Batch, _ row: Int, _ run: Run, _ scope: StageScope
    ) -> [String] {
        guard let sharing else { return [] }
        var lines: [String] = []
        let kits = kit?.kits
        let item = batch.columns[stock.item][row].text
        let parts: [(String, Key)] =
            kits.flatMap { kits in
                kits.kit(Key([item])).map { number in
                    kits.parts(of: number).map { (kits.name(of: $0), $0.key) }
                }
            } ?? [(item, Key([item]))]
        for (name, key) in parts {
            guard let deal = sharing.deal(of: key) else { continue }
            let isSharer = sharing.turn(of: batch.columns[sku][row], pool: pool, in: key) != nil
            if isSharer, deal.claims.count == 1 { continue }
            let names = sharing.names(of: deal)
            let some = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
            let how =
                switch deal.share {
                case .first where deal.isLow: "is low: all to the first of"
                case .first: "goes to the first of"
                case .split, .full: "is split among"
                }
            lines.append("\(name) \(how) \(names.count): \(some)")
            if !isSharer { lines.append("this offer is none of them") }
        }
        if !lines.isEmpty, let most = number(allotted, batch, row) {
            lines.append("at most \(most)")
        }
        return lines
    }
}
