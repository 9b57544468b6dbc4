import Records

/// What stands before decimals in one file: as its report says or, where that is `either`, as the first
/// amount with decimals says. The file then has no amount with the other mark.
final class FileMarks {
    /// The bytes that amounts are made of.
    private static let amount = Array("0123456789,.-+% ".utf8)

    let wanted: DecimalMark
    /// Where the mark was seen first; nil while it was not.
    private var first: (mark: UInt8, text: String, line: Int)?

    init(_ wanted: DecimalMark) { self.wanted = wanted }

    var isComma: Bool {
        wanted == .comma || wanted == .either && first?.mark == UInt8(ascii: ",")
    }

    /// Looks at an amount. Throws where its mark is another than the file's so far.
    func see(_ cell: Cell, of column: String, at place: Place) throws(Failure) {
        let bytes = cell.bytes
        guard bytes.allSatisfy({ Self.amount.contains($0) }), !Self.maybeThousand(bytes),
            let mark = bytes.last(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ".") })
        else { return }
        guard let first else {
            self.first = (mark, cell.text, place.line ?? 0)
            return
        }
        if mark != first.mark {
            throw Failure(
                .data, at: place,
                "'\(column)' is '\(cell.text)', and line \(first.line) has '\(first.text)':"
                    + " nobody can say whether a comma or a dot stands before decimals")
        }
    }

    /// Whether exactly three digits stand behind the last mark, and not a lone 0 before it: 1.234 may be
    /// a thousand and more, or one and less than a quarter.
    static func maybeThousand(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var count = bytes.count
        while count > 0, bytes[count - 1] == UInt8(ascii: " ") { count -= 1 }
        guard count > 4 else { return false }
        if count == 5, bytes[0] == UInt8(ascii: "0") { return false }
        let mark = bytes[count - 4]
        return (mark == UInt8(ascii: ",") || mark == UInt8(ascii: "."))
            && bytes[(count - 3)..<count].allSatisfy { (48...57).contains($0) }
    }
}
