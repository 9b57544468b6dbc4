import Records

/// A template as one document uses it. A document is the head, its messages with separators between
/// them, and the tail.
package struct Form: Sendable {
    package let head: [UInt8]
    package let separator: [UInt8]
    package let tail: [UInt8]
    private var program: Program
    /// The columns in which a control character cannot be said, and their names.
    private let fragile: [Int]
    private let names: [String]

    init(
        head: [UInt8], separator: [UInt8], tail: [UInt8], program: Program,
        fragile: [Int] = [], names: [String] = []
    ) {
        self.head = head
        self.separator = separator
        self.tail = tail
        self.program = program
        self.fragile = fragile
        self.names = names
    }

    /// The columns that a message has a place for.
    var columns: Set<Int> { program.columns }

    /// The same, with as many decimals in amounts.
    func writing(decimals: Int) -> Form {
        var form = self
        form.program.decimals = decimals
        return form
    }

    /// Appends the message number `message` (from 1). `row` has a cell for each column that the
    /// template was compiled with: valid UTF-8, a number, or absent where the column is not told.
    package func append(_ row: UnsafePointer<Cell>, message: Int, to bytes: inout [UInt8]) {
        program.append(row, message: message, to: &bytes)
    }

    /// What of `row` the dialect cannot say: "a tab in seller-sku". Nil where it can say it all.
    package func refusal(of row: UnsafePointer<Cell>) -> String? {
        for index in fragile.indices {
            let bytes = row[fragile[index]].bytes
            if Self.mayControl(bytes), let control = Self.control(in: bytes) {
                return "\(control) in \(names[index])"
            }
        }
        return nil
    }

    /// False where there is surely no control character: a quick look.
    @inline(__always)
    private static func mayControl(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        for byte in bytes where byte < 0x20 || byte == 0x7F || byte == 0xC2 { return true }
        return false
    }

    /// The first control character (U+0000 to U+001F, U+007F to U+009F) of `bytes`, named.
    static func control(in bytes: UnsafeBufferPointer<UInt8>) -> String? {
        for (index, byte) in bytes.enumerated() where byte < 0x20 || byte >= 0x7F {
            switch byte {
            case 0x09: return "a tab"
            case 0x0A: return "a line feed"
            case 0x0D: return "a carriage return"
            case 0x00..<0x20, 0x7F: return named(byte)
            case 0xC2 where index + 1 < bytes.count && bytes[index + 1] < 0xA0:
                return named(bytes[index + 1])
            default: continue
            }
        }
        return nil
    }

    private static func named(_ code: UInt8) -> String {
        let digits = String(code, radix: 16, uppercase: true)
        return "the control character U+00" + (digits.count < 2 ? "0" : "") + digits
    }
}
