import Records

extension ShareStep {
    /// Notes the sharers among the rows of a pool. `own` says of a row with a closed offer whether that
    /// is feedmill's to open again; nil for a pool without listings of its own, in which every row stands for an open offer.
    func gather(
        _ batch: Batch, pool: Int, into sharing: Sharing, own: ((Int) -> Bool)?
    ) throws(Failure) {
        if own != nil {
            for row in 0..<batch.count where !batch.columns[channel][row].equals("DEFAULT") {
                sharing.addAmazon(batch.columns[sku][row], pool: pool)
            }
        }
        for index in 0..<batch.selected {
            let row = Int(batch.selection[index])
            let sku = batch.columns[sku][row]
            if sku.isBlank { continue }
            if let own, let status, !batch.columns[status][row].equals("Active"),
                !(batch.columns[status][row].equals("Inactive") && own(row))
            {
                continue
            }
            if case .zero = holds?.state(batch, row) { continue }
            var isKept = true
            forEachItem(batch, row) { (item, quantity) in
                let claim = Sharing.Claim(
                    quantity: quantity, share: word(batch, row) ?? .split,
                    low: number(low, batch, row), rank: number(rank, batch, row),
                    units: available(item, quantity, batch, row), pool: pool)
                isKept = sharing.add(item, sku, claim) && isKept
            }
            guard isKept else {
                throw Failure(.data, "a seller-sku of more than 65,535 bytes cannot be shared")
            }
        }
    }
}
