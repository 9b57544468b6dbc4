import CBytes
import Catalog
import Records

/// A feed row's values as `told` keeps them: a JSON object, columns in the feed's order, absent ones
/// left out. Numbers stand bare, money with its decimals, all else as a text.
final class RowText: Sendable {
    struct Column: Sendable {
        var name: [UInt8]
        var kind: Kind
    }

    let columns: [Column]
    private let isShown: [Bool]

    init(_ columns: [FeedColumn]) {
        isShown = columns.map { $0.shown != nil }
        self.columns = columns.map {
            Column(name: Array("\"\($0.name)\":".utf8), kind: $0.kind)
        }
    }

    /// The digest of the values, never 0, and of those that a report shows.
    @inline(__always)
    func digests(_ cells: UnsafePointer<Cell>) -> (digest: UInt64, shown: UInt32) {
        var all: UInt64 = 1
        var shown: UInt64 = 1
        for index in 0..<isShown.count {
            all = Self.add(cells[index], to: all)
            if isShown[index] { shown = Self.add(cells[index], to: shown) }
        }
        return (max(1, all), UInt32(truncatingIfNeeded: shown ^ shown >> 32))
    }

    @inline(__always)
    private static func add(_ cell: Cell, to hash: UInt64) -> UInt64 {
        if cell.isNumber { return mix(hash, UInt64(bitPattern: cell.number)) }
        if cell.isAbsent { return mix(hash, 0x5851_F42D_4C95_7F2D) }
        let bytes = cell.hash(after: fm_hash())
        return mix(mix(hash, bytes.low), bytes.high)
    }

    /// Each value of `word` gives another hash, for any one `hash`.
    @inline(__always)
    private static func mix(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        var mixed = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
        mixed ^= mixed >> 32
        mixed = mixed &* 0xD6E8_FEB8_6659_FD93
        return mixed ^ mixed >> 29
    }

    /// Appends the object.
    func append(_ cells: UnsafePointer<Cell>, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        var isFirst = true
        for index in columns.indices where !cells[index].isAbsent {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            bytes.append(contentsOf: columns[index].name)
            append(cells[index], columns[index].kind, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private func append(_ cell: Cell, _ kind: Kind, to bytes: inout [UInt8]) {
        switch kind {
        case .count, .integer: Decimal.append(cell.number, to: &bytes)
        case .money: Decimal.appendMoney(cell.number, to: &bytes)
        case .text:
            bytes.append(UInt8(ascii: "\""))
            for byte in cell.bytes {
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                    bytes.append(UInt8(ascii: "\\"))
                    bytes.append(byte)
                case 0..<32:
                    bytes.append(contentsOf: "\\u00".utf8)
                    bytes.append(Self.hex(byte >> 4))
                    bytes.append(Self.hex(byte & 15))
                default: bytes.append(byte)
                }
            }
            bytes.append(UInt8(ascii: "\""))
        case .percent, .date, .time, .flag:
            bytes.append(UInt8(ascii: "\""))
            bytes.append(contentsOf: kind.write(cell.number).utf8)
            bytes.append(UInt8(ascii: "\""))
        }
    }

    private static func hex(_ digit: UInt8) -> UInt8 {
        digit < 10 ? digit + 48 : digit + 87
    }

    /// Reads what `append` wrote into `cells`, one for each column. Texts are kept in `arena`.
    /// A column that the text does not have is absent; one that is not a column is passed over.
    func read(
        _ text: UnsafeBufferPointer<UInt8>, into cells: UnsafeMutablePointer<Cell>, _ arena: Arena
    ) {
        for index in columns.indices { cells[index] = .absent }
        var at = 1
        while at < text.count, text[at] != UInt8(ascii: "}") {
            let nameStart = at
            guard let colon = text[at...].firstIndex(of: UInt8(ascii: ":")) else { return }
            let index = columns.firstIndex { column in
                column.name.elementsEqual(text[nameStart...colon])
            }
            at = colon + 1
            let value = Self.value(text, &at, arena)
            if let index {
                let kind = columns[index].kind
                cells[index] =
                    kind == .text ? value : kind.read(value).map { Cell(number: $0) } ?? .absent
            }
            if at < text.count, text[at] == UInt8(ascii: ",") { at += 1 }
        }
    }

    /// The value that begins at `at`, without quotes and escapes; `at` moves behind it.
    private static func value(
        _ text: UnsafeBufferPointer<UInt8>, _ at: inout Int, _ arena: Arena
    ) -> Cell {
        guard at < text.count, text[at] == UInt8(ascii: "\"") else {
            let start = at
            while at < text.count, text[at] != UInt8(ascii: ","), text[at] != UInt8(ascii: "}") {
                at += 1
            }
            return arena.keep(UnsafeBufferPointer(rebasing: text[start..<at]))
        }
        at += 1
        let room = arena.room(text.count - at)
        var count = 0
        while at < text.count, text[at] != UInt8(ascii: "\"") {
            var byte = text[at]
            if byte == UInt8(ascii: "\\"), at + 1 < text.count {
                at += 1
                byte = text[at]
                if byte == UInt8(ascii: "u"), at + 4 < text.count {
                    byte =
                        UInt8(
                            String(decoding: text[(at + 1)...(at + 4)], as: UTF8.self), radix: 16)
                        ?? 63
                    at += 4
                }
            }
            room[count] = byte
            count += 1
            at += 1
        }
        at += 1
        return Cell(UnsafePointer(room), count: count)
    }
}
