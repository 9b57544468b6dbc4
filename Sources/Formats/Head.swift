import Files
import Records

/// The first bytes of a file, of which each report's form makes its own heading.
package struct Head: Sendable {
    /// How many bytes a file's kind is told by.
    static let size = 1 << 16

    package let bytes: [UInt8]
    /// The file has no more.
    package let atEnd: Bool
    private let charset: Encoding?
    private let marketplace: String

    /// Bytes that were read already. `charset` and `marketplace` are what is known of the file.
    package init(
        bytes: [UInt8], atEnd: Bool, charset: Encoding? = nil, marketplace: String = ""
    ) {
        self.bytes = bytes
        self.atEnd = atEnd
        self.charset = charset
        self.marketplace = marketplace
    }

    /// Reads them.
    package init(
        _ source: Source, charset: Encoding? = nil, marketplace: String = ""
    ) throws(Failure) {
        var bytes: [UInt8] = []
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.size, alignment: 64)
        defer { room.deallocate() }
        var count = -1
        while bytes.count < Self.size, count != 0 {
            let free = UnsafeMutableRawBufferPointer(rebasing: room[..<(Self.size - bytes.count)])
            count = try source.read(into: free)
            bytes += free[..<count]
        }
        self.init(bytes: bytes, atEnd: count == 0, charset: charset, marketplace: marketplace)
    }

    /// The format that the file looks like.
    var format: RowForm.Format {
        bytes.withUnsafeBufferPointer { RowForm(formats: [.json, .tsv, .csv]).format(of: $0) }
    }

    /// The heading that the file has, seen as one of a form.
    package func heading(as form: RowForm = RowForm()) -> Heading {
        let encodings = Encoding.candidates(
            charset: charset ?? form.charset, marketplace: marketplace)
        return bytes.withUnsafeBufferPointer { bytes in
            let format = form.format(of: bytes)
            guard format == .json || format == .xml, let text = Self.utf8(bytes, encodings) else {
                return Heading(
                    bytes, atEnd: atEnd, form: form, format: format, encodings: encodings)
            }
            return text.withUnsafeBufferPointer {
                Heading($0, atEnd: atEnd, form: form, format: format)
            }
        }
    }

    /// The bytes as UTF-8, from the first of the encodings that they can be in; nil where that is
    /// UTF-8. A byte of a JSON file is not what it looks like before it is decoded.
    private static func utf8(
        _ bytes: UnsafeBufferPointer<UInt8>, _ encodings: [Encoding]
    ) -> [UInt8]? {
        for encoding in encodings {
            var check = EncodingCheck(encoding)
            guard check.add(bytes) == nil else { continue }
            if encoding == .utf8 { return nil }
            let whole = check.end().map { Int($0) } ?? bytes.count
            let text = encoding.text(UnsafeBufferPointer(rebasing: bytes[..<whole]))
            return text.map { Array($0.utf8) }
        }
        return nil
    }
}
