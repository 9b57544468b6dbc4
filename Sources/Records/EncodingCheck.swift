import CBytes

/// Checks block by block that all bytes of a file are characters of an encoding. A character may stand
/// across two blocks.
package struct EncodingCheck {
    private let encoding: Encoding
    private var utf8 = fm_utf8()
    private var cp932 = fm_cp932()
    private var seen: Int64 = 0

    /// Nothing is wrong in UTF-16 here: it is checked where it is made UTF-8.
    package init(_ encoding: Encoding) { self.encoding = encoding }

    /// The offset, in the whole file, of the first byte that is of no character; nil where there is
    /// none so far.
    package mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard let start = bytes.baseAddress else { return nil }
        var offset: Int64 = -1
        switch encoding {
        case .utf8: offset = fm_utf8_add(&utf8, start, bytes.count)
        case .cp932: offset = fm_cp932_add(&cp932, start, bytes.count)
        case .cp1252:
            if let at = bytes.firstIndex(where: { Encoding.isUndefinedInCP1252($0) }) {
                offset = seen + Int64(at)
            }
            seen += Int64(bytes.count)
        case .utf16le, .utf16be: break
        }
        return offset < 0 ? nil : offset
    }

    /// The offset of a character that the file's end cuts off; nil where none is.
    package mutating func end() -> Int64? {
        let offset =
            switch encoding {
            case .utf8: fm_utf8_end(&utf8)
            case .cp932: fm_cp932_end(&cp932)
            case .cp1252, .utf16le, .utf16be: Int64(-1)
            }
        return offset < 0 ? nil : offset
    }
}
