import Records

/// The text of one definition file, for finding places in it and lines of it.
///
/// A line ends with a line feed, a carriage return, or both.
struct SourceText {
    let scalars: [Unicode.Scalar]
    private let file: String
    private let starts: [Int]
    /// The last place asked for, so that going through one long line does not count it again and
    /// again.
    private var last = (offset: 0, line: 0, column: 1)

    init(_ text: String, file: String) {
        self.file = file
        var scalars = Array(text.unicodeScalars)
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        var starts = [0]
        for (index, scalar) in scalars.enumerated() {
            let next = index + 1
            if scalar == "\n" || scalar == "\r" && (next == scalars.count || scalars[next] != "\n")
            {
                starts.append(next)
            }
        }
        self.scalars = scalars
        self.starts = starts
    }

    /// The place of the scalar at `offset`, its column in characters.
    mutating func place(of offset: Int) -> Place {
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        if last.line != low || last.offset > offset { last = (starts[low], low, 1) }
        last.column += characters(last.offset..<offset)
        last.offset = offset
        return Place(file, line: low + 1, column: last.column)
    }

    /// How many characters a range has. Of ASCII that is one each, but for a line's end in two.
    private func characters(_ range: Range<Int>) -> Int {
        for index in range where !scalars[index].isASCII || scalars[index] == "\r" {
            return text(range).count
        }
        return range.count
    }

    func text(_ range: Range<Int>) -> String {
        scalars.withUnsafeBufferPointer { scalars in
            String(unsafeUninitializedCapacity: range.count * 4) { bytes in
                var count = 0
                for index in range {
                    if scalars[index].isASCII {
                        bytes[count] = UInt8(truncatingIfNeeded: scalars[index].value)
                        count += 1
                    } else {
                        for byte in UTF8.encode(scalars[index])! {
                            bytes[count] = byte
                            count += 1
                        }
                    }
                }
                return count
            }
        }
    }

    /// A line without its end, counted from 1; nil where there is none.
    func line(_ number: Int) -> String? {
        guard number >= 1, number <= starts.count else { return nil }
        var end = number < starts.count ? starts[number] : scalars.count
        let start = starts[number - 1]
        while end > start, scalars[end - 1] == "\n" || scalars[end - 1] == "\r" { end -= 1 }
        return text(start..<end)
    }
}
