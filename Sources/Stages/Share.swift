import Records

/// How the offers of one item share its stock; a later case is stricter.
enum Share: UInt8, Comparable {
    /// Each offer shows all that is available.
    case full
    /// What is available is dealt out among the offers, in equal parts.
    case split
    /// The first offer gets all, the others nothing.
    case first

    /// The words for it, as a mapping writes them.
    static let words: [StaticString] = ["full", "split", "first"]

    /// Nil where the cell holds none of the words.
    init?(_ cell: Cell) {
        guard let index = Self.words.firstIndex(where: cell.equals) else { return nil }
        self.init(rawValue: UInt8(index))
    }

    static func < (one: Share, other: Share) -> Bool { one.rawValue < other.rawValue }
}
