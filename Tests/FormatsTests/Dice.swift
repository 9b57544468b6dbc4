/// Numbers and texts that look random and are the same in every run.
struct Dice {
    private var state: UInt64

    init(_ seed: Int) { state = UInt64(seed + 1) &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next(below limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(limit))
    }

    /// True once in `count` times.
    mutating func once(in count: Int) -> Bool { next(below: count) == 0 }

    private static let scripts: [ClosedRange<UInt32>] = [
        0x20...0x7E, 0x22...0x3E, 0xA0...0x17F, 0x370...0x3FF, 0x400...0x4FF, 0x590...0x6FF,
        0x900...0x97F, 0xE00...0xE7F, 0x2000...0x203F, 0x2190...0x22FF, 0x3000...0x30FF,
        0x4E00...0x9FFF, 0xAC00...0xD7A3, 0xE000...0xE0FF, 0xFF00...0xFF9F, 0x1F300...0x1F6FF,
        0xE0100...0xE01EF, 0x10FFFE...0x10FFFF,
    ]
    private static let controls: [ClosedRange<UInt32>] = [
        0x00...0x1F, 0x09...0x0D, 0x7F...0x9F, 0xFFFE...0xFFFF,
    ]

    /// A text of up to `most` characters of every script, control characters seldom among them.
    mutating func text(upTo most: Int) -> String {
        var view = String.UnicodeScalarView()
        let ranges = once(in: 8) ? Self.scripts + Self.controls : Self.scripts
        for _ in 0...next(below: most) {
            let range = ranges[next(below: ranges.count)]
            let code = range.lowerBound + UInt32(next(below: range.count))
            if let scalar = Unicode.Scalar(code) { view.append(scalar) }
        }
        return String(view)
    }
}
