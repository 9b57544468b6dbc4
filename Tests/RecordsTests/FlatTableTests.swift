import Records
import Testing

struct FlatTableTests {
    enum Spread: String, CaseIterable { case even, oneHome, atTheEnd, sameLow }

    /// Keys as hashes give them, and as they would come at their worst.
    private func key(_ number: Int, _ spread: Spread) -> Key {
        var noise = Noise(UInt64(number))
        switch spread {
        case .even:
            return Key(low: noise.word(), check: UInt32(truncatingIfNeeded: noise.word()) | 1)
        case .oneHome: return Key(low: UInt64(number) << 1, check: 1)
        case .atTheEnd: return Key(low: .max - UInt64(number), check: .max)
        case .sameLow: return Key(low: 42, check: UInt32(number) + 1)
        }
    }

    @Test(arguments: Spread.allCases, [0, 1, 7, 600])
    func isADictionary(_ spread: Spread, expected: Int) {
        let table = FlatTable(payload: 8, expected: expected)
        var model: [Key: Int64] = [:]
        var noise = Noise(3)
        let keys = spread == .even ? 3_000 : 400
        for _ in 0..<(3 * keys) {
            let key = key(noise.next(below: keys), spread)
            if noise.next(below: 3) == 0 {
                #expect(table.find(key)?.loadUnaligned(as: Int64.self) == model[key])
                continue
            }
            let (payload, isNew) = table.insert(key)
            #expect(isNew == (model[key] == nil))
            #expect(payload.loadUnaligned(as: Int64.self) == model[key] ?? 0)
            let value = Int64(noise.next(below: 1 << 40)) - 1 << 39
            payload.storeBytes(of: value, as: Int64.self)
            model[key] = value
        }
        #expect(table.count == model.count)
        var seen: [Key: Int64] = [:]
        let look = { (key: Key, payload: UnsafeMutableRawPointer) in
            #expect(seen.updateValue(payload.loadUnaligned(as: Int64.self), forKey: key) == nil)
        }
        table.forEach(look)
        #expect(seen == model)
        for number in 0..<keys where model[key(number, spread)] == nil {
            #expect(table.find(key(number, spread)) == nil)
        }
    }

    @Test(arguments: [0, 1, 3, 20])
    func keepsEveryByteOfAPayload(_ width: Int) {
        let table = FlatTable(payload: width, expected: 4)
        for number in 0..<500 {
            let payload = table.insert(key(number, .even)).payload
            for byte in 0..<width {
                payload.storeBytes(
                    of: UInt8((number + byte) & 0xFF), toByteOffset: byte, as: UInt8.self)
            }
        }
        for number in 0..<500 {
            let payload = table.find(key(number, .even))
            #expect(payload != nil)
            for byte in 0..<width {
                #expect(
                    payload?.load(fromByteOffset: byte, as: UInt8.self)
                        == UInt8((number + byte) & 0xFF))
            }
        }
    }

    /// With hashes that fill their range, the walk goes through them in order, but for those that share
    /// a line or had to give way.
    @Test(arguments: [0, 4, 8, 20, 28])
    func goesThroughTheHashesNearlyInOrder(_ width: Int) {
        let table = FlatTable(payload: width, expected: 2_000)
        for number in 0..<2_000 { _ = table.insert(key(number, .even)) }
        var (highest, back) = (UInt64(0), UInt64(0))
        let look = { (key: Key, _: UnsafeMutableRawPointer) in
            highest = max(highest, key.low)
            back = max(back, highest - key.low)
        }
        table.forEach(look)
        #expect(back < .max / 16)
    }

    /// Slots that fill a line, and such as stand alone: no key is lost at the end of either.
    @Test(arguments: [0, 4, 8, 12, 16, 20, 28, 60])
    func growsWithPayloadsOfAnyWidth(_ width: Int) {
        let table = FlatTable(payload: width, expected: 0)
        for number in 0..<5_000 { #expect(table.insert(key(number, .even)).isNew) }
        for number in 0..<5_000 { #expect(!table.insert(key(number, .even)).isNew) }
        #expect(table.count == 5_000)
        #expect(table.find(key(5_000, .even)) == nil)
    }
}
