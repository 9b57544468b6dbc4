/// The word that was meant.
package enum Suggestion {
    /// The nearest of `words` to `typed`, where one is near enough to be a slip of the fingers.
    package static func nearest(to typed: String, in words: some Sequence<String>) -> String? {
        let limit = max(1, typed.count / 3)
        var best: (word: String, distance: Int)?
        for word in words {
            let distance = distance(Array(typed.lowercased()), Array(word.lowercased()))
            if distance <= limit, distance < best?.distance ?? .max { best = (word, distance) }
        }
        return best?.word
    }

    /// How many letters must be added, dropped, changed or swapped with their neighbour.
    static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in 0..<a.count {
            var row = [i + 1] + [Int](repeating: 0, count: b.count)
            for j in 0..<b.count {
                row[j + 1] = min(
                    last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1)
                }
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }
}
