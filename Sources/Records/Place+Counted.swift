import CBytes

extension Place {
    /// The place behind `bytes`, which begin at the start of `line`.
    package static func counted(
        _ bytes: UnsafeBufferPointer<UInt8>, _ encoding: Encoding, file: String, line: Int
    ) -> Place {
        let feeds = bytes.count { $0 == 10 }
        let last = bytes.lastIndex(of: 10).map { $0 + 1 } ?? 0
        let tail = UnsafeBufferPointer(rebasing: bytes[last...])
        let text = encoding.text(tail) ?? String(decoding: tail, as: UTF8.self)
        return Place(file, line: line + feeds, column: text.unicodeScalars.count + 1)
    }
}
