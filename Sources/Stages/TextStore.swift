import CBytes
import Records

/// Many short texts in little memory, each named by 32 bits; 0 names none.
///
/// A text is at most 65,535 bytes, all of them at most 4 GiB. Cells that it gives stand as long as
/// the store.
final class TextStore {
    private static let pieceBits: UInt32 = 22
    private var pieces: [UnsafeMutablePointer<UInt8>] = []
    /// Bytes used of the last piece, and all that it has.
    private var used = 0
    private var size = 0

    deinit {
        for (index, piece) in pieces.enumerated() { fm_table_free(piece, Self.size(of: index)) }
    }

    /// Most stores hold a few texts: the first piece is small.
    private static func size(of piece: Int) -> Int { 1 << (piece == 0 ? 17 : Int(pieceBits)) }

    /// Keeps a copy of `bytes`. Nil where they are too long or the store is full.
    func put(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32? {
        guard bytes.count <= Int(UInt16.max) else { return nil }
        if used + bytes.count + 2 > size {
            let next = Self.size(of: pieces.count)
            guard pieces.count < 1_023 else { return nil }
            guard let memory = fm_table_memory(next) else {
                fm_no_memory(next, Exit.disk.rawValue)
            }
            pieces.append(memory.assumingMemoryBound(to: UInt8.self))
            size = next
            used = pieces.count == 1 ? 1 : 0
        }
        let start = pieces[pieces.count - 1] + used
        UnsafeMutableRawPointer(start).storeBytes(
            of: UInt16(truncatingIfNeeded: bytes.count), as: UInt16.self)
        if let from = bytes.baseAddress { (start + 2).update(from: from, count: bytes.count) }
        let name = UInt32(truncatingIfNeeded: pieces.count - 1) << Self.pieceBits | UInt32(used)
        used += bytes.count + 2
        return name
    }

    /// Asks the processor for a text.
    @inline(__always)
    func prefetch(_ name: UInt32) {
        guard name != 0 else { return }
        fm_prefetch(pieces[Int(name >> Self.pieceBits)] + Int(name & ((1 << Self.pieceBits) - 1)))
    }

    @inline(__always)
    func cell(_ name: UInt32) -> Cell {
        guard name != 0 else { return .absent }
        let start =
            pieces[Int(name >> Self.pieceBits)] + Int(name & ((1 << Self.pieceBits) - 1))
        let count = UnsafeRawPointer(start).loadUnaligned(as: UInt16.self)
        return Cell(UnsafePointer(start + 2), count: Int(count))
    }
}
