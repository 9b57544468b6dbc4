/// Numbers that look random and are the same in every run.
package struct Noise {
    private var state: UInt64

    package init(_ seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 }

    package mutating func next(below limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(limit))
    }

    /// True once in `count` times.
    package mutating func once(in count: Int) -> Bool { next(below: count) == 0 }

    package mutating func pick<T>(_ choices: [T]) -> T { choices[next(below: choices.count)] }
}
