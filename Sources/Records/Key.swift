public import CBytes

/// 96 bits of hash that stand for the bytes of a key.
///
/// Two of ten million keys share one with a chance of about one in ten thousand million million, so
/// tables keep it in place of the key itself.
@frozen
public struct Key: Hashable, Sendable {
    public var low: UInt64
    /// Never zero: a slot whose check is zero is empty.
    public var check: UInt32

    @inlinable @inline(__always) public init(_ hash: fm_hash) {
        low = hash.low
        check = UInt32(truncatingIfNeeded: hash.high) | 1
    }

    @inlinable @inline(__always) public init(low: UInt64, check: UInt32) {
        self.low = low
        self.check = check
    }

    /// The key of texts in order: for one key at a time, not for rows.
    public init(_ texts: [String]) {
        var hash = fm_hash()
        for text in texts {
            let bytes = Array(text.utf8)
            hash = bytes.withUnsafeBufferPointer {
                fm_hash_bytes($0.baseAddress ?? Key.nothing, $0.count, hash)
            }
        }
        self.init(hash)
    }

    /// Somewhere to point when there is nothing to hash.
    nonisolated(unsafe) private static let nothing = UnsafePointer(
        UnsafeMutablePointer<UInt8>.allocate(capacity: 1))
}

extension Cell {
    /// The hash of this cell after those that gave `seed`. A number counts as its decimal digits.
    @inlinable @inline(__always)
    public func hash(after seed: fm_hash) -> fm_hash {
        if isNumber {
            return Decimal.withDigits(of: number) {
                fm_hash_bytes($0.baseAddress!, $0.count, seed)
            }
        }
        let bytes = self.bytes
        guard let start = bytes.baseAddress else {
            var none: UInt8 = 0
            return fm_hash_bytes(&none, 0, seed)
        }
        return fm_hash_bytes(start, bytes.count, seed)
    }
}
