import Records

extension Batch {
    /// Appends a row's key as `told` has it: the cells in `slots`, parted by tabs.
    func appendKey(of row: Int, _ slots: [Int], to bytes: inout [UInt8]) {
        for (number, slot) in slots.enumerated() {
            if number > 0 { bytes.append(9) }
            let cell = columns[slot][row]
            if cell.isNumber {
                Decimal.append(cell.number, to: &bytes)
            } else {
                bytes.append(contentsOf: cell.bytes)
            }
        }
    }
}
