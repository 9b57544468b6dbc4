import CBytes
import Records

/// Rows that other rows are looked up in: a mapping file or a table, in memory.
///
/// Keys are kept as `Key`s; of the values a text takes four bytes and its own, a number eight.
final class LookupTable {
    /// A number that nobody gave.
    static let none = Int64.min

    struct Value {
        var name: String
        var isNumber: Bool
        fileprivate var offset: Int
    }

    let values: [Value]
    let table: FlatTable
    let texts = TextStore()
    /// What a key that is not here is taken for: 0 for stock that a complete file leaves out.
    var absent: Int64?

    init(values: [(name: String, isNumber: Bool)], expected: Int) {
        var offset = 0
        self.values = values.map { value in
            defer { offset += value.isNumber ? 8 : 4 }
            return Value(name: value.name, isNumber: value.isNumber, offset: offset)
        }
        table = FlatTable(payload: offset, expected: expected)
    }

    /// Sets a value of a row. False where a text is too long to be kept.
    func set(_ index: Int, of payload: UnsafeMutableRawPointer, to cell: Cell) -> Bool {
        let value = values[index]
        if value.isNumber {
            payload.storeBytes(
                of: cell.isNumber ? cell.number : Self.none, toByteOffset: value.offset,
                as: Int64.self)
            return true
        }
        if cell.isBlank {
            payload.storeBytes(of: 0, toByteOffset: value.offset, as: UInt32.self)
            return true
        }
        guard let text = texts.put(cell.bytes) else { return false }
        payload.storeBytes(of: text, toByteOffset: value.offset, as: UInt32.self)
        return true
    }

    @inline(__always)
    func get(_ index: Int, of payload: UnsafeMutableRawPointer) -> Cell {
        let value = values[index]
        if value.isNumber {
            let number = payload.loadUnaligned(fromByteOffset: value.offset, as: Int64.self)
            return number == Self.none ? .absent : Cell(number: number)
        }
        return texts.cell(payload.loadUnaligned(fromByteOffset: value.offset, as: UInt32.self))
    }

    /// Adds to a number; the first time it is set.
    @inline(__always)
    func add(_ number: Int64, to index: Int, of payload: UnsafeMutableRawPointer, isNew: Bool) {
        let offset = values[index].offset
        let sum = isNew ? 0 : payload.loadUnaligned(fromByteOffset: offset, as: Int64.self)
        payload.storeBytes(of: sum &+ number, toByteOffset: offset, as: Int64.self)
    }
}
