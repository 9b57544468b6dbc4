import CBytes
import Records

/// Rows that other rows are looked up in: a mapping file or a table, in memory.
///
/// Keys are kept as `Key`s; of the values a text takes four bytes and its own, a number four, or eight
/// more where it is large.
final class LookupTable {
    /// A number that nobody gave.
    static let none = Int64.min
    /// How a number that nobody gave is written in a payload; and from where on, up or down, numbers
    /// stand elsewhere: a payload then holds this and their place.
    private static let unset = Int32.min
    private static let large = Int32(1) << 30

    /// For each value whether it is a number, and where it stands in a payload.
    private let isNumber: [Bool]
    private let offsets: [Int]
    let table: FlatTable
    let texts = TextStore()
    private var numbers: [Int64] = []
    /// What a key that is not here is taken for: 0 for stock that a complete file leaves out.
    var absent: Int64?

    /// `values` says of each value whether it is a number; else it is a text.
    init(values: [Bool], expected: Int) {
        isNumber = values
        offsets = values.indices.map { 4 * $0 }
        table = FlatTable(payload: 4 * values.count, expected: expected)
    }

    /// Sets a value of a row. False where a text is too long to be kept.
    func set(_ index: Int, of payload: UnsafeMutableRawPointer, to cell: Cell) -> Bool {
        let offset = offsets[index]
        if isNumber[index] {
            if cell.isNumber {
                put(cell.number, at: payload + offset)
            } else {
                payload.storeBytes(of: Self.unset, toByteOffset: offset, as: Int32.self)
            }
            return true
        }
        if cell.isBlank {
            payload.storeBytes(of: 0, toByteOffset: offset, as: UInt32.self)
            return true
        }
        guard let text = texts.put(cell.bytes) else { return false }
        payload.storeBytes(of: text, toByteOffset: offset, as: UInt32.self)
        return true
    }

    @inline(__always)
    func get(_ index: Int, of payload: UnsafeMutableRawPointer) -> Cell {
        let offset = offsets[index]
        if isNumber[index] {
            let number = number(at: payload + offset)
            return number == Self.none ? .absent : Cell(number: number)
        }
        return texts.cell(payload.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// Whether any key is one of which no number is known.
    private(set) var hasUnknown = false

    /// Makes a key one of which no number is known, whatever was set before.
    func makeUnknown(_ key: Key) {
        hasUnknown = true
        let payload = table.insert(key).payload
        for index in 0..<isNumber.count { _ = set(index, of: payload, to: .absent) }
    }

    /// Whether a key is here, and no number of it is known.
    func isUnknown(_ key: Key) -> Bool {
        guard let payload = table.find(key) else { return false }
        return (0..<isNumber.count).allSatisfy { get($0, of: payload).isAbsent }
    }

    /// Whether any of the values is a text, which lies elsewhere than the payload.
    var hasTexts: Bool { isNumber.contains(false) }

    /// Asks the processor for the texts of a row.
    @inline(__always)
    func prefetchTexts(of payload: UnsafeMutableRawPointer) {
        for index in 0..<isNumber.count where !isNumber[index] {
            texts.prefetch(payload.loadUnaligned(fromByteOffset: offsets[index], as: UInt32.self))
        }
    }

    /// Adds to a number; the first time it is set.
    @inline(__always)
    func add(_ number: Int64, to index: Int, of payload: UnsafeMutableRawPointer, isNew: Bool) {
        let place = payload + offsets[index]
        put((isNew ? 0 : self.number(at: place)) &+ number, at: place)
    }

    @inline(__always)
    private func number(at place: UnsafeMutableRawPointer) -> Int64 {
        let short = place.loadUnaligned(as: Int32.self)
        if short < Self.large { return short == Self.unset ? Self.none : Int64(short) }
        return numbers[Int(short - Self.large)]
    }

    @inline(__always)
    private func put(_ number: Int64, at place: UnsafeMutableRawPointer) {
        if number.magnitude < UInt64(Self.large) {
            place.storeBytes(of: Int32(truncatingIfNeeded: number), as: Int32.self)
        } else {
            putLarge(number, at: place)
        }
    }

    private func putLarge(_ number: Int64, at place: UnsafeMutableRawPointer) {
        let short = place.loadUnaligned(as: Int32.self)
        if short >= Self.large {
            numbers[Int(short - Self.large)] = number
            return
        }
        precondition(numbers.count < Int(Self.large), "more large numbers than a table can hold")
        place.storeBytes(of: Self.large + Int32(numbers.count), as: Int32.self)
        numbers.append(number)
    }
}
