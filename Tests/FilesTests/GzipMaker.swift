import CZlib

/// One gzip member that holds `bytes`.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    let size = Int32(MemoryLayout<z_stream>.size)
    deflateInit2_(stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
    var from = bytes
    var to = [UInt8](repeating: 0, count: bytes.count + 100)
    let count = from.withUnsafeMutableBufferPointer { from in
        to.withUnsafeMutableBufferPointer { to in
            stream.pointee.next_in = from.baseAddress
            stream.pointee.avail_in = uInt(from.count)
            stream.pointee.next_out = to.baseAddress
            stream.pointee.avail_out = uInt(to.count)
            deflate(stream, Z_FINISH)
            return Int(stream.pointee.total_out)
        }
    }
    deflateEnd(stream)
    return Array(to[..<count])
}
