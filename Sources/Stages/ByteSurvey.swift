import Files
import Formats
import Records

/// What a first pass over the bytes of a file tells: whether it was taken in before, and what it is
/// written in, so that what is read into a book need not be undone.
struct ByteSurvey {
    let digest: Digest
    let size: Int64
    /// The first of the candidates that all of it can be in, and those behind that.
    let encodings: [Encoding]

    init(
        _ disk: Disk, _ name: String, _ candidates: [Encoding], isPacked: Bool = false
    ) throws(Failure) {
        var encodings = candidates
        var isFirst = true
        while true {
            let source = try Source(disk, name: name, digesting: true, isPacked: isPacked)
            let isMade = source.transcoded != nil
            var check = EncodingCheck(encodings.first ?? .utf8)
            var isFault = false
            let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
            defer { room.deallocate() }
            while true {
                let count = try source.read(into: room)
                if count == 0 { break }
                let bytes = UnsafeBufferPointer(room[..<count].bindMemory(to: UInt8.self))
                if isFirst, let declared = Encoding(declaredIn: bytes) {
                    encodings = declared.first(of: encodings)
                }
                isFirst = false
                if !isMade, encodings.count > 1, check.add(bytes) != nil {
                    isFault = true
                    break
                }
            }
            if !isFault, !isMade, encodings.count > 1 { isFault = check.end() != nil }
            if isFault {
                encodings.removeFirst()
                continue
            }
            digest = source.digest ?? Digest(of: "")
            size = source.rawCount
            self.encodings = isMade ? candidates : Array(encodings.prefix(1))
            return
        }
    }
}
