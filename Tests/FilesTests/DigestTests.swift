import CBytes
import Records
import Testing

struct DigestTests {
    typealias Add = (UnsafeMutablePointer<fm_digest>?, UnsafePointer<UInt8>?, Int) -> Void

    func digest(_ blocks: [ArraySlice<UInt8>], _ add: Add) -> Digest {
        var state = fm_digest()
        fm_digest_begin(&state)
        for block in blocks { add(&state, Array(block), block.count) }
        return Digest(fm_digest_end(&state))
    }

    static let bytes: [UInt8] = {
        var noise = Noise(2)
        return noise.bytes(400, from: Array(0...255))
    }()

    @Test func everyCutGivesTheSame() {
        let bytes = Self.bytes
        let whole = digest([bytes[...]], fm_digest_add)
        for cut in 0...bytes.count {
            let second = cut + (bytes.count - cut) / 3
            let blocks = [bytes[..<cut], bytes[cut..<second], bytes[second...]]
            #expect(digest(blocks, fm_digest_add) == whole)
            #expect(digest(blocks, fm_digest_add_portable) == whole)
        }
    }

    @Test func everyLengthDiffers() {
        let zeros = [UInt8](repeating: 0, count: 300)
        var seen: Set<Digest> = []
        for count in 0...300 {
            let one = digest([zeros[..<count]], fm_digest_add)
            #expect(one == digest([zeros[..<count]], fm_digest_add_portable))
            seen.insert(one)
            seen.insert(digest([Self.bytes[..<count]], fm_digest_add))
        }
        #expect(seen.count == 2 * 301 - 1)
    }

    /// One bit of the file turns each bit of the digest about every second time.
    @Test func everyBitCounts() {
        var bytes = Self.bytes
        let whole = digest([bytes[...]], fm_digest_add)
        var seen: Set<Digest> = [whole]
        var turned = [Int](repeating: 0, count: 128)
        let bits = bytes.count * 8
        for bit in 0..<bits {
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            let changed = digest([bytes[...]], fm_digest_add)
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            seen.insert(changed)
            for place in 0..<64 {
                turned[place] += Int((changed.low ^ whole.low) >> UInt64(place) & 1)
                turned[place + 64] += Int((changed.high ^ whole.high) >> UInt64(place) & 1)
            }
        }
        #expect(seen.count == bits + 1)
        for count in turned { #expect(abs(Double(count) / Double(bits) - 0.5) < 0.04) }
    }

    /// Stripes that change places, and words that change places within one.
    @Test func orderCounts() {
        let bytes = Array(Self.bytes[..<192])
        var seen: Set<Digest> = [digest([bytes[...]], fm_digest_add)]
        for first in 0..<24 {
            for second in (first + 1)..<24 {
                var swapped = bytes
                for i in 0..<8 { swapped.swapAt(first * 8 + i, second * 8 + i) }
                seen.insert(digest([swapped[...]], fm_digest_add))
            }
        }
        #expect(seen.count == 1 + 24 * 23 / 2)
    }

    /// Ledgers keep digests: these must never change.
    @Test(arguments: [
        ("", "9b64159ad5d2a90589f9aa715a91c2e7"),
        ("sku\tquantity\n", "4773b5a9850cd2bd0791cb97a9cc52bb"),
        (String(repeating: "feedmill ", count: 30), "21dc1d2fe7ddae3ebe161f6e731d680d"),
    ])
    func staysTheSame(text: String, hex: String) {
        #expect(Digest(of: text).text == hex)
    }
}
