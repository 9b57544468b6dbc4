import Records

/// Writes text in other encodings, by what decoding says.
enum Encoder {
    /// Nil where a character has no bytes in the encoding.
    static func bytes(_ text: String, _ encoding: Encoding) -> [UInt8]? {
        switch encoding {
        case .utf8: return Array(text.utf8)
        case .utf16le:
            return [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        case .utf16be:
            return [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        case .cp1252, .cp932:
            let table = encoding == .cp1252 ? cp1252 : cp932
            var bytes: [UInt8] = []
            for scalar in text.unicodeScalars {
                guard let some = table[scalar] else { return nil }
                bytes += some
            }
            return bytes
        }
    }

    private static let cp1252 = table(.cp1252, (0...255).map { [UInt8($0)] })
    private static let cp932 = table(
        .cp932,
        (0...255).map { [UInt8($0)] }
            + (0x81...0xFC).flatMap { lead in (0x40...0xFC).map { [UInt8(lead), UInt8($0)] } })

    private static func table(
        _ encoding: Encoding, _ characters: [[UInt8]]
    ) -> [Unicode.Scalar: [UInt8]] {
        var table: [Unicode.Scalar: [UInt8]] = [:]
        for bytes in characters {
            let text = bytes.withUnsafeBufferPointer { encoding.text($0) }
            if let scalars = text?.unicodeScalars, scalars.count == 1, let first = scalars.first {
                table[first] = table[first] ?? bytes
            }
        }
        return table
    }
}
