/// Bytes that are kept together and let go together.
///
/// What it hands out stays where it is until `clear()`; a table never clears its arena, a batch does
/// with each filling. Not for several threads at once.
public final class Arena {
    private var pieces: [UnsafeMutableBufferPointer<UInt8>] = []
    private var piece = -1
    private var used = 0
    private let size: Int

    /// `size` is how many bytes one piece of memory has.
    public init(piece size: Int = 1 << 16) { self.size = size }

    deinit { for piece in pieces { piece.deallocate() } }

    /// Room for `count` bytes. Give back what was not needed with `trim`.
    public func room(_ count: Int) -> UnsafeMutablePointer<UInt8> {
        while piece < 0 || used + count > pieces[piece].count {
            piece += 1
            used = 0
            if piece == pieces.count { pieces.append(.allocate(capacity: max(size, count))) }
        }
        defer { used += count }
        return pieces[piece].baseAddress! + used
    }

    /// Gives back the last `count` bytes of the room handed out last.
    public func trim(_ count: Int) { used -= count }

    /// A copy of `bytes` that the arena keeps.
    public func keep(_ bytes: UnsafeBufferPointer<UInt8>) -> Cell {
        let start = room(bytes.count)
        if let from = bytes.baseAddress { start.update(from: from, count: bytes.count) }
        return Cell(start, count: bytes.count)
    }

    public func keep(_ text: String) -> Cell {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBufferPointer { keep($0) }
    }

    /// Lets go of everything handed out; the memory itself is used again.
    public func clear() {
        piece = pieces.isEmpty ? -1 : 0
        used = 0
    }
}
