import CBytes

/// One value in one row: bytes that someone else keeps, a number, or nothing.
///
/// A cell is sixteen bytes and owns none of what it points to: the bytes belong to the batch or to
/// the table that the cell came from, and stand as long as these do. Empty (`count` 0) and absent
/// are different things, and so is the number 0.
///
/// It is public, as are the few types that every row passes: the compiler does not inline across
/// modules what is only `package`, and a run would take a quarter longer.
@frozen
public struct Cell {
    @usableFromInline var bits: UInt64
    @usableFromInline var length: Int32
    @usableFromInline var form: UInt8

    @usableFromInline static var formAbsent: UInt8 { @inlinable get { 0 } }
    @usableFromInline static var formBytes: UInt8 { @inlinable get { 1 } }
    @usableFromInline static var formNumber: UInt8 { @inlinable get { 2 } }

    /// No value: the column is not there, or nobody said anything.
    @inlinable public static var absent: Cell {
        Cell(bits: 0, length: 0, form: formAbsent)
    }

    @inlinable init(bits: UInt64, length: Int32, form: UInt8) {
        self.bits = bits
        self.length = length
        self.form = form
    }

    @inlinable @inline(__always) public init(_ start: UnsafePointer<UInt8>, count: Int) {
        self.init(
            bits: UInt64(UInt(bitPattern: start)), length: Int32(truncatingIfNeeded: count),
            form: Self.formBytes)
    }

    /// A number in its column's unit: a count, ten-thousandths of money, days, seconds.
    @inlinable @inline(__always) public init(number: Int64) {
        self.init(bits: UInt64(bitPattern: number), length: 0, form: Self.formNumber)
    }

    @inlinable @inline(__always) public var isAbsent: Bool { form == Self.formAbsent }
    @inlinable @inline(__always) public var isNumber: Bool { form == Self.formNumber }
    /// Absent, or bytes of which there are none.
    @inlinable @inline(__always) public var isBlank: Bool {
        form == Self.formAbsent || form == Self.formBytes && length == 0
    }

    /// The number; only where `isNumber`.
    @inlinable @inline(__always) public var number: Int64 { Int64(bitPattern: bits) }

    /// The bytes; none where the cell is absent or a number.
    @inlinable @inline(__always) public var bytes: UnsafeBufferPointer<UInt8> {
        guard form == Self.formBytes else { return UnsafeBufferPointer(start: nil, count: 0) }
        return UnsafeBufferPointer(
            start: UnsafePointer(bitPattern: UInt(bits)), count: Int(length))
    }

    /// Whether the bytes are those of `text`.
    @inlinable
    public func equals(_ text: StaticString) -> Bool {
        let bytes = self.bytes
        guard bytes.count == text.utf8CodeUnitCount, let start = bytes.baseAddress else {
            return false
        }
        return fm_equal(start, text.utf8Start, bytes.count) != 0
    }

    /// The cell as a person reads it, its number in plain digits. For messages, never in a hot loop.
    public var text: String {
        isNumber ? String(number) : String(decoding: bytes, as: UTF8.self)
    }
}
