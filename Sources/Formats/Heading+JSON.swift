import CBytes
import Records

extension Heading {
    /// Reads the names of the members of a JSON file's first rows. `rows` are the names of the members
    /// that lead to the list of rows.
    init(json bytes: UnsafeBufferPointer<UInt8>, atEnd: Bool, rows names: [String]) {
        let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        let feed = bytes.firstIndex(of: 10)
        let line = bytes[(mark ? 3 : 0)..<(feed ?? bytes.count)]
        var look = Self.foreign(bytes, line, isJSON: true)
        var found: [String] = []
        if look == nil, let start = bytes.baseAddress {
            var scanner = JSONScanner(
                bytes: start, end: bytes.count, isWhole: atEnd, at: mark ? 3 : 0)
            do throws(JSONScanner.Stop) {
                var rows = JSONRows(names)
                try rows.enter(&scanner)
                while case .row = try rows.next(&scanner) {
                    try Self.add(&scanner, to: &found)
                    rows.hasRead()
                }
                if found.isEmpty {
                    look = .broken(
                        "holds no rows of JSON: the list is empty, so that nothing says what it is of"
                    )
                }
            } catch {
                if found.isEmpty { look = .broken(Self.text(error, bytes, from: mark ? 3 : 0)) }
            }
        }
        self.init(
            look ?? (found.isEmpty ? .empty : .header), names: found, mark: mark, length: 0,
            crlf: feed.map { $0 > 0 && bytes[$0 - 1] == 13 } ?? false, format: .json)
    }

    /// Adds the names of a row's members that are not there yet.
    private static func add(
        _ scanner: inout JSONScanner, to names: inout [String]
    ) throws(JSONScanner.Stop) {
        guard try scanner.peek("a row") == UInt8(ascii: "{") else {
            _ = try scanner.value()
            return
        }
        scanner.at += 1
        if try scanner.peek("a name or '}'") == UInt8(ascii: "}") {
            scanner.at += 1
            return
        }
        var own: [String] = []
        repeat {
            let name = try scanner.name()
            if let name = scanner.string(name) { own.append(trimmed(name[...])) }
            _ = try scanner.value(level: 1)
        } while try scanner.goesOn(to: UInt8(ascii: "}"), "',' or '}'")
        for name in own where names.count < 4_096 && !names.contains(name) { names.append(name) }
    }

    private static func text(
        _ stop: JSONScanner.Stop, _ bytes: UnsafeBufferPointer<UInt8>, from start: Int
    ) -> String {
        guard case .mistake(let offset, let message) = stop else {
            return "holds no rows of JSON: no row ends within 64 KiB"
        }
        let place = Place.counted(
            UnsafeBufferPointer(rebasing: bytes[start..<offset]), .utf8, file: "", line: 1)
        return
            "holds no rows of JSON: line \(place.line ?? 1), column \(place.column ?? 1): \(message)"
    }
}
