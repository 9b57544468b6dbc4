import Records

/// What a dialect cannot say of a row, looked for before the row is told.
struct Refusals: Sendable {
    /// A column that the dialect writes, and its name.
    struct Column: Sendable {
        var index: Int
        var name: String
    }

    /// Which characters of Unicode a text may have.
    enum Characters {
        case all
        /// None of the control characters, which would break a row of a flat file.
        case printable
        /// Those of XML 1.0 (section 2.2), but for tabs and line ends, which Amazon's types turn
        /// into blanks (normalizedString): another text would arrive.
        case xml
    }

    /// How many decimals an amount may have.
    struct Decimals: Sendable {
        var column: Column
        /// 0 to 4.
        var most: Int

        func hold(_ cell: Cell) -> Bool {
            guard cell.isNumber else { return true }
            let unit: Int64 = [10_000, 1_000, 100, 10, 1][most]
            return cell.number % unit == 0
        }
    }

    /// The numbers that a column may have.
    struct Bounds: Sendable {
        var column: Column
        var range: ClosedRange<Int64>
    }

    /// A place that must not be left empty: at least one of its alternatives must hold.
    struct Demand: Sendable {
        var name: String
        /// The columns that must have a value, or have none.
        var alternatives: [[(column: Int, present: Bool)]]

        func holds(_ row: UnsafePointer<Cell>) -> Bool {
            alternatives.contains { tests in
                tests.allSatisfy { row[$0.column].isAbsent != $0.present }
            }
        }
    }

    var characters = Characters.all
    /// Nil where all of Unicode can be written.
    var charset: Charset?
    /// Those whose texts are looked at.
    var columns: [Column] = []
    var decimals: [Decimals] = []
    var bounds: [Bounds] = []
    var demands: [Demand] = []

    func refusal(of row: UnsafePointer<Cell>) -> String? {
        if characters != .all || charset != nil {
            for index in columns.indices {
                if let what = refusal(of: row[columns[index].index].bytes) {
                    return "\(what) in \(columns[index].name)"
                }
            }
        }
        for index in decimals.indices where !decimals[index].hold(row[decimals[index].column.index])
        {
            let most = decimals[index].most
            let many = most == 0 ? "decimals" : "more than \(most) decimals"
            return "an amount with \(many) in \(decimals[index].column.name)"
        }
        for index in bounds.indices {
            let cell = row[bounds[index].column.index]
            let range = bounds[index].range
            if cell.isNumber, !range.contains(cell.number) {
                return "\(cell.number), not from \(range.lowerBound) to \(range.upperBound), in "
                    + bounds[index].column.name
            }
        }
        for index in demands.indices where !demands[index].holds(row) {
            return "a message with an empty '\(demands[index].name)'"
        }
        return nil
    }

    private func refusal(of bytes: UnsafeBufferPointer<UInt8>) -> String? {
        switch characters {
        case .all: break
        case .printable:
            if let control = Self.control(in: bytes) { return control }
        case .xml:
            if let control = Self.notXML(in: bytes) { return control }
        }
        return charset?.stranger(in: bytes)
    }

    /// The first control character (U+0000 to U+001F, U+007F to U+009F) of `bytes`, named.
    @inline(__always)
    static func control(in bytes: UnsafeBufferPointer<UInt8>) -> String? {
        for byte in bytes where byte < 0x20 || byte == 0x7F || byte == 0xC2 {
            return namedControl(in: bytes)
        }
        return nil
    }

    private static func namedControl(in bytes: UnsafeBufferPointer<UInt8>) -> String? {
        for (index, byte) in bytes.enumerated() where byte < 0x20 || byte >= 0x7F {
            switch byte {
            case 0x00..<0x20, 0x7F: return named(byte)
            case 0xC2 where index + 1 < bytes.count && bytes[index + 1] < 0xA0:
                return named(bytes[index + 1])
            default: continue
            }
        }
        return nil
    }

    /// The first character of `bytes` that an XML text cannot hold, named.
    @inline(__always)
    static func notXML(in bytes: UnsafeBufferPointer<UInt8>) -> String? {
        for (index, byte) in bytes.enumerated() where byte < 0x20 || byte == 0xEF {
            if byte < 0x20 { return named(byte) }
            guard index + 2 < bytes.count, bytes[index + 1] == 0xBF, bytes[index + 2] >= 0xBE
            else { continue }
            return "the character U+FFF" + (bytes[index + 2] == 0xBE ? "E" : "F")
        }
        return nil
    }

    private static func named(_ code: UInt8) -> String {
        switch code {
        case 0x09: return "a tab"
        case 0x0A: return "a line feed"
        case 0x0D: return "a carriage return"
        default:
            let digits = String(code, radix: 16, uppercase: true)
            return "the control character U+00" + (digits.count < 2 ? "0" : "") + digits
        }
    }
}
