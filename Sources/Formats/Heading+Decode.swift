import Files

extension Heading {
    /// The text of `line`: UTF-8, or else cp1252 with "?" for the five bytes that it does not define.
    static func decode(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        if let text = String(validating: line, as: UTF8.self) { return text }
        let undefined: [UInt8] = [0x81, 0x8D, 0x8F, 0x90, 0x9D]
        let bytes = line.map { undefined.contains($0) ? UInt8(ascii: "?") : $0 }
        return bytes.withUnsafeBufferPointer { bytes in
            String(unsafeUninitializedCapacity: 3 * bytes.count) { room in
                guard let start = room.baseAddress,
                    case .count(let count) = Encoding.decodeCP1252(bytes, into: start)
                else { return 0 }
                return count
            }
        }
    }
}
