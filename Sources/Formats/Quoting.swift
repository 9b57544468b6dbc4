import Records

/// What quotes around a cell are.
enum Quoting: Sendable {
    /// Letters like any other.
    case none
    /// One at each end is taken off; inside they are letters.
    case wrapped
    /// One at each end is taken off; two inside stand for one (RFC 4180).
    case doubled

    /// The cell without its quotes. `arena` keeps what had to be written anew.
    @inline(__always)
    func bare(_ cell: Cell, _ arena: Arena) -> Cell {
        if case .none = self { return cell }
        return stripped(cell, arena)
    }

    private func stripped(_ cell: Cell, _ arena: Arena) -> Cell {
        let quote = UInt8(ascii: "\"")
        let bytes = cell.bytes
        guard let start = bytes.baseAddress, bytes.count >= 2, bytes[0] == quote,
            bytes[bytes.count - 1] == quote
        else { return cell }
        let count = bytes.count - 2
        let inner = UnsafeBufferPointer(start: start + 1, count: count)
        guard case .doubled = self, inner.contains(quote) else {
            return Cell(start + 1, count: count)
        }
        let room = arena.room(count)
        var written = 0
        var at = 0
        while at < count {
            room[written] = inner[at]
            written += 1
            at += inner[at] == quote && at + 1 < count && inner[at + 1] == quote ? 2 : 1
        }
        arena.trim(count - written)
        return Cell(room, count: written)
    }
}
