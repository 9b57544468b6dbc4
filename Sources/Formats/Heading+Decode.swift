import Records

extension Heading {
    /// The text of `line`: in the first of the encodings in which all of its bytes are characters, or
    /// else in cp1252 with "?" for the five bytes that it does not define.
    static func decode(
        _ line: Slice<UnsafeBufferPointer<UInt8>>, _ encodings: [Encoding]
    ) -> String {
        let bytes = UnsafeBufferPointer(rebasing: line)
        for encoding in encodings { if let text = encoding.text(bytes) { return text } }
        let defined = line.map { Encoding.isUndefinedInCP1252($0) ? UInt8(ascii: "?") : $0 }
        return defined.withUnsafeBufferPointer { Encoding.cp1252.text($0) ?? "" }
    }
}
