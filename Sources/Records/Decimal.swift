/// Whole numbers as decimal digits, without a `String`.
public enum Decimal {
    /// Calls `body` with the digits of `number`, which stand only during the call.
    @inlinable
    public static func withDigits<R>(
        of number: Int64, _ body: (UnsafeBufferPointer<UInt8>) -> R
    ) -> R {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { room in
            var rest = number.magnitude
            var start = 20
            repeat {
                start -= 1
                room[start] = UInt8(truncatingIfNeeded: rest % 10) &+ 48
                rest /= 10
            } while rest > 0
            if number < 0 {
                start -= 1
                room[start] = 45
            }
            return body(UnsafeBufferPointer(rebasing: room[start...]))
        }
    }

    /// Appends the digits of `number`.
    public static func append(_ number: Int64, to bytes: inout [UInt8]) {
        withDigits(of: number) { bytes.append(contentsOf: $0) }
    }
}
