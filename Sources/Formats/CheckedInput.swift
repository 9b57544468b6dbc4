import Files
import Records

/// What a reader reads from: a source, and where asked for a check that its bytes are characters.
final class CheckedInput {
    private let source: Source
    private var check: EncodingCheck?
    /// The offset of the first byte that is no character; nil while all were.
    private(set) var undecodable: Int64?
    private(set) var isAtEnd = false

    init(_ source: Source, _ check: EncodingCheck?) {
        self.source = source
        self.check = check
    }

    /// Reads on behind the `filled` bytes of a buffer until `count` are there, or the file ends.
    func fill(
        _ buffer: UnsafeMutablePointer<UInt8>, _ filled: inout Int, to count: Int
    ) throws(Failure) {
        while filled < count, !isAtEnd {
            let read = try source.read(
                into: UnsafeMutableRawBufferPointer(start: buffer + filled, count: count - filled))
            isAtEnd = read == 0
            if undecodable == nil {
                undecodable =
                    isAtEnd
                    ? check?.end()
                    : check?.add(UnsafeBufferPointer(start: buffer + filled, count: read))
            }
            filled += read
        }
    }
}
