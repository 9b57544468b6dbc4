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

    /// Appends ten-thousandths as an amount: "14.99", at least two decimals, no more than it needs.
    package static func appendMoney(_ amount: Int64, to bytes: inout [UInt8]) {
        if amount < 0 { bytes.append(45) }
        append(Int64(amount.magnitude / 10_000), to: &bytes)
        let rest = UInt8(truncatingIfNeeded: amount.magnitude % 100)
        let cents = UInt8(truncatingIfNeeded: amount.magnitude / 100 % 100)
        bytes.append(46)
        bytes.append(cents / 10 &+ 48)
        bytes.append(cents % 10 &+ 48)
        guard rest > 0 else { return }
        bytes.append(rest / 10 &+ 48)
        if rest % 10 > 0 { bytes.append(rest % 10 &+ 48) }
    }

    /// Appends the digits of `number`.
    public static func append(_ number: Int64, to bytes: inout [UInt8]) {
        withDigits(of: number) { bytes.append(contentsOf: $0) }
    }
}
