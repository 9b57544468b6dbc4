import CZlib
import Glibc
import Records

/// Makes a gzip file of a plain one.
package enum Deflater {
    private static let roomSize = 256 << 10

    /// Packs the file `name` into a finished draft of `target`. Nil, and no draft, where that would save
    /// nothing. It takes memory for two pieces of a quarter of a MiB, whatever the size of the file.
    package static func pack(_ disk: Disk, _ name: String, as target: String) throws(Failure)
        -> Draft?
    {
        let file = try Descriptor.reading(disk.path(name), name: name)
        let size = try file.status().st_size
        // zlib keeps a pointer to the stream, so it must never move.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer { stream.deallocate() }
        let gzip: Int32 = 15 + 16
        guard
            deflateInit2_(
                stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip, 8, Z_DEFAULT_STRATEGY,
                ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { throw Failure(.disk, at: Place(name), "cannot be packed: no memory for it") }
        defer { deflateEnd(stream) }
        let input = UnsafeMutableRawBufferPointer.allocate(byteCount: roomSize, alignment: 64)
        let output = UnsafeMutableRawBufferPointer.allocate(byteCount: roomSize, alignment: 64)
        defer {
            input.deallocate()
            output.deallocate()
        }
        let draft = Draft(disk, name: target)
        var isAtEnd = false
        while !isAtEnd {
            let count = try file.read(into: input)
            isAtEnd = count == 0
            stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: Bytef.self)
            stream.pointee.avail_in = uInt(count)
            repeat {
                stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: Bytef.self)
                stream.pointee.avail_out = uInt(roomSize)
                _ = deflate(stream, isAtEnd ? Z_FINISH : Z_NO_FLUSH)
                let made = roomSize - Int(stream.pointee.avail_out)
                try draft.append(
                    UnsafeBufferPointer(
                        rebasing: output[..<made].bindMemory(to: UInt8.self)[...]))
            } while stream.pointee.avail_out == 0
            if draft.count >= size { return nil }
        }
        try draft.finish()
        return draft
    }
}
