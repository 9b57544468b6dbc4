import CZlib
import Records

/// Inflates a gzip stream piece by piece: members one after another, zeros between and after them.
final class Inflater {
    // zlib keeps a pointer to the stream, so it must never move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let name: String
    private var isInsideMember = false
    /// Bytes of the compressed file taken so far.
    private var taken: Int64 = 0

    /// `name` is what messages call the file.
    init(name: String) throws(Failure) {
        self.name = name
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let gzip: Int32 = 15 + 16
        let size = Int32(MemoryLayout<z_stream>.size)
        if inflateInit2_(stream, gzip, ZLIB_VERSION, size) != Z_OK {
            throw Failure(.data, at: Place(name), "cannot be unpacked: no memory for it")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Whether the bytes given last have all been taken.
    var isHungry: Bool { stream.pointee.avail_in == 0 }

    /// Gives the next compressed bytes; they must stay where they are until `isHungry`.
    func feed(_ bytes: UnsafeMutableRawBufferPointer) {
        stream.pointee.next_in = bytes.baseAddress?.assumingMemoryBound(to: Bytef.self)
        stream.pointee.avail_in = uInt(bytes.count)
    }

    /// Unpacks into `room` until it is full or no bytes are left; returns how many it wrote.
    func inflate(into room: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        stream.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: Bytef.self)
        stream.pointee.avail_out = uInt(room.count)
        while stream.pointee.avail_out > 0 {
            if !isInsideMember { skipZeros() }
            if isHungry { break }
            isInsideMember = true
            let before = stream.pointee.avail_in
            let result = CZlib.inflate(stream, Z_NO_FLUSH)
            taken += Int64(before - stream.pointee.avail_in)
            switch result {
            case Z_OK, Z_BUF_ERROR: continue
            case Z_STREAM_END:
                isInsideMember = false
                inflateReset(stream)
            default:
                let reason = stream.pointee.msg.map { String(cString: $0) } ?? "bad gzip data"
                throw Failure(
                    .data, at: Place(name),
                    "is damaged at byte \(taken) of the gzip file: \(reason); fetch it again")
            }
        }
        return room.count - Int(stream.pointee.avail_out)
    }

    /// Says that no bytes follow: they must not end inside a member.
    func end() throws(Failure) {
        if isInsideMember {
            throw Failure(
                .data, at: Place(name),
                "is cut short: its gzip data goes on after byte \(taken); fetch it again")
        }
    }

    private func skipZeros() {
        while stream.pointee.avail_in > 0, stream.pointee.next_in.pointee == 0 {
            stream.pointee.next_in += 1
            stream.pointee.avail_in -= 1
            taken += 1
        }
    }
}
