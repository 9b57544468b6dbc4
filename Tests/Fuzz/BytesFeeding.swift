import Files
import Records

/// Reads bytes: however many at once, they are the same, and so are the digest and a failure's place.
struct BytesFeeding: Feeding {
    private let file = ScratchFile()

    private struct Reading: Equatable {
        var bytes: [UInt8] = []
        var isFailed = false
        var undecodable: Int64?
        var digest: Digest?
    }

    mutating func feed(_ input: [UInt8], from seed: String, _ noise: inout Noise) -> String? {
        file.write(input)
        for transcoding in [nil, Encoding.cp1252, .cp932] {
            let whole = read(1 << 18, transcoding)
            if whole.digest != nil, whole.digest != Digest(of: input) { return "another digest" }
            if transcoding != nil || isUTF16(input), !whole.isFailed {
                guard String(validating: whole.bytes, as: UTF8.self) != nil else {
                    return "what is made of it is no UTF-8"
                }
            }
            // A large file is not read byte by byte: that takes long, and shows no more.
            let least = 1 + input.count / 3_000
            for room in [least + noise.next(below: 100), least + noise.next(below: 70_000)] {
                let other = read(room, transcoding)
                if whole.isFailed != other.isFailed { return "fails or not, by \(room) bytes" }
                if !whole.isFailed, whole != other { return "differs by \(room) bytes at once" }
            }
        }
        return nil
    }

    private func isUTF16(_ input: [UInt8]) -> Bool {
        input.starts(with: [0xFF, 0xFE]) || input.starts(with: [0xFE, 0xFF])
    }

    private func read(_ count: Int, _ transcoding: Encoding?) -> Reading {
        var reading = Reading()
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
        defer { room.deallocate() }
        do throws(Failure) {
            let source = try Source(
                path: file.path, name: "x", digesting: true, transcoding: transcoding)
            while true {
                let count = try source.read(into: room)
                if count == 0 { break }
                reading.bytes += room[..<count]
                if reading.bytes.count > 1 << 24 { break }
            }
            reading.undecodable = source.undecodable
            reading.digest = source.undecodable == nil ? source.digest : nil
        } catch {
            reading.isFailed = true
        }
        return reading
    }
}
