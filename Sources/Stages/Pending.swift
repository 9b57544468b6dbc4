import Records

/// The rows of a feed that are due, kept until its stage knows that they may be told: a few dozen
/// bytes a row.
final class Pending {
    /// One row, read where it lies.
    struct Entry {
        fileprivate var start: UnsafeMutablePointer<UInt8>

        /// What is to become of it.
        var fate: Fate {
            get { Fate(rawValue: start[0]) ?? .due }
            nonmutating set { start[0] = newValue.rawValue }
        }
        var cause: Cause { Cause(rawValue: start[1]) ?? .difference }
        /// Index in `Pending.whys`.
        var why: Int {
            Int(UnsafeRawPointer(start).loadUnaligned(fromByteOffset: 14, as: UInt16.self))
        }
        /// Flags for `told`.
        var flags: UInt8 { start[2] }
        /// The key column that is a quantity, as the report shows it; `LookupTable.none`: not known.
        var shown: Int64 {
            UnsafeRawPointer(start).loadUnaligned(fromByteOffset: 4, as: Int64.self)
        }
        /// The key's cells, parted by tabs.
        var key: UnsafeBufferPointer<UInt8> {
            UnsafeBufferPointer(start: UnsafePointer(start + Pending.head), count: keyCount)
        }
        fileprivate var keyCount: Int {
            Int(UnsafeRawPointer(start).loadUnaligned(fromByteOffset: 12, as: UInt16.self))
        }
    }

    enum Fate: UInt8 {
        case due, again, dropped, heldBack, dry
        /// Until a person approves it.
        case waiting
    }

    /// Why a row is due.
    enum Cause: UInt8 {
        case difference, drift, asked
    }

    private static let pieceSize = 1 << 20
    /// Bytes of an entry before its key.
    fileprivate static let head = 16
    private var pieces: [(start: UnsafeMutablePointer<UInt8>, used: Int)] = []
    private let columns: Int
    private(set) var count = 0
    /// Rows whose key was due already.
    private(set) var again = 0
    /// The words that say which rule made a row's values.
    private(set) var whys: [String] = [""]
    private var whyIndexes: [String: Int] = ["": 0]
    private var lastWhy: UnsafePointer<UInt8>?
    private var lastWhyIndex = 0

    init(columns: Int) { self.columns = columns }

    deinit { for piece in pieces { piece.start.deallocate() } }

    /// Adds a row. False where its key or a text is longer than 65,535 bytes.
    func add(
        key: [UInt8], cells: UnsafePointer<Cell>, fate: Fate, cause: Cause, why: Cell,
        flags: UInt8, shown: Int64
    ) -> Bool {
        guard key.count <= Int(UInt16.max) else { return false }
        var size = Self.head + key.count
        for index in 0..<columns {
            let cell = cells[index]
            guard cell.bytes.count <= Int(UInt16.max) else { return false }
            size += cell.isNumber ? 9 : cell.isAbsent ? 1 : 3 + cell.bytes.count
        }
        if pieces.isEmpty || pieces[pieces.count - 1].used + size > Self.pieceSize {
            pieces.append((.allocate(capacity: max(size, Self.pieceSize)), 0))
        }
        let piece = pieces.count - 1
        let start = pieces[piece].start + pieces[piece].used
        pieces[piece].used += size
        let raw = UnsafeMutableRawPointer(start)
        start[0] = fate.rawValue
        start[1] = cause.rawValue
        start[2] = flags
        raw.storeBytes(of: shown, toByteOffset: 4, as: Int64.self)
        raw.storeBytes(of: UInt16(key.count), toByteOffset: 12, as: UInt16.self)
        raw.storeBytes(
            of: UInt16(truncatingIfNeeded: whyIndex(why)), toByteOffset: 14, as: UInt16.self)
        key.withUnsafeBufferPointer {
            if let from = $0.baseAddress { (start + Self.head).update(from: from, count: $0.count) }
        }
        var at = Self.head + key.count
        for index in 0..<columns {
            let cell = cells[index]
            if cell.isNumber {
                start[at] = 1
                raw.storeBytes(of: cell.number, toByteOffset: at + 1, as: Int64.self)
                at += 9
            } else if cell.isAbsent {
                start[at] = 0
                at += 1
            } else {
                let bytes = cell.bytes
                start[at] = 2
                raw.storeBytes(of: UInt16(bytes.count), toByteOffset: at + 1, as: UInt16.self)
                if let from = bytes.baseAddress {
                    (start + at + 3).update(from: from, count: bytes.count)
                }
                at += 3 + bytes.count
            }
        }
        count += 1
        if fate == .again { again += 1 }
        return true
    }

    private func whyIndex(_ why: Cell) -> Int {
        let start = why.bytes.baseAddress
        if start == lastWhy, start != nil { return lastWhyIndex }
        let text = why.text
        lastWhy = start
        if let index = whyIndexes[text] {
            lastWhyIndex = index
        } else if whys.count <= Int(UInt16.max) {
            lastWhyIndex = whys.count
            whyIndexes[text] = lastWhyIndex
            whys.append(text)
        } else {
            lastWhyIndex = 0
        }
        return lastWhyIndex
    }

    /// Goes through the rows in the order in which they were added, with their values in `cells`.
    func forEach(
        _ cells: UnsafeMutablePointer<Cell>, _ body: (Entry) throws(Failure) -> Void
    ) throws(Failure) {
        for piece in pieces {
            var at = 0
            while at < piece.used {
                let entry = Entry(start: piece.start + at)
                at += Self.head + entry.keyCount
                for index in 0..<columns {
                    let start = piece.start + at
                    let raw = UnsafeRawPointer(start)
                    switch start[0] {
                    case 1:
                        cells[index] = Cell(
                            number: raw.loadUnaligned(fromByteOffset: 1, as: Int64.self))
                        at += 9
                    case 2:
                        let count = Int(raw.loadUnaligned(fromByteOffset: 1, as: UInt16.self))
                        cells[index] = Cell(UnsafePointer(start + 3), count: count)
                        at += 3 + count
                    default:
                        cells[index] = .absent
                        at += 1
                    }
                }
                try body(entry)
            }
        }
    }
}

extension Pending.Cause {
    /// What rows told for this cause are called, by what the measured column had and is to have; `hasOld`:
    /// something was told of the row before.
    func group(_ old: Int64?, _ new: Int64?, hasOld: Bool, of column: String) -> String {
        switch self {
        case .drift: return "told again, as Amazon shows something else"
        case .asked: return "told again, as asked"
        case .difference: break
        }
        guard let new else { return hasOld ? "changed" : "told for the first time" }
        guard let old else { return "told for the first time" }
        if new == 0, old > 0 { return "to zero" }
        if old == 0, new > 0 { return "back from zero" }
        if new > old { return "raised" }
        if new < old { return "lowered" }
        return hasOld ? "\(column) as before" : "as Amazon shows, told for the first time"
    }
}
