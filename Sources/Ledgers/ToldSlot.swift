import Records

/// The place of one key in a `ToldIndex`: its fields are read and changed where they lie.
///
/// It stands until the next insert into the index.
@frozen
public struct ToldSlot {
    /// Bytes of a slot's payload: digest, shown, row, flags.
    static let width = 20
    /// The flags that are kept in the file.
    static let keptFlags: UInt32 = 0xFF

    @usableFromInline let payload: UnsafeMutableRawPointer

    @inlinable @inline(__always)
    init(_ payload: UnsafeMutableRawPointer) { self.payload = payload }

    /// The digest of the values that were told last; 0 where the key is to be told whatever they
    /// are. The digest of a row is never 0.
    @inlinable @inline(__always)
    public var digest: UInt64 {
        get { payload.loadUnaligned(as: UInt64.self) }
        nonmutating set { payload.storeBytes(of: newValue, as: UInt64.self) }
    }

    /// The digest of those of the values that a report shows.
    @inlinable @inline(__always)
    public var shown: UInt32 {
        get { payload.loadUnaligned(fromByteOffset: 8, as: UInt32.self) }
        nonmutating set { payload.storeBytes(of: newValue, toByteOffset: 8, as: UInt32.self) }
    }

    /// The id in `told` of the key's latest row; 0: the slot holds nothing.
    @inlinable @inline(__always)
    public var row: UInt32 {
        get { payload.loadUnaligned(fromByteOffset: 12, as: UInt32.self) }
        nonmutating set { payload.storeBytes(of: newValue, toByteOffset: 12, as: UInt32.self) }
    }

    /// `ToldRow.Flags` in the low eight bits. The others are free for the run, and 0 when it begins.
    @inlinable @inline(__always)
    public var flags: UInt32 {
        get { payload.loadUnaligned(fromByteOffset: 16, as: UInt32.self) }
        nonmutating set { payload.storeBytes(of: newValue, toByteOffset: 16, as: UInt32.self) }
    }

    /// Makes the slot hold nothing.
    func clear() {
        digest = 0
        shown = 0
        row = 0
        flags = 0
    }
}
