import CBytes

/// The digest of a file or a text: 128 bits, 32 hex digits. It notices change; it is no signature.
package struct Digest: Hashable, Sendable {
    package var high: UInt64
    package var low: UInt64

    package init(_ hash: fm_hash) {
        high = hash.high
        low = hash.low
    }

    package init(of bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        var state = fm_digest()
        fm_digest_begin(&state)
        fm_digest_add(&state, bytes, bytes.count)
        self.init(fm_digest_end(&state))
    }

    package init(of text: String) { self.init(of: text.utf8) }

    /// Reads `text`; nil where it is not 32 hex digits.
    package init?(text: String) {
        guard text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16),
            let low = UInt64(text.suffix(16), radix: 16)
        else { return nil }
        self.high = high
        self.low = low
    }

    package var text: String { Self.hex(high) + Self.hex(low) }

    private static func hex(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
