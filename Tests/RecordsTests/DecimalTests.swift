import Records
import Testing

struct DecimalTests {
    @Test func digitsAreThoseOfAString() {
        var noise = Noise(5)
        var numbers: [Int64] = [.min, .min + 1, -10, -1, 0, 1, 9, 10, 99, 100, .max]
        for _ in 0..<1_000 {
            numbers.append(Int64(bitPattern: noise.word()) >> Int64(noise.next(below: 63)))
        }
        for number in numbers {
            #expect(
                Decimal.withDigits(of: number) { String(decoding: $0, as: UTF8.self) }
                    == String(number))
            var bytes = Array("x".utf8)
            Decimal.append(number, to: &bytes)
            #expect(String(decoding: bytes, as: UTF8.self) == "x\(number)")
        }
    }
}
