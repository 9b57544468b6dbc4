import Records

extension Encoding {
    /// What an XML file's first bytes declare that it is written in; nil where they declare nothing, or what
    /// is not known here.
    package init?(declaredIn bytes: UnsafeBufferPointer<UInt8>) {
        let head = String(decoding: bytes.prefix(200), as: UTF8.self)
        guard head.hasPrefix("<?xml"), let end = head.firstRange(of: "?>") else { return nil }
        let declaration = head[..<end.lowerBound]
        guard let name = declaration.firstRange(of: "encoding") else { return nil }
        let rest = declaration[name.upperBound...].drop { $0.isWhitespace || $0 == "=" }
        guard let quote = rest.first, quote == "\"" || quote == "'" else { return nil }
        self.init(charset: String(rest.dropFirst().prefix { $0 != quote }))
    }

    /// The candidates for an XML file that declares this encoding: the bytes decide first, as
    /// declarations are often wrong, and then what it declares.
    package func first(of candidates: [Encoding]) -> [Encoding] {
        guard self != .utf8, !isUTF16 else { return candidates }
        return candidates.prefix(1) + [self] + candidates.dropFirst().filter { $0 != self }
    }
}
