/// Numbers that look random and are the same in every run.
struct Noise {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next(below limit: Int) -> Int {
        state = state &+ 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ mixed >> 31) % UInt64(limit))
    }

    mutating func one<T>(of values: [T]) -> T { values[next(below: values.count)] }

    /// A text of any script, with or without control characters; never NUL.
    mutating func text(controls: Bool) -> String {
        var text = ""
        for _ in 0..<next(below: one(of: [3, 3, 9, 80])) {
            if next(below: 4) == 0 {
                text += one(of: ["\"", ",", ";", "\"\"", " ", "\\", "\r\n", "\n", "\t", "ソ"])
                continue
            }
            let limit = one(of: [0x80, 0x800, 0x1_0000, 0x11_0000])
            guard let scalar = Unicode.Scalar(UInt32(1 + next(below: limit - 1))) else { continue }
            text.unicodeScalars.append(scalar)
        }
        if controls { return text }
        var plain = String.UnicodeScalarView()
        plain.append(contentsOf: text.unicodeScalars.filter { $0.value >= 32 })
        return String(plain)
    }
}
