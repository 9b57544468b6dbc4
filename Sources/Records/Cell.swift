/// One value in one row: bytes that someone else keeps, a number, or nothing.
///
/// A cell is sixteen bytes and owns none of what it points to: the bytes belong to the batch or to
/// the table that the cell came from, and stand as long as these do. Empty (`count` 0) and absent
/// are different things, and so is the number 0.
package struct Cell {
    private var bits: UInt64
    private var length: Int32
    private var form: Form

    private enum Form: UInt8 { case absent, bytes, number }

    /// No value: the column is not there, or nobody said anything.
    package static let absent = Cell(bits: 0, length: 0, form: .absent)

    private init(bits: UInt64, length: Int32, form: Form) {
        self.bits = bits
        self.length = length
        self.form = form
    }

    package init(_ start: UnsafePointer<UInt8>, count: Int) {
        self.init(
            bits: UInt64(UInt(bitPattern: start)), length: Int32(truncatingIfNeeded: count),
            form: .bytes)
    }

    /// A number in its column's unit: a count, ten-thousandths of money, days, seconds.
    package init(number: Int64) {
        self.init(bits: UInt64(bitPattern: number), length: 0, form: .number)
    }

    package var isAbsent: Bool { form == .absent }
    package var isNumber: Bool { form == .number }
    /// Absent, or bytes of which there are none.
    package var isBlank: Bool { form == .absent || form == .bytes && length == 0 }

    /// The number; only where `isNumber`.
    package var number: Int64 { Int64(bitPattern: bits) }

    /// The bytes; none where the cell is absent or a number.
    package var bytes: UnsafeBufferPointer<UInt8> {
        guard form == .bytes else { return UnsafeBufferPointer(start: nil, count: 0) }
        return UnsafeBufferPointer(
            start: UnsafePointer(bitPattern: UInt(bits)), count: Int(length))
    }

    /// The cell as a person reads it, its number in plain digits. For messages, never in a hot loop.
    package var text: String {
        isNumber ? String(number) : String(decoding: bytes, as: UTF8.self)
    }
}
